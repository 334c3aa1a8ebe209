package io.scheelite.sql.reference;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions over one row by the rules their Javadoc states. */
final class ReferenceExpressions {
  private ReferenceExpressions() {}

  static @Nullable Object evaluate(Expression node, @Nullable Object[] row) {
    return switch (node) {
      case Expression.ColumnRef column -> row[column.index()];
      case Expression.Literal literal -> literal(literal);
      case Expression.Arithmetic a -> arithmetic(a, row);
      case Expression.Comparison c -> comparison(c, row);
      case Expression.And and -> logical(and.operands(), row, false);
      case Expression.Or or -> logical(or.operands(), row, true);
      case Expression.Not not ->
          evaluate(not.operand(), row) instanceof Boolean value ? !value : null;
      case Expression.IsNull isNull -> evaluate(isNull.operand(), row) == null;
      case Expression.CaseWhen c -> caseWhen(c, row);
      case Expression.Cast cast -> cast(evaluate(cast.operand(), row), cast.type());
      case Expression.Like like ->
          evaluate(like.operand(), row) instanceof String text ? like(text, like) : null;
      case Expression.InList in -> in(in, row);
      case Expression.FunctionCall call -> call(call, row);
      case Expression.PlannerExpression other ->
          throw new IllegalStateException("planner expression in a physical plan: " + other);
    };
  }

  private static @Nullable Object literal(Expression.Literal literal) {
    return literal.value() instanceof BigInteger unscaled
            && literal.type() instanceof DataType.Decimal decimal
        ? new BigDecimal(unscaled, decimal.scale())
        : literal.value();
  }

  private static @Nullable Object arithmetic(Expression.Arithmetic node, @Nullable Object[] row) {
    Object left = evaluate(node.left(), row);
    Object right = evaluate(node.right(), row);
    if (left == null || right == null) {
      return null;
    }
    if (left instanceof Double l && right instanceof Double r) {
      return switch (node.operator()) {
        case ADD -> l + r;
        case SUBTRACT -> l - r;
        case MULTIPLY -> l * r;
        case DIVIDE -> divide(l, r);
        case MODULO -> l % r;
      };
    }
    if (left instanceof Long l && right instanceof Long r) {
      return switch (node.operator()) {
        case ADD -> Math.addExact(l, r);
        case SUBTRACT -> Math.subtractExact(l, r);
        case MULTIPLY -> Math.multiplyExact(l, r);
        case DIVIDE -> l / r;
        case MODULO -> l % r;
      };
    }
    BigDecimal l = (BigDecimal) left;
    BigDecimal r = (BigDecimal) right;
    return switch (node.operator()) {
      case ADD -> l.add(r);
      case SUBTRACT -> l.subtract(r);
      case MULTIPLY -> l.multiply(r);
      case MODULO -> l.remainder(r);
      case DIVIDE -> throw new IllegalStateException("decimals divide as doubles");
    };
  }

  private static double divide(double left, double right) {
    if (right == 0) {
      throw new ArithmeticException("division by zero");
    }
    return left / right;
  }

  private static @Nullable Object comparison(Expression.Comparison node, @Nullable Object[] row) {
    Object left = evaluate(node.left(), row);
    Object right = evaluate(node.right(), row);
    return switch (node.operator()) {
      case IS_DISTINCT_FROM -> !equal(left, right);
      case IS_NOT_DISTINCT_FROM -> equal(left, right);
      case EQUAL -> left == null || right == null ? null : compare(left, right) == 0;
      case NOT_EQUAL -> left == null || right == null ? null : compare(left, right) != 0;
      case LESS -> left == null || right == null ? null : compare(left, right) < 0;
      case LESS_OR_EQUAL -> left == null || right == null ? null : compare(left, right) <= 0;
      case GREATER -> left == null || right == null ? null : compare(left, right) > 0;
      case GREATER_OR_EQUAL -> left == null || right == null ? null : compare(left, right) >= 0;
    };
  }

  private static boolean equal(@Nullable Object left, @Nullable Object right) {
    return left == null || right == null ? left == right : compare(left, right) == 0;
  }

  /** Refuses operands of different classes: plans promise casts. */
  @SuppressWarnings("unchecked")
  static int compare(Object left, Object right) {
    if (left.getClass() != right.getClass()) {
      throw new IllegalStateException("comparison of two types: " + left + " and " + right);
    }
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static @Nullable Object logical(
      List<Expression> operands, @Nullable Object[] row, boolean dominant) {
    boolean unknown = false;
    for (Expression operand : operands) {
      Object value = evaluate(operand, row);
      if (value == null) {
        unknown = true;
      } else if ((Boolean) value == dominant) {
        return dominant;
      }
    }
    return unknown ? null : !dominant;
  }

  private static @Nullable Object caseWhen(Expression.CaseWhen node, @Nullable Object[] row) {
    for (int i = 0; i < node.conditions().size(); i++) {
      if (Boolean.TRUE.equals(evaluate(node.conditions().get(i), row))) {
        return evaluate(node.results().get(i), row);
      }
    }
    return evaluate(node.otherwise(), row);
  }

  static @Nullable Object cast(@Nullable Object value, DataType type) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          number(value).setScale(0, RoundingMode.HALF_UP).longValueExact();
      case DataType.Float32 _, DataType.Float64 _ ->
          value instanceof Double same ? same : (Object) number(value).doubleValue();
      case DataType.Decimal decimal ->
          number(value).setScale(decimal.scale(), RoundingMode.HALF_UP);
      case DataType.Utf8 _ -> value.toString();
      case DataType.Bool _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Null _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw new IllegalStateException("no such cast in these tests: " + type);
    };
  }

  private static BigDecimal number(Object value) {
    return switch (value) {
      case Long number -> BigDecimal.valueOf(number);
      case Double number -> new BigDecimal(number);
      case String text -> new BigDecimal(text.strip());
      default -> (BigDecimal) value;
    };
  }

  private static boolean like(String text, Expression.Like like) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < like.pattern().length(); i++) {
      char c = like.pattern().charAt(i);
      if (c == like.escape()) {
        i++;
        regex.append(Pattern.quote(String.valueOf(like.pattern().charAt(i))));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  private static @Nullable Object in(Expression.InList in, @Nullable Object[] row) {
    Object operand = evaluate(in.operand(), row);
    if (operand == null) {
      return null;
    }
    return in.values().stream()
        .anyMatch(value -> compare(operand, Objects.requireNonNull(literal(value))) == 0);
  }

  private static @Nullable Object call(Expression.FunctionCall call, @Nullable Object[] row) {
    List<Expression> arguments = call.arguments();
    Object first = evaluate(arguments.getFirst(), row);
    return switch (call.function()) {
      case COALESCE -> {
        for (Expression argument : arguments) {
          Object value = evaluate(argument, row);
          if (value != null) {
            yield value;
          }
        }
        yield null;
      }
      case NULLIF -> equal(first, evaluate(arguments.get(1), row)) ? null : first;
      default -> first == null ? null : strict(call, first, row);
    };
  }

  private static @Nullable Object strict(
      Expression.FunctionCall call, Object first, @Nullable Object[] row) {
    return switch (call.function()) {
      case UPPER -> ((String) first).toUpperCase(Locale.ROOT);
      case LOWER -> ((String) first).toLowerCase(Locale.ROOT);
      case TRIM -> ((String) first).strip();
      case LENGTH -> (long) ((String) first).length();
      case YEAR -> (long) LocalDate.ofEpochDay((Long) first).getYear();
      case MONTH -> (long) LocalDate.ofEpochDay((Long) first).getMonthValue();
      case DAY -> (long) LocalDate.ofEpochDay((Long) first).getDayOfMonth();
      case ABS -> first instanceof Long number ? Math.abs(number) : ((BigDecimal) first).abs();
      case NEGATE -> first instanceof Long number ? -number : ((BigDecimal) first).negate();
      case SUBSTRING, CONCAT, ADD_MONTHS, ADD_DAYS -> withOthers(call, first, row);
      default -> throw new IllegalStateException("no such function in these tests: " + call);
    };
  }

  private static @Nullable Object withOthers(
      Expression.FunctionCall call, Object first, @Nullable Object[] row) {
    Object second = evaluate(call.arguments().get(1), row);
    if (second == null) {
      return null;
    }
    return switch (call.function()) {
      case CONCAT -> (String) first + second;
      case ADD_MONTHS -> LocalDate.ofEpochDay((Long) first).plusMonths((Long) second).toEpochDay();
      case ADD_DAYS -> (Long) first + (Long) second;
      case SUBSTRING -> {
        String text = (String) first;
        int start = (int) (Math.max(1, (Long) second) - 1);
        Object length = evaluate(call.arguments().get(2), row);
        int end = (int) Math.min(text.length(), start + (Long) Objects.requireNonNull(length));
        yield start >= end ? "" : text.substring(start, end);
      }
      default -> throw new IllegalStateException("no such function in these tests: " + call);
    };
  }
}
