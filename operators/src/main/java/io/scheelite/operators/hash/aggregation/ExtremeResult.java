package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;

/**
 * {@code MIN} or {@code MAX} of anything but strings.
 *
 * @param type type of the argument and the result
 * @param smallest whether it is {@code MIN}
 * @param offset where an {@link ExtremeSlot} or {@link WideExtremeSlot} keeps the code
 * @param presence whether there is a value at all
 */
record ExtremeResult(DataType type, boolean smallest, int offset, Presence presence)
    implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    long validity = presence.validity(rows, numRows, target.validityAddress());
    long values = target.valuesAddress();
    PhysicalType form = type.physicalType();
    if (form == PhysicalType.BIT) {
      Bitmap.fill(values, numRows, false);
    }
    for (int i = 0; i < numRows; i++) {
      write(form, NativeMemory.getLong(rows + 8L * i) + offset, values, i);
    }
    if (validity != 0) {
      NullSlots.zero(form, values, validity, numRows);
    }
    return ColumnVector.flat(type, form, numRows, values, validity);
  }

  private void write(PhysicalType form, long state, long values, int i) {
    long code = NativeMemory.getLong(state);
    long integer = OrderedNumbers.toLong(code, smallest);
    switch (form) {
      case BIT -> {
        if (integer == 1) {
          Bitmap.set(values, i);
        }
      }
      case INT8 -> NativeMemory.putByte(values + i, (byte) integer);
      case INT16 -> NativeMemory.putShort(values + 2L * i, (short) integer);
      case INT32 -> NativeMemory.putInt(values + 4L * i, (int) integer);
      case INT64 -> NativeMemory.putLong(values + 8L * i, integer);
      case INT128 -> {
        NativeMemory.putLong(values + 16L * i, smallest ? ~code : code);
        long high = NativeMemory.getLong(state + 8);
        NativeMemory.putLong(values + 16L * i + 8, OrderedNumbers.toLong(high, smallest));
      }
      case FLOAT32 ->
          NativeMemory.putFloat(values + 4L * i, (float) OrderedNumbers.toDouble(code, smallest));
      case FLOAT64 ->
          NativeMemory.putDouble(values + 8L * i, OrderedNumbers.toDouble(code, smallest));
      case VIEW -> throw new AssertionError("strings have a result of their own");
    }
  }
}
