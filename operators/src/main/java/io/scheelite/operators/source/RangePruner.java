package io.scheelite.operators.source;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the ranges of columns whether a part of a table can hold a row that passes filters.
 * Answers yes whenever it is not sure.
 */
public final class RangePruner {
  /**
   * What is known of a column's values.
   *
   * @param min smallest value as a literal's value (Boolean, Long, BigInteger, Double, String), NaN
   *     left out; null if unknown
   * @param max largest value likewise
   * @param numNulls nulls, or -1 if unknown
   */
  public record Range(@Nullable Object min, @Nullable Object max, long numNulls) {}

  private final long numRows;
  private final IntFunction<@Nullable Range> ranges;

  /**
   * For a part of so many rows.
   *
   * @param ranges by the columns that filters refer to; null where nothing is known
   */
  public RangePruner(long numRows, IntFunction<@Nullable Range> ranges) {
    this.numRows = numRows;
    this.ranges = ranges;
  }

  /** Whether some row may pass all filters. */
  public boolean mayMatchAll(List<Expression> filters) {
    for (Expression filter : filters) {
      if (!mayMatch(filter)) {
        return false;
      }
    }
    return true;
  }

  private boolean mayMatch(Expression filter) {
    return switch (filter) {
      case Expression.And and -> mayMatchAll(and.operands());
      case Expression.Or or -> or.operands().stream().anyMatch(this::mayMatch);
      case Expression.Comparison comparison -> mayMatch(comparison);
      case Expression.InList list -> mayMatch(list);
      case Expression.IsNull isNull -> {
        Range bounds = bounds(isNull.operand());
        yield bounds == null || bounds.numNulls() != 0;
      }
      case Expression.Not(Expression.IsNull isNull) -> {
        Range bounds = bounds(isNull.operand());
        yield bounds == null || bounds.numNulls() < numRows;
      }
      case Expression.Literal literal -> !Boolean.FALSE.equals(literal.value());
      case Expression.Arithmetic _,
          Expression.ColumnRef _,
          Expression.Not _,
          Expression.CaseWhen _,
          Expression.Cast _,
          Expression.Like _,
          Expression.FunctionCall _,
          Expression.PlannerExpression _ ->
          true;
    };
  }

  private boolean mayMatch(Expression.Comparison comparison) {
    if (comparison.right() instanceof Expression.Literal literal) {
      return mayMatch(comparison.left(), comparison.operator(), literal);
    }
    if (comparison.left() instanceof Expression.Literal literal) {
      return mayMatch(comparison.right(), comparison.operator().mirrored(), literal);
    }
    return true;
  }

  private boolean mayMatch(Expression.InList list) {
    return list.values().stream()
        .anyMatch(value -> mayMatch(list.operand(), ComparisonOperator.EQUAL, value));
  }

  private boolean mayMatch(
      Expression operand, ComparisonOperator operator, Expression.Literal literal) {
    Range bounds = bounds(operand);
    Comparable<?> value = comparable(literal.value(), literal.type());
    if (bounds == null || value == null) {
      return true;
    }
    DataType type = operand.type();
    Integer low = compare(comparable(bounds.min(), columnType(operand)), value);
    Integer high = compare(comparable(bounds.max(), columnType(operand)), value);
    // statistics leave NaN out, which is larger than every number
    boolean openEnd = type instanceof DataType.Float32 || type instanceof DataType.Float64;
    boolean allNull = bounds.numNulls() == numRows;
    return switch (operator) {
      case EQUAL -> !allNull && atMost(low, 0) && atLeast(high, 0);
      case LESS -> !allNull && atMost(low, -1);
      case LESS_OR_EQUAL -> !allNull && atMost(low, 0);
      case GREATER -> !allNull && (openEnd || atLeast(high, 1));
      case GREATER_OR_EQUAL -> !allNull && (openEnd || atLeast(high, 0));
      case NOT_EQUAL -> !allNull && (openEnd || !isZero(low) || !isZero(high));
      case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> true;
    };
  }

  private static boolean isZero(@Nullable Integer comparison) {
    return comparison != null && comparison == 0;
  }

  private static boolean atMost(@Nullable Integer comparison, int most) {
    return comparison == null || Integer.signum(comparison) <= most;
  }

  private static boolean atLeast(@Nullable Integer comparison, int least) {
    return comparison == null || Integer.signum(comparison) >= least;
  }

  /** The statistics of a column, seen through casts that keep every value as it is. */
  private @Nullable Range bounds(Expression operand) {
    Expression.ColumnRef column = column(operand);
    return column == null ? null : ranges.apply(column.index());
  }

  /**
   * The column whose values an expression has, seen through casts that keep every value; null if
   * there is none.
   */
  public static Expression.@Nullable ColumnRef column(Expression operand) {
    return switch (operand) {
      case Expression.ColumnRef column -> column;
      case Expression.Cast cast when keepsValues(cast.operand().type(), cast.type()) ->
          column(cast.operand());
      default -> null;
    };
  }

  private static DataType columnType(Expression operand) {
    return operand instanceof Expression.Cast cast ? columnType(cast.operand()) : operand.type();
  }

  private static boolean keepsValues(DataType from, DataType to) {
    int digits = integerDigits(from);
    int room = integerDigits(to);
    boolean scaleFits =
        !(from instanceof DataType.Decimal source)
            || (to instanceof DataType.Decimal target && target.scale() >= source.scale());
    return digits > 0 && room >= digits && scaleFits;
  }

  /** Digits before the point that always fit (as target) or may occur (as source). */
  private static int integerDigits(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> 3;
      case DataType.Int16 _ -> 5;
      case DataType.Int32 _ -> 10;
      case DataType.Int64 _ -> 19;
      case DataType.Decimal decimal -> decimal.precision() - decimal.scale();
      default -> 0;
    };
  }

  /** Numbers as decimals whatever their scale, strings by bytes; null if it cannot be compared. */
  private static @Nullable Comparable<?> comparable(@Nullable Object value, DataType type) {
    return switch (value) {
      case null -> null;
      case Long number -> BigDecimal.valueOf(number);
      case BigInteger unscaled ->
          new BigDecimal(unscaled, type instanceof DataType.Decimal decimal ? decimal.scale() : 0);
      case Double number -> number.isNaN() ? null : number + 0.0; // no negative zero
      case String text -> text;
      case Boolean flag -> flag;
      default -> null;
    };
  }

  private static @Nullable Integer compare(@Nullable Comparable<?> a, Comparable<?> b) {
    return switch (a) {
      case BigDecimal number when b instanceof BigDecimal other -> number.compareTo(other);
      case Double number when b instanceof Double other -> number.compareTo(other);
      case String text when b instanceof String other -> compareCodePoints(text, other);
      case Boolean flag when b instanceof Boolean other -> flag.compareTo(other);
      case null, default -> null;
    };
  }

  /** By unsigned bytes of UTF-8, as stored data are ordered. */
  private static int compareCodePoints(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
