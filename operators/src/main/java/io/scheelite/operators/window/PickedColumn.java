package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Values of a column, each from a row that a {@link RowPicker} picks. Copies strings. */
final class PickedColumn implements WindowColumn {
  /** Room for long strings at first. */
  static final long HEAP_BYTES = MemoryConsumer.CHUNK_BYTES;

  private final RowPicker picker;
  private final RowColumn column;
  private final @Nullable RowColumn otherwise;
  private final WindowRows.Cursor here;
  private final WindowRows.Cursor there;
  private final VectorTarget target;
  private final GrowingHeap heap;
  private long lacking;

  /**
   * @param otherwise column of the row itself that is taken where the picker says so; else null
   * @param memory for strings; {@link #heapBytes} of its floor are used here
   */
  PickedColumn(
      RowPicker picker,
      RowColumn column,
      @Nullable RowColumn otherwise,
      WindowRows rows,
      VectorTarget target,
      MemoryConsumer memory) {
    this.picker = picker;
    this.column = column;
    this.otherwise = otherwise;
    this.here = rows.cursor();
    this.there = rows.cursor();
    this.target = target;
    this.heap = new GrowingHeap(memory, heapBytes(column.form()));
  }

  static long heapBytes(PhysicalType form) {
    return form == PhysicalType.VIEW ? HEAP_BYTES : 0;
  }

  @Override
  public int evaluate(RowPositions rows, int count) {
    heap.clear();
    Bitmap.fill(target.validityAddress(), count, true);
    if (column.form() == PhysicalType.BIT) {
      Bitmap.fill(target.valuesAddress(), count, false);
    }
    for (int i = 0; i < count; i++) {
      long picked = picker.pick(rows, i);
      boolean fits =
          switch (Math.toIntExact(Math.clamp(picked, -2, 0))) {
            case -1 -> putNull(i);
            case -2 ->
                otherwise == null ? putNull(i) : put(i, otherwise, here.address(rows.row(i)));
            default -> put(i, column, there.address(picked));
          };
      if (!fits) {
        return i;
      }
    }
    return count;
  }

  private boolean putNull(int i) {
    Bitmap.clear(target.validityAddress(), i);
    int width = column.form().widthBytes();
    if (width > 0) {
      NativeMemory.fill(target.valuesAddress() + (long) width * i, width, (byte) 0);
    }
    return true;
  }

  private boolean put(int i, RowColumn source, long row) {
    if (source.isNull(row)) {
      return putNull(i);
    }
    long values = target.valuesAddress();
    long slot = source.slot(row);
    switch (column.form()) {
      case BIT -> {
        if (NativeMemory.getByte(slot) != 0) {
          Bitmap.set(values, i);
        }
      }
      case INT8 -> NativeMemory.putByte(values + i, NativeMemory.getByte(slot));
      case INT16 -> NativeMemory.putShort(values + 2L * i, NativeMemory.getShort(slot));
      case INT32, FLOAT32 -> NativeMemory.putInt(values + 4L * i, NativeMemory.getInt(slot));
      case INT64, FLOAT64 -> NativeMemory.putLong(values + 8L * i, NativeMemory.getLong(slot));
      case INT128 -> StringView.copy(slot, values + 16L * i);
      case VIEW -> {
        return putString(values + 16L * i, source, row);
      }
    }
    return true;
  }

  private boolean putString(long view, RowColumn source, long row) {
    int length = source.length(row);
    if (length <= StringView.MAX_INLINE_LENGTH) {
      StringView.copy(source.slot(row), view);
      return true;
    }
    if (!heap.hasRoom(length)) {
      lacking = length;
      return false;
    }
    long place = heap.take(length);
    NativeMemory.copy(source.bytes(row), place, length);
    StringView.write(view, place, length);
    return true;
  }

  @Override
  public @Nullable CompletableFuture<Void> makeRoom() {
    return heap.grow(lacking);
  }

  @Override
  public ColumnVector vector(int count) {
    return ColumnVector.flat(
        column.type(), column.form(), count, target.valuesAddress(), target.validityAddress());
  }
}
