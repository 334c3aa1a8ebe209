package io.scheelite.formats.json;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;

/** Lists, structs and maps: views of values that are packed into memory of the reader's. */
final class NestedColumn implements JsonColumn {
  private final DataType type;
  private final VectorTarget target;
  private final int capacity;
  private final NestedWriter writer;
  private final ValuePacker packer;
  private final JsonTape tape = new JsonTape();
  private boolean hasNulls;

  /**
   * @param target room for so many rows
   * @param slot room for one value that is not nested
   * @param writer what the reader's columns have together
   */
  NestedColumn(
      DataType type, VectorTarget target, int capacity, VectorTarget slot, NestedWriter writer) {
    this.type = type;
    this.target = target;
    this.capacity = capacity;
    this.writer = writer;
    this.packer = ValuePacker.of(type, new ValuePacker.Place(tape, writer, slot));
  }

  @Override
  public void clear() {
    hasNulls = false;
    NativeMemory.fill(
        target.valuesAddress(), VectorTarget.valuesBytes(PhysicalType.VIEW, capacity), (byte) 0);
    Bitmap.fill(target.validityAddress(), capacity, false);
  }

  @Override
  public void forget(int row) {
    Bitmap.clear(target.validityAddress(), row);
    NativeMemory.fill(slot(row), StringView.SIZE_BYTES, (byte) 0);
  }

  private long slot(int row) {
    return target.valuesAddress() + (long) StringView.SIZE_BYTES * row;
  }

  @Override
  public void putNull() {
    hasNulls = true;
  }

  @Override
  public int put(int row, JsonRecord record, long address, long texts) throws IOException {
    record.read(tape);
    writer.begin();
    if (!packer.pack(0, address)) {
      return -1;
    }
    writer.finish(slot(row));
    Bitmap.set(target.validityAddress(), row);
    return 0;
  }

  @Override
  public Mistake mistake() {
    return packer.mistake();
  }

  @Override
  public ColumnVector vector(int numRows) {
    return ColumnVector.flat(
        type,
        PhysicalType.VIEW,
        numRows,
        target.valuesAddress(),
        hasNulls ? target.validityAddress() : 0);
  }
}
