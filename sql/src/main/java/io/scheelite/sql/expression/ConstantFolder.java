package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes what is constant while planning. Whatever would be an error (overflow, division by zero)
 * stays as it is, to be raised by the row that meets it, if any does.
 */
public final class ConstantFolder {
  private static final long LARGEST_SHIFT = Integer.MAX_VALUE;

  private ConstantFolder() {}

  /** Folds one node whose operands are folded already. */
  public static Expression foldNode(Expression node) {
    return switch (node) {
      case Expression.Arithmetic arithmetic -> foldArithmetic(arithmetic);
      case Expression.Comparison comparison -> foldComparison(comparison);
      case Expression.Cast cast -> foldCast(cast);
      case Expression.And and -> foldLogical(node, and.operands(), true);
      case Expression.Or or -> foldLogical(node, or.operands(), false);
      case Expression.Not not -> foldNot(not);
      case Expression.IsNull isNull -> foldIsNull(isNull);
      case Expression.CaseWhen caseWhen -> foldCase(caseWhen);
      case Expression.FunctionCall call -> foldCall(call);
      case Expression.ColumnRef _,
          Expression.Literal _,
          Expression.Like _,
          Expression.InList _,
          Expression.PlannerExpression _ ->
          node;
    };
  }

  private static Expression foldCast(Expression.Cast cast) {
    if (cast.operand() instanceof Literal literal) {
      Literal converted = Literals.convert(literal, cast.type());
      return converted == null ? cast : converted;
    }
    return cast;
  }

  private static Expression foldArithmetic(Expression.Arithmetic node) {
    if (!(node.left() instanceof Literal left) || !(node.right() instanceof Literal right)) {
      return node;
    }
    if (left.value() == null || right.value() == null) {
      return new Literal(null, node.type());
    }
    if (left.value() instanceof Double l && right.value() instanceof Double r) {
      return foldDouble(node, l, r);
    }
    BigDecimal l = Literals.decimalValue(left);
    BigDecimal r = Literals.decimalValue(right);
    if (l == null || r == null) {
      return node;
    }
    BigDecimal result = compute(node.operator(), l, r);
    Literal literal = result == null ? null : Literals.convert(exact(result), node.type());
    return literal == null ? node : literal;
  }

  private static Literal exact(BigDecimal value) {
    BigDecimal normal = value.scale() < 0 ? value.setScale(0) : value;
    return normal.precision() > Decimal.MAX_PRECISION || normal.scale() > Decimal.MAX_PRECISION
        ? new Literal(Double.NaN, DataType.FLOAT64)
        : Literals.number(normal);
  }

  private static @Nullable BigDecimal compute(
      ArithmeticOperator operator, BigDecimal left, BigDecimal right) {
    return switch (operator) {
      case ADD -> left.add(right);
      case SUBTRACT -> left.subtract(right);
      case MULTIPLY -> left.multiply(right);
      case DIVIDE -> right.signum() == 0 ? null : left.divideToIntegralValue(right);
      case MODULO -> right.signum() == 0 ? null : left.remainder(right);
    };
  }

  private static Expression foldDouble(Expression.Arithmetic node, double left, double right) {
    double result =
        switch (node.operator()) {
          case ADD -> left + right;
          case SUBTRACT -> left - right;
          case MULTIPLY -> left * right;
          case DIVIDE -> right == 0 ? Double.NaN : left / right;
          case MODULO -> right == 0 ? Double.NaN : left % right;
        };
    return Double.isFinite(result) ? new Literal(result, node.type()) : node;
  }

  private static Expression foldComparison(Expression.Comparison node) {
    boolean nullSafe =
        node.operator() == ComparisonOperator.IS_DISTINCT_FROM
            || node.operator() == ComparisonOperator.IS_NOT_DISTINCT_FROM;
    if (!(node.left() instanceof Literal left)
        || !(node.right() instanceof Literal right)
        || nullSafe) {
      return node;
    }
    if (left.value() == null || right.value() == null) {
      return new Literal(null, DataType.BOOLEAN);
    }
    Integer order = compare(left.value(), right.value());
    if (order == null) {
      return node;
    }
    boolean result =
        switch (node.operator()) {
          case EQUAL, IS_NOT_DISTINCT_FROM -> order == 0;
          case NOT_EQUAL, IS_DISTINCT_FROM -> order != 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
        };
    return new Literal(result, DataType.BOOLEAN);
  }

  private static @Nullable Integer compare(@Nullable Object left, @Nullable Object right) {
    return switch (left) {
      case Long l when right instanceof Long r -> l.compareTo(r);
      case BigInteger l when right instanceof BigInteger r -> l.compareTo(r);
      case Double l when right instanceof Double r ->
          Double.compare(l + 0.0, r + 0.0); // to which 0 and −0 are one
      case Boolean l when right instanceof Boolean r -> l.compareTo(r);
      // the bytes of UTF-8 have the order of the code points
      case String l when right instanceof String r ->
          Arrays.compareUnsigned(
              l.getBytes(StandardCharsets.UTF_8), r.getBytes(StandardCharsets.UTF_8));
      case null, default -> null;
    };
  }

  private static Expression foldLogical(Expression node, List<Expression> operands, boolean and) {
    List<Expression> kept = new ArrayList<>();
    for (Expression operand : operands) {
      if (operand instanceof Literal literal && literal.value() instanceof Boolean value) {
        if (value != and) {
          return literal;
        }
      } else if (!kept.contains(operand)) {
        kept.add(operand);
      }
    }
    if (kept.isEmpty()) {
      return new Literal(and, DataType.BOOLEAN);
    }
    if (kept.size() == 1) {
      return kept.getFirst();
    }
    if (kept.size() == operands.size()) {
      return node;
    }
    return and ? new Expression.And(kept) : new Expression.Or(kept);
  }

  private static Expression foldNot(Expression.Not not) {
    return switch (not.operand()) {
      case Literal literal when literal.value() instanceof Boolean value ->
          new Literal(!value, DataType.BOOLEAN);
      case Literal literal when literal.value() == null -> literal;
      case Expression.Not inner -> inner.operand();
      case Expression.Comparison c ->
          new Expression.Comparison(negated(c.operator()), c.left(), c.right());
      default -> not;
    };
  }

  private static ComparisonOperator negated(ComparisonOperator operator) {
    return switch (operator) {
      case EQUAL -> ComparisonOperator.NOT_EQUAL;
      case NOT_EQUAL -> ComparisonOperator.EQUAL;
      case LESS -> ComparisonOperator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> ComparisonOperator.GREATER;
      case GREATER -> ComparisonOperator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> ComparisonOperator.LESS;
      case IS_DISTINCT_FROM -> ComparisonOperator.IS_NOT_DISTINCT_FROM;
      case IS_NOT_DISTINCT_FROM -> ComparisonOperator.IS_DISTINCT_FROM;
    };
  }

  private static Expression foldIsNull(Expression.IsNull isNull) {
    if (isNull.operand() instanceof Literal literal) {
      return new Literal(literal.value() == null, DataType.BOOLEAN);
    }
    return isNull;
  }

  private static Expression foldCase(Expression.CaseWhen node) {
    List<Expression> conditions = new ArrayList<>();
    List<Expression> results = new ArrayList<>();
    for (int i = 0; i < node.conditions().size(); i++) {
      if (!(node.conditions().get(i) instanceof Literal literal)) {
        conditions.add(node.conditions().get(i));
        results.add(node.results().get(i));
      } else if (Boolean.TRUE.equals(literal.value())) {
        return conditions.isEmpty()
            ? node.results().get(i)
            : new Expression.CaseWhen(conditions, results, node.results().get(i), node.type());
      }
    }
    return conditions.isEmpty()
        ? node.otherwise()
        : new Expression.CaseWhen(conditions, results, node.otherwise(), node.type());
  }

  private static Expression foldCall(Expression.FunctionCall call) {
    if (call.function() == ScalarFunction.COALESCE) {
      return foldCoalesce(call);
    }
    List<Object> values = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      if (!(argument instanceof Literal literal) || literal.value() == null) {
        return call;
      }
      values.add(literal.value());
    }
    return switch (call.function()) {
      case ADD_MONTHS, ADD_DAYS ->
          call.type() instanceof DataType.Date
              ? foldShift(call, (Long) values.get(0), (Long) values.get(1))
              : call;
      case NEGATE -> negate(call, values.getFirst());
      default -> call;
    };
  }

  /** The first argument, if constants alone decide which one it is. */
  private static Expression foldCoalesce(Expression.FunctionCall call) {
    for (Expression argument : call.arguments()) {
      if (!(argument instanceof Literal literal)) {
        return call;
      }
      if (literal.value() != null) {
        Literal converted = Literals.convert(literal, call.type());
        return converted == null ? call : converted;
      }
    }
    return new Literal(null, call.type());
  }

  private static Expression foldShift(Expression.FunctionCall call, long days, long distance) {
    if (Math.abs(distance) > LARGEST_SHIFT) {
      return call;
    }
    long result =
        call.function() == ScalarFunction.ADD_DAYS
            ? days + distance
            : LocalDate.ofEpochDay(days).plusMonths(distance).toEpochDay();
    return result == (int) result ? new Literal(result, call.type()) : call;
  }

  private static Expression negate(Expression.FunctionCall call, Object value) {
    return switch (value) {
      case Long number when number != Long.MIN_VALUE -> {
        Literal result = Literals.convert(new Literal(-number, DataType.INT64), call.type());
        yield result == null ? call : result;
      }
      case BigInteger number -> new Literal(number.negate(), call.type());
      case Double number -> new Literal(-number, call.type());
      default -> call;
    };
  }
}
