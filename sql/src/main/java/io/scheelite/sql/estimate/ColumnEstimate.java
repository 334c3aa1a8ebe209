package io.scheelite.sql.estimate;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a column.
 *
 * @param min smallest value on the number line of {@link #position}, or NaN
 * @param max largest value, or NaN
 * @param numDistinct distinct values in the relation it comes from, before filters
 * @param numBaseRows rows of that relation, before filters
 * @param nullFraction share of nulls
 */
public record ColumnEstimate(
    double min, double max, double numDistinct, double numBaseRows, double nullFraction) {
  private static final double DEFAULT_TEXT_DISTINCT = 25;

  /** Distances between values beyond are infinite, of which no shares can be told. */
  private static final double MOST = 1e300;

  /** What a table's statistics say. */
  static ColumnEstimate of(ColumnStatistics statistics, DataType type, double numRows) {
    double min = position(statistics.min(), type);
    double max = position(statistics.max(), type);
    double distinct = statistics.numDistinct();
    if (distinct < 0) {
      if (isDiscrete(type) && !Double.isNaN(max - min)) {
        distinct = max - min + 1;
      } else {
        distinct = type instanceof DataType.Utf8 ? DEFAULT_TEXT_DISTINCT : numRows;
      }
    }
    return new ColumnEstimate(
        min,
        max,
        Math.clamp(distinct, 1, Math.max(1, numRows)),
        Math.max(1, numRows),
        statistics.nullFraction());
  }

  /** A column of which nothing is known but how many values it can have. */
  static ColumnEstimate unknown(double numDistinct, double numRows) {
    double rows = Math.max(1, numRows);
    return new ColumnEstimate(Double.NaN, Double.NaN, Math.clamp(numDistinct, 1, rows), rows, 0);
  }

  /** The same column with fewer different values. */
  ColumnEstimate withDistinct(double distinct) {
    return new ColumnEstimate(min, max, distinct, numBaseRows, nullFraction);
  }

  /** Whether each value seems to occur once: the column of a key. */
  boolean seemsUnique() {
    return numDistinct >= 0.9 * numBaseRows;
  }

  /** Where a value lies on a number line, or NaN for types without one and for huge numbers. */
  static double position(@Nullable Object value, DataType type) {
    return switch (value) {
      case Long number -> number;
      case Integer number -> number;
      case Double number -> Math.abs(number) > MOST ? Double.NaN : number;
      case BigInteger unscaled when type instanceof DataType.Decimal decimal ->
          unscaled.doubleValue() / Math.pow(10, decimal.scale());
      case null, default -> Double.NaN;
    };
  }

  static double position(Literal literal) {
    return position(literal.value(), literal.type());
  }

  /** The distance between neighbouring values. */
  static double step(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return Math.pow(10, -decimal.scale());
    }
    return isDiscrete(type) ? 1 : 0;
  }

  private static boolean isDiscrete(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _, DataType.Date _ ->
          true;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          false;
    };
  }
}
