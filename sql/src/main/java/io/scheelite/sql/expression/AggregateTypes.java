package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Result types of aggregates. */
public final class AggregateTypes {
  private AggregateTypes() {}

  /** The type of an aggregate over {@code argument}, which is null for {@code COUNT(*)}. */
  public static DataType result(AggregateFunction function, @Nullable Expression argument) {
    DataType type = argument == null ? DataType.NULL : argument.type();
    return switch (function) {
      case COUNT, COUNT_STAR -> DataType.INT64;
      case MIN, MAX -> type;
      case SUM -> {
        DataType sum = NumericTypes.sumType(type);
        if (sum == null) {
          throw notANumber(function, type);
        }
        yield sum;
      }
      case AVG -> {
        if (!NumericTypes.isNumeric(type)) {
          throw notANumber(function, type);
        }
        yield DataType.FLOAT64;
      }
      case BIT_OR, BIT_XOR -> {
        if (!NumericTypes.isInteger(type)) {
          throw notANumber(function, type);
        }
        yield type;
      }
      case PRODUCT, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> {
        if (!(type instanceof DataType.Float64)) {
          throw notANumber(function, type);
        }
        yield DataType.FLOAT64;
      }
    };
  }

  private static SqlException notANumber(AggregateFunction function, DataType type) {
    return SqlException.of(
        ErrorCode.TYPE_MISMATCH,
        "a number is needed: "
            + function.name().toLowerCase(Locale.ROOT)
            + "("
            + type.sqlName()
            + ")");
  }
}
