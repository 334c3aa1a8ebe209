package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;

/**
 * {@code BIT_OR}, {@code BIT_XOR} or {@code PRODUCT}.
 *
 * @param type of the result: an integer, or DOUBLE
 * @param offset where a {@link FoldSlot} keeps what was folded
 * @param presence whether there is a value at all
 */
record FoldResult(DataType type, FoldSlot.Fold fold, int offset, Presence presence)
    implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    long validity = presence.validity(rows, numRows, target.validityAddress());
    long values = target.valuesAddress();
    PhysicalType form = type.physicalType();
    for (int i = 0; i < numRows; i++) {
      long state = NativeMemory.getLong(NativeMemory.getLong(rows + 8L * i) + offset);
      switch (form) {
        case INT8 -> NativeMemory.putByte(values + i, (byte) state);
        case INT16 -> NativeMemory.putShort(values + 2L * i, (short) state);
        case INT32 -> NativeMemory.putInt(values + 4L * i, (int) state);
        case INT64 -> NativeMemory.putLong(values + 8L * i, state);
        case FLOAT64 -> NativeMemory.putDouble(values + 8L * i, FoldSlot.product(state));
        case BIT, INT128, FLOAT32, VIEW -> throw new AssertionError("not folded: " + type);
      }
    }
    if (validity != 0) {
      NullSlots.zero(form, values, validity, numRows);
    }
    return ColumnVector.flat(type, form, numRows, values, validity);
  }
}
