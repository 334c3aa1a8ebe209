package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, brought to the types that the function takes. */
final class Arguments {
  private final String function;
  private final List<Expression> values;

  Arguments(String function, List<Expression> values) {
    this.function = function;
    this.values = List.copyOf(values);
  }

  int size() {
    return values.size();
  }

  Expression get(int index) {
    return values.get(index);
  }

  List<Expression> all() {
    return values;
  }

  DataType type(int index) {
    return values.get(index).type();
  }

  /** Text; constants of other types are no text. */
  Expression text(int index) {
    check(type(index) instanceof DataType.Utf8 || isNull(index));
    return TypedExpressions.cast(get(index), DataType.UTF8);
  }

  /** Any value as text. */
  Expression asText(int index) {
    return TypedExpressions.cast(get(index), DataType.UTF8);
  }

  /** An integer as INT64. */
  Expression integer(int index) {
    check(NumericTypes.isInteger(type(index)) || isNull(index));
    return TypedExpressions.cast(get(index), DataType.INT64);
  }

  /** Any number as FLOAT64. */
  Expression real(int index) {
    check(NumericTypes.isNumeric(type(index)) || isNull(index));
    return TypedExpressions.cast(get(index), DataType.FLOAT64);
  }

  /** A number as it is, NULL as FLOAT64. */
  Expression number(int index) {
    check(NumericTypes.isNumeric(type(index)) || isNull(index));
    return isNull(index) ? TypedExpressions.cast(get(index), DataType.FLOAT64) : get(index);
  }

  /** A date or timestamp as it is, a text constant as what it looks like. */
  Expression time(int index) {
    if (isNull(index)) {
      return TypedExpressions.cast(get(index), DataType.DATE);
    }
    if (get(index) instanceof Literal literal && literal.value() instanceof String text) {
      boolean dateOnly = text.strip().length() <= "YYYY-MM-DD".length();
      return TypedExpressions.cast(literal, dateOnly ? DataType.DATE : DataType.TIMESTAMP);
    }
    check(type(index) instanceof DataType.Date || type(index) instanceof DataType.Timestamp);
    return get(index);
  }

  /** A date or timestamp as TIMESTAMP. */
  Expression timestamp(int index) {
    return TypedExpressions.cast(time(index), DataType.TIMESTAMP);
  }

  /** A date or timestamp as DATE. */
  Expression date(int index) {
    return TypedExpressions.cast(time(index), DataType.DATE);
  }

  /** A truth value, or whether a number is not zero. */
  Expression condition(int index) {
    if (NumericTypes.isNumeric(type(index))) {
      return TypedExpressions.comparison(
          ComparisonOperator.NOT_EQUAL, get(index), new Literal(0L, DataType.INT64));
    }
    boolean isConstant = get(index) instanceof Literal && type(index) instanceof DataType.Utf8;
    if (isConstant || isNull(index) || type(index) instanceof DataType.Bool) {
      return TypedExpressions.cast(get(index), DataType.BOOLEAN);
    }
    throw SqlException.of(
        ErrorCode.TYPE_MISMATCH, "a condition must stand here: type=" + type(index).sqlName());
  }

  /** A text that must be constant. */
  String constantText(int index) {
    if (get(index) instanceof Literal literal && literal.value() instanceof String text) {
      return text;
    }
    throw SqlException.of(
        ErrorCode.UNSUPPORTED,
        "not supported yet: " + function + " whose argument " + (index + 1) + " is no constant");
  }

  /** The value of a constant integer, or null. */
  @Nullable Long constantInteger(int index) {
    return get(index) instanceof Literal literal
            && literal.value() instanceof Long number
            && NumericTypes.isInteger(literal.type())
        ? number
        : null;
  }

  boolean isNull(int index) {
    return type(index) instanceof DataType.Null;
  }

  /** Refuses arguments that the function does not take. */
  void check(boolean fits) {
    if (!fits) {
      throw refused();
    }
  }

  SqlException refused() {
    return SqlException.of(
        ErrorCode.UNKNOWN_FUNCTION,
        "no such function for these types, add a cast: "
            + function
            + values.stream()
                .map(value -> value.type().sqlName())
                .collect(Collectors.joining(", ", "(", ")"))
                .toLowerCase(Locale.ROOT));
  }

  /** A call that is null where an argument is. */
  static Expression strict(ScalarFunction function, DataType type, Expression... arguments) {
    return strict(function, type, Arrays.asList(arguments));
  }

  /** A call that is null where an argument is. */
  static Expression strict(ScalarFunction function, DataType type, List<Expression> arguments) {
    boolean nullable = false;
    for (Expression argument : arguments) {
      if (argument instanceof Literal literal && literal.value() == null) {
        return new Literal(null, type);
      }
      nullable |= argument.nullable();
    }
    return ConstantFolder.foldNode(
        new Expression.FunctionCall(function, new ArrayList<>(arguments), type, nullable));
  }

  static Literal constant(long value) {
    return new Literal(value, DataType.INT64);
  }

  static Literal constant(String value) {
    return new Literal(value, DataType.UTF8);
  }
}
