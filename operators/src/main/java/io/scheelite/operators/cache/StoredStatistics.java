package io.scheelite.operators.cache;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.ColumnRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums up what is known of stored blocks into estimates for the planner. */
public final class StoredStatistics {
  /** A sketch that errs a little must not make a key look as if it had duplicates. */
  private static final double ALMOST = 0.9;

  private StoredStatistics() {}

  /**
   * Of all rows of these blocks; only numbers get bounds.
   *
   * @param blocks what is known of each
   * @param numDistinct different values of each column, about; empty if unknown
   */
  public static TableStatistics of(
      Schema schema, List<BlockSummary> blocks, List<Double> numDistinct) {
    long numRows = blocks.stream().mapToLong(BlockSummary::numRows).sum();
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      double distinct = numDistinct.isEmpty() ? -1 : numDistinct.get(i);
      columns.add(column(schema.type(i), i, blocks, numRows, distinct));
    }
    return new TableStatistics(numRows, columns);
  }

  private static ColumnStatistics column(
      DataType type, int index, List<BlockSummary> blocks, long numRows, double numDistinct) {
    Object min = null;
    Object max = null;
    boolean bounded = true;
    long nulls = 0;
    for (BlockSummary block : blocks) {
      if (block.columns().isEmpty()) {
        bounded &= block.numRows() == 0;
      } else {
        ColumnRange range = block.columns().get(index);
        nulls += range.numNulls();
        bounded &= range.min() != null || range.numNulls() == block.numRows();
        min = outer(min, range.min(), -1);
        max = outer(max, range.max(), 1);
      }
    }
    double present = numRows - nulls;
    return new ColumnStatistics(
        bounded ? min : null,
        bounded ? max : null,
        numDistinct(numDistinct, bounded ? range(min, max) : -1, present),
        nulls / (double) Math.max(1, numRows),
        type.physicalType().widthBytes());
  }

  /** Of two numbers the one that lies further out; the one that is there if the other is not. */
  private static @Nullable Object outer(@Nullable Object a, @Nullable Object b, int direction) {
    if (a == null || b == null || b instanceof String) {
      return a == null && !(b instanceof String) ? b : a;
    }
    return compare(b, a) * direction > 0 ? b : a;
  }

  private static int compare(Object a, Object b) {
    return switch (a) {
      case Long number -> number.compareTo((Long) b);
      case BigInteger number -> number.compareTo((BigInteger) b);
      case Double number -> number.compareTo((Double) b);
      default -> throw new IllegalStateException("bounds that are no numbers: " + a + ", " + b);
    };
  }

  private static double numDistinct(double estimate, double range, double present) {
    double limit = range < 0 ? present : Math.min(range, present);
    if (estimate < 0) {
      return range < 0 ? -1 : limit;
    }
    return estimate >= ALMOST * limit ? limit : estimate;
  }

  /** How many values lie between two, both included; -1 if that cannot be said. */
  private static double range(@Nullable Object min, @Nullable Object max) {
    if (min instanceof Long low && max instanceof Long high) {
      return (double) high - (double) low + 1;
    }
    if (min instanceof BigInteger low && max instanceof BigInteger high) {
      return high.subtract(low).doubleValue() + 1;
    }
    return -1;
  }
}
