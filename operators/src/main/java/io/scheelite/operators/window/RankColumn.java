package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import org.jspecify.annotations.Nullable;

/** Numbers that say where a row stands in its partition. */
final class RankColumn implements WindowColumn {
  private final WindowFunction function;
  private final @Nullable LongArgument buckets;
  private final WindowRows.Cursor here;
  private final VectorTarget target;

  /**
   * @param buckets of NTILE
   */
  RankColumn(
      WindowFunction function,
      @Nullable LongArgument buckets,
      WindowRows rows,
      VectorTarget target) {
    this.function = function;
    this.buckets = buckets;
    this.here = rows.cursor();
    this.target = target;
  }

  @Override
  public int evaluate(RowPositions rows, int count) {
    Bitmap.fill(target.validityAddress(), count, true);
    for (int i = 0; i < count; i++) {
      long at = target.valuesAddress() + 8L * i;
      switch (function) {
        case ROW_NUMBER -> NativeMemory.putLong(at, rows.row(i) - rows.partition(i) + 1);
        case RANK -> NativeMemory.putLong(at, rows.firstPeer(i) - rows.partition(i) + 1);
        case DENSE_RANK -> NativeMemory.putLong(at, rows.group(i) + 1);
        case PERCENT_RANK -> NativeMemory.putDouble(at, percentRank(rows, i));
        case CUME_DIST -> NativeMemory.putDouble(at, cumulative(rows, i));
        case NTILE -> tile(rows, i, at);
        case LAG,
            LEAD,
            FIRST_VALUE,
            LAST_VALUE,
            NTH_VALUE,
            COUNT_STAR,
            COUNT,
            SUM,
            MIN,
            MAX,
            AVG,
            VAR_SAMP,
            VAR_POP,
            STRING_AGG ->
            throw new IllegalStateException("not a rank: function=" + function);
      }
    }
    return count;
  }

  private static double percentRank(RowPositions rows, int i) {
    long others = rows.partitionEnd(i) - rows.partition(i) - 1;
    return others == 0 ? 0 : (double) (rows.firstPeer(i) - rows.partition(i)) / others;
  }

  private static double cumulative(RowPositions rows, int i) {
    long size = rows.partitionEnd(i) - rows.partition(i);
    return (double) (rows.peerEnd(i) - rows.partition(i)) / size;
  }

  private void tile(RowPositions rows, int i, long at) {
    LongArgument argument = buckets;
    if (argument == null) {
      throw new IllegalStateException("NTILE lacks its argument");
    }
    long address = here.address(rows.row(i));
    if (argument.isNull(address)) {
      Bitmap.clear(target.validityAddress(), i);
      NativeMemory.putLong(at, 0);
      return;
    }
    long parts = argument.value(address);
    if (parts <= 0) {
      throw WindowException.invalidArgument("argument of NTILE must be greater than zero", parts);
    }
    long size = rows.partitionEnd(i) - rows.partition(i);
    long index = rows.row(i) - rows.partition(i);
    long small = size / parts;
    long large = size % parts; // so many parts have one row more
    long inLarge = large * (small + 1);
    long tile = index < inLarge ? index / (small + 1) : large + (index - inLarge) / small;
    NativeMemory.putLong(at, tile + 1);
  }

  @Override
  public ColumnVector vector(int count) {
    boolean share = function == WindowFunction.PERCENT_RANK || function == WindowFunction.CUME_DIST;
    return ColumnVector.flat(
        share ? DataType.FLOAT64 : DataType.INT64,
        share ? PhysicalType.FLOAT64 : PhysicalType.INT64,
        count,
        target.valuesAddress(),
        function == WindowFunction.NTILE ? target.validityAddress() : 0);
  }
}
