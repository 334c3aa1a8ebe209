package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.evaluation.ExactMean;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts, and sums and means of integers and decimals: each row holds those of all rows up to it,
 * so that those of a frame are differences.
 */
final class ExactSumColumn implements WindowColumn, RowState {
  private static final BigInteger LARGEST_DECIMAL =
      BigInteger.TEN.pow(DataType.Decimal.MAX_PRECISION).subtract(BigInteger.ONE);
  private static final long SAFE_HIGH_WORD = LARGEST_DECIMAL.shiftRight(64).longValueExact();

  private final WindowCall call;
  private final FramePieces frames;
  private final @Nullable RowColumn column;
  private final RowFilter filter;
  private final int offset;
  private final WindowRows.Cursor there;
  private final VectorTarget target;
  private final ExactSum sum;
  private final ExactMean mean;

  /**
   * @param column what is summed; null for counts
   * @param offset where the sum is in a row
   */
  ExactSumColumn(
      WindowCall call,
      FramePieces frames,
      @Nullable RowColumn column,
      RowFilter filter,
      int offset,
      WindowRows rows,
      VectorTarget target) {
    this.call = call;
    this.frames = frames;
    this.column = column;
    this.filter = filter;
    this.offset = offset;
    this.there = rows.cursor();
    this.target = target;
    this.sum = new ExactSum(column != null);
    this.mean =
        new ExactMean(
            column != null && column.type() instanceof DataType.Decimal decimal
                ? decimal.scale()
                : 0);
  }

  @Override
  public void append(long row, long address, long partition) {
    if (countsRows()) {
      return;
    }
    sum.clear();
    if (row > partition) {
      sum.addStored(there.address(row - 1) + offset);
    }
    if (filter.accepts(address)) {
      addValue(address);
    }
    sum.store(address + offset);
  }

  /** Whether the numbers of rows say it all. */
  private boolean countsRows() {
    return column == null && filter.acceptsAll();
  }

  private void addValue(long address) {
    RowColumn source = column;
    if (source == null) {
      sum.addCount(1);
    } else if (source.form() == PhysicalType.INT128) {
      long slot = source.slot(address);
      sum.add(NativeMemory.getLong(slot), NativeMemory.getLong(slot + 8));
    } else {
      long value = source.getLong(address);
      sum.add(value, value >> 63);
    }
  }

  private void addFrame(RowPositions rows, int i) {
    sum.clear();
    for (int piece = 0; piece < FramePieces.PIECES; piece++) {
      long start = frames.start(i, piece);
      long end = frames.end(i, piece);
      if (start < end) {
        if (countsRows()) {
          sum.addCount(end - start);
        } else {
          sum.addStored(there.address(end - 1) + offset);
          if (start > rows.partition(i)) {
            sum.subtractStored(there.address(start - 1) + offset);
          }
        }
      }
    }
  }

  @Override
  public int evaluate(RowPositions rows, int count) {
    Bitmap.fill(target.validityAddress(), count, true);
    for (int i = 0; i < count; i++) {
      addFrame(rows, i);
      boolean isNull = column != null && sum.count() == 0;
      if (isNull) {
        Bitmap.clear(target.validityAddress(), i);
      }
      put(i, isNull);
    }
    return count;
  }

  private void put(int i, boolean isNull) {
    long values = target.valuesAddress();
    if (column == null) {
      NativeMemory.putLong(values + 8L * i, sum.count());
    } else if (call.function() == WindowFunction.AVG) {
      NativeMemory.putDouble(values + 8L * i, isNull ? 0 : mean());
    } else if (call.type().physicalType() == PhysicalType.INT64) {
      require(sum.fitsLong());
      NativeMemory.putLong(values + 8L * i, sum.low());
    } else {
      require(fitsDecimal());
      NativeMemory.putLong(values + 16L * i, sum.low());
      NativeMemory.putLong(values + 16L * i + 8, sum.high());
    }
  }

  private double mean() {
    return sum.fitsLong() ? mean.of(sum.low(), sum.count()) : mean.of(sum.value(), sum.count());
  }

  private boolean fitsDecimal() {
    return sum.fitsWide()
        && ((sum.high() > -SAFE_HIGH_WORD && sum.high() < SAFE_HIGH_WORD)
            || sum.value().abs().compareTo(LARGEST_DECIMAL) <= 0);
  }

  private void require(boolean fits) {
    if (!fits) {
      throw WindowException.sumOutOfRange(call.name(), call.type().sqlName(), sum.value());
    }
  }

  @Override
  public ColumnVector vector(int count) {
    return ColumnVector.flat(
        call.type(),
        call.type().physicalType(),
        count,
        target.valuesAddress(),
        column == null ? 0 : target.validityAddress());
  }
}
