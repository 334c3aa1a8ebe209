package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Types calls of built-in functions: checks the arguments, inserts casts, derives the result. */
public final class TypedFunctions {
  private TypedFunctions() {}

  /** A typed call; refuses arguments that the function does not take. */
  public static Expression call(ScalarFunction function, List<Expression> arguments) {
    return switch (function) {
      case SUBSTRING -> {
        checkCount(function, arguments, 2, 3);
        yield strict(
            function, casts(function, arguments, DataType.UTF8, DataType.INT64), DataType.UTF8);
      }
      case UPPER, LOWER, TRIM -> {
        checkCount(function, arguments, 1, 1);
        yield strict(function, casts(function, arguments, DataType.UTF8, null), DataType.UTF8);
      }
      case LENGTH -> {
        checkCount(function, arguments, 1, 1);
        yield strict(function, casts(function, arguments, DataType.UTF8, null), DataType.INT64);
      }
      case TRIM_BOTH, TRIM_LEADING, TRIM_TRAILING -> {
        checkCount(function, arguments, 2, 2);
        yield strict(
            function, casts(function, arguments, DataType.UTF8, DataType.UTF8), DataType.UTF8);
      }
      case POSITION -> {
        checkCount(function, arguments, 2, 2);
        yield strict(
            function, casts(function, arguments, DataType.UTF8, DataType.UTF8), DataType.INT64);
      }
      case CONCAT -> {
        checkCount(function, arguments, 2, Integer.MAX_VALUE);
        yield strict(
            function, casts(function, arguments, DataType.UTF8, DataType.UTF8), DataType.UTF8);
      }
      case YEAR, MONTH, DAY -> {
        checkCount(function, arguments, 1, 1);
        check(isTemporal(arguments.getFirst().type()), function, arguments);
        yield strict(function, arguments, DataType.INT64);
      }
      case ADD_MONTHS, ADD_DAYS, ADD_MICROS -> dateArithmetic(function, arguments);
      case ABS, NEGATE -> {
        checkCount(function, arguments, 1, 1);
        DataType type = arguments.getFirst().type();
        if (type instanceof DataType.Null) {
          yield new Expression.Literal(null, DataType.NULL);
        }
        check(NumericTypes.isNumeric(type), function, arguments);
        yield strict(function, arguments, type);
      }
      case COALESCE -> coalesce(arguments);
      case NULLIF -> {
        checkCount(function, arguments, 2, 2);
        DataType type = TypedExpressions.commonType("NULLIF", arguments);
        yield new Expression.FunctionCall(function, castAll(arguments, type), type, true);
      }
      case MEAN -> {
        checkCount(function, arguments, 2, 2);
        check(NumericTypes.isNumeric(arguments.getFirst().type()), function, arguments);
        check(arguments.get(1).type() instanceof DataType.Int64, function, arguments);
        yield new Expression.FunctionCall(function, arguments, DataType.FLOAT64, true);
      }
      default -> throw new IllegalArgumentException("function is typed by its name: " + function);
    };
  }

  private static boolean isTemporal(DataType type) {
    return type instanceof DataType.Date || type instanceof DataType.Timestamp;
  }

  private static Expression dateArithmetic(ScalarFunction function, List<Expression> arguments) {
    checkCount(function, arguments, 2, 2);
    DataType type = arguments.getFirst().type();
    boolean fits =
        switch (function) {
          case ADD_DAYS -> type instanceof DataType.Date;
          case ADD_MICROS -> type instanceof DataType.Timestamp;
          default -> isTemporal(type);
        };
    check(fits, function, arguments);
    return strict(function, casts(function, arguments, type, DataType.INT64), type);
  }

  private static Expression coalesce(List<Expression> arguments) {
    check(!arguments.isEmpty(), ScalarFunction.COALESCE, arguments);
    DataType type = TypedExpressions.commonType("COALESCE", arguments);
    List<Expression> typed = castAll(arguments, type);
    if (!typed.getFirst().nullable()) {
      return typed.getFirst();
    }
    boolean nullable = typed.stream().allMatch(Expression::nullable);
    return new Expression.FunctionCall(ScalarFunction.COALESCE, typed, type, nullable);
  }

  private static Expression strict(
      ScalarFunction function, List<Expression> arguments, DataType type) {
    boolean nullable = arguments.stream().anyMatch(Expression::nullable);
    return ConstantFolder.foldNode(
        new Expression.FunctionCall(function, arguments, type, nullable));
  }

  private static List<Expression> castAll(List<Expression> arguments, DataType type) {
    return arguments.stream().map(argument -> TypedExpressions.cast(argument, type)).toList();
  }

  /** The first argument as {@code first}, the others as {@code others}; only integers widen. */
  private static List<Expression> casts(
      ScalarFunction function,
      List<Expression> arguments,
      DataType first,
      @Nullable DataType others) {
    List<Expression> result = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      DataType target = i == 0 || others == null ? first : others;
      Expression argument = arguments.get(i);
      boolean fits =
          argument.type().equals(target)
              || argument.type() instanceof DataType.Null
              || (NumericTypes.isInteger(argument.type()) && NumericTypes.isInteger(target));
      check(fits, function, arguments);
      result.add(TypedExpressions.cast(argument, target));
    }
    return result;
  }

  private static void checkCount(
      ScalarFunction function, List<Expression> arguments, int min, int max) {
    check(arguments.size() >= min && arguments.size() <= max, function, arguments);
  }

  private static void check(
      boolean condition, ScalarFunction function, List<Expression> arguments) {
    if (!condition) {
      List<String> types = arguments.stream().map(argument -> argument.type().sqlName()).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_FUNCTION,
          "no such function for these types: "
              + function.name().toLowerCase(Locale.ROOT)
              + "("
              + String.join(", ", types)
              + ")");
    }
  }
}
