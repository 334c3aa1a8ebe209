package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions over one row of Java objects, as naively as possible: the judge of the
 * batch evaluators. Values are those of literals. What has no value throws {@link RowError}.
 */
public final class ReferenceEvaluator {
  /** A row without a value. */
  public static final class RowError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RowError(ErrorCode code) {
      super(code.name());
      this.code = code;
    }

    /** What kind of error it is. */
    public ErrorCode code() {
      return code;
    }
  }

  private ReferenceEvaluator() {}

  /** Whether a filter lets the row pass: operands after one that is not true are not looked at. */
  public static boolean isTrue(Expression condition, List<@Nullable Object> row) {
    if (condition instanceof Expression.And and) {
      return and.operands().stream().allMatch(operand -> isTrue(operand, row));
    }
    return Boolean.TRUE.equals(evaluate(condition, row));
  }

  /** The value, or null. */
  public static @Nullable Object evaluate(Expression node, List<@Nullable Object> row) {
    return switch (node) {
      case Expression.ColumnRef column -> row.get(column.index());
      case Expression.Literal literal -> literal.value();
      case Expression.Arithmetic arithmetic -> arithmetic(arithmetic, row);
      case Expression.Comparison comparison ->
          comparison(
              comparison, evaluate(comparison.left(), row), evaluate(comparison.right(), row));
      case Expression.And and -> junction(and.operands(), row, false);
      case Expression.Or or -> junction(or.operands(), row, true);
      case Expression.Not not ->
          evaluate(not.operand(), row) instanceof Boolean truth ? !truth : null;
      case Expression.IsNull isNull -> evaluate(isNull.operand(), row) == null;
      case Expression.CaseWhen caseWhen -> caseWhen(caseWhen, row);
      case Expression.Cast cast -> cast(cast, evaluate(cast.operand(), row));
      case Expression.Like like ->
          evaluate(like.operand(), row) instanceof String text
              ? ReferenceFunctions.like(text, like.pattern(), like.escape())
              : null;
      case Expression.InList in -> in(in, evaluate(in.operand(), row));
      case Expression.FunctionCall call -> call(call, row);
      case Expression.PlannerExpression other ->
          throw new IllegalArgumentException("not for evaluation: " + other);
    };
  }

  private static @Nullable Boolean junction(
      List<Expression> operands, List<@Nullable Object> row, boolean decisive) {
    boolean unknown = false;
    for (Expression operand : operands) {
      Object value = evaluate(operand, row);
      if (value == null) {
        unknown = true;
      } else if ((Boolean) value == decisive) {
        return decisive;
      }
    }
    return unknown ? null : !decisive;
  }

  private static @Nullable Boolean comparison(
      Expression.Comparison node, @Nullable Object left, @Nullable Object right) {
    boolean bothNull = left == null && right == null;
    boolean eitherNull = left == null || right == null;
    int order = left == null || right == null ? 0 : ReferenceExecutor.compareValues(left, right);
    return switch (node.operator()) {
      case EQUAL -> eitherNull ? null : order == 0;
      case NOT_EQUAL -> eitherNull ? null : order != 0;
      case LESS -> eitherNull ? null : order < 0;
      case LESS_OR_EQUAL -> eitherNull ? null : order <= 0;
      case GREATER -> eitherNull ? null : order > 0;
      case GREATER_OR_EQUAL -> eitherNull ? null : order >= 0;
      case IS_NOT_DISTINCT_FROM -> eitherNull ? bothNull : order == 0;
      case IS_DISTINCT_FROM -> eitherNull ? !bothNull : order != 0;
    };
  }

  private static @Nullable Object caseWhen(Expression.CaseWhen node, List<@Nullable Object> row) {
    for (int i = 0; i < node.conditions().size(); i++) {
      if (Boolean.TRUE.equals(evaluate(node.conditions().get(i), row))) {
        return evaluate(node.results().get(i), row);
      }
    }
    return evaluate(node.otherwise(), row);
  }

  private static @Nullable Boolean in(Expression.InList node, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    for (Expression.Literal literal : node.values()) {
      Object constant = literal.value();
      if (constant != null && ReferenceExecutor.compareValues(value, constant) == 0) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object cast(Expression.Cast node, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      return ReferenceCasts.cast(node.operand().type(), node.type(), value);
    } catch (RowError failure) {
      if (node.nullOnFailure()) {
        return null;
      }
      throw failure;
    }
  }

  private static @Nullable Object call(Expression.FunctionCall node, List<@Nullable Object> row) {
    return switch (node.function()) {
      case COALESCE -> coalesce(node.arguments(), row);
      case NULLIF -> {
        Object value = evaluate(node.arguments().get(0), row);
        Object other = evaluate(node.arguments().get(1), row);
        boolean equal =
            value != null && other != null && ReferenceExecutor.compareValues(value, other) == 0;
        yield equal ? null : value;
      }
      default -> strictCall(node, row);
    };
  }

  private static @Nullable Object coalesce(List<Expression> arguments, List<@Nullable Object> row) {
    for (Expression argument : arguments) {
      Object value = evaluate(argument, row);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable Object strictCall(
      Expression.FunctionCall node, List<@Nullable Object> row) {
    List<Object> values = new ArrayList<>();
    boolean anyNull = false;
    for (Expression argument : node.arguments()) {
      Object value = evaluate(argument, row);
      anyNull |= value == null;
      values.add(value == null ? "" : value);
    }
    return anyNull ? null : ReferenceFunctions.call(node, values);
  }

  private static @Nullable Object arithmetic(
      Expression.Arithmetic node, List<@Nullable Object> row) {
    Object left = evaluate(node.left(), row);
    Object right = evaluate(node.right(), row);
    if (left == null || right == null) {
      return null;
    }
    if (left instanceof Double a && right instanceof Double b) {
      return floating(node, a, b);
    }
    BigDecimal a = ReferenceCasts.exact(node.left().type(), left);
    BigDecimal b = ReferenceCasts.exact(node.right().type(), right);
    BigDecimal result =
        switch (node.operator()) {
          case ADD -> a.add(b);
          case SUBTRACT -> a.subtract(b);
          case MULTIPLY -> a.multiply(b);
          case DIVIDE -> a.divideToIntegralValue(divisor(b));
          case MODULO -> a.remainder(divisor(b));
        };
    return ReferenceCasts.stored(node.type(), result, RoundingMode.HALF_UP);
  }

  private static BigDecimal divisor(BigDecimal value) {
    if (value.signum() == 0) {
      throw new RowError(ErrorCode.DIVISION_BY_ZERO);
    }
    return value;
  }

  private static Double floating(Expression.Arithmetic node, double a, double b) {
    boolean divides =
        switch (node.operator()) {
          case ADD, SUBTRACT, MULTIPLY -> false;
          case DIVIDE, MODULO -> true;
        };
    if (divides && b == 0) {
      throw new RowError(ErrorCode.DIVISION_BY_ZERO);
    }
    double result =
        switch (node.operator()) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> a % b;
        };
    return node.type() instanceof DataType.Float32 ? (double) (float) result : result;
  }

  /** Throws unless the integer lies in the type's range. */
  static BigInteger inRange(DataType type, BigInteger value) {
    BigInteger limit =
        switch (type) {
          case DataType.Int8 _ -> BigInteger.ONE.shiftLeft(7);
          case DataType.Int16 _ -> BigInteger.ONE.shiftLeft(15);
          case DataType.Int32 _, DataType.Date _ -> BigInteger.ONE.shiftLeft(31);
          case DataType.Int64 _, DataType.Timestamp _ -> BigInteger.ONE.shiftLeft(63);
          case DataType.Decimal(int precision, int _) -> BigInteger.TEN.pow(precision);
          default -> throw new IllegalArgumentException("no integers: " + type);
        };
    boolean decimal = type instanceof DataType.Decimal;
    BigInteger lowest = decimal ? limit.negate().add(BigInteger.ONE) : limit.negate();
    if (value.compareTo(limit) >= 0 || value.compareTo(lowest) < 0) {
      throw new RowError(ErrorCode.NUMERIC_OVERFLOW);
    }
    return value;
  }
}
