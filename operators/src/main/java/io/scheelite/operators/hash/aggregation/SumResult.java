package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/**
 * {@code SUM}.
 *
 * @param type result type: a decimal, BIGINT, or DOUBLE
 * @param label for messages
 * @param offset where a {@link SumSlot} or {@link DoubleSumSlot} keeps the sum
 * @param wide whether a {@link SumSlot} keeps 192 bits
 * @param presence whether there is a sum at all
 */
record SumResult(DataType type, String label, int offset, boolean wide, Presence presence)
    implements AggregateResult {
  private static final BigInteger LARGEST_DECIMAL =
      BigInteger.TEN.pow(DataType.Decimal.MAX_PRECISION).subtract(BigInteger.ONE);
  private static final long SAFE_HIGH_WORD = LARGEST_DECIMAL.shiftRight(64).longValueExact();

  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    long validity = presence.validity(rows, numRows, target.validityAddress());
    long values = target.valuesAddress();
    if (type.physicalType() == PhysicalType.FLOAT64) {
      for (int i = 0; i < numRows; i++) {
        long row = NativeMemory.getLong(rows + 8L * i);
        NativeMemory.putDouble(values + 8L * i, NativeMemory.getDouble(row + offset));
      }
      return ColumnVector.flat(type, PhysicalType.FLOAT64, numRows, values, validity);
    }
    return readLongs(rows, numRows, values, validity);
  }

  /** Sums mostly fit into 64 bits, which makes whatever follows cheaper. */
  private ColumnVector readLongs(long rows, int numRows, long values, long validity) {
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    for (int i = 0; i < numRows; i++) {
      long sum = NativeMemory.getLong(rows + 8L * i) + offset;
      if (!WideSums.fitsLong(sum, wide)) {
        return readWides(rows, numRows, values, validity);
      }
      long value = NativeMemory.getLong(sum);
      NativeMemory.putLong(values + 8L * i, value);
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
    ColumnVector result = ColumnVector.flat(type, PhysicalType.INT64, numRows, values, validity);
    return numRows == 0 ? result : result.withInterval(smallest, largest);
  }

  private ColumnVector readWides(long rows, int numRows, long values, long validity) {
    for (int i = 0; i < numRows; i++) {
      long sum = NativeMemory.getLong(rows + 8L * i) + offset;
      if (!fitsType(sum)) {
        throw new AggregationException(
            "sum is out of range: aggregate="
                + label
                + " type="
                + type.sqlName()
                + " unscaledSum="
                + WideSums.toBigInteger(sum, wide));
      }
      NativeMemory.putLong(values + 16L * i, NativeMemory.getLong(sum));
      NativeMemory.putLong(values + 16L * i + 8, NativeMemory.getLong(sum + WideSums.HIGH_OFFSET));
    }
    return ColumnVector.flat(type, PhysicalType.INT128, numRows, values, validity);
  }

  private boolean fitsType(long sum) {
    if (type.physicalType() != PhysicalType.INT128) {
      return WideSums.fitsLong(sum, wide);
    }
    if (!WideSums.fitsInt128(sum, wide)) {
      return false;
    }
    long high = NativeMemory.getLong(sum + WideSums.HIGH_OFFSET);
    return (high > -SAFE_HIGH_WORD && high < SAFE_HIGH_WORD)
        || WideSums.toBigInteger(sum, wide).abs().compareTo(LARGEST_DECIMAL) <= 0;
  }
}
