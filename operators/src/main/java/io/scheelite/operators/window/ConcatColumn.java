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

/**
 * The texts of a frame's rows one after another, each but the first behind its row's separator;
 * null where there are none. Rows of the same frame share one text, which is kept as long as the
 * next rows have that frame: so the text of a partition is made once.
 */
final class ConcatColumn implements WindowColumn {
  private static final int NOTHING_KEPT = -2;
  private static final int NULL_KEPT = -1;

  private final FramePieces frames;
  private final RowColumn column;
  private final RowColumn separator;
  private final RowFilter filter;
  private final WindowRows.Cursor there;
  private final VectorTarget target;
  private final GrowingHeap heap;
  private final long[] keptFrame = new long[2 * FramePieces.PIECES];
  private long lacking;
  private long kept; // where the text of the last frame lies
  private int keptLength = NOTHING_KEPT;

  /**
   * @param separator text that stands before a row's text
   * @param memory for texts; {@link PickedColumn#HEAP_BYTES} of its floor are used here
   */
  ConcatColumn(
      FramePieces frames,
      RowColumn column,
      RowColumn separator,
      RowFilter filter,
      WindowRows rows,
      VectorTarget target,
      MemoryConsumer memory) {
    this.frames = frames;
    this.column = column;
    this.separator = separator;
    this.filter = filter;
    this.there = rows.cursor();
    this.target = target;
    this.heap = new GrowingHeap(memory, PickedColumn.HEAP_BYTES);
  }

  @Override
  public int evaluate(RowPositions rows, int count) {
    Bitmap.fill(target.validityAddress(), count, true);
    heap.clear();
    if (keptLength > 0 && isKept(0)) { // else nobody needs it, and all of the heap is free
      long place = heap.take(keptLength);
      NativeMemory.copy(kept, place, keptLength);
      kept = place;
    }
    for (int i = 0; i < count; i++) {
      if (!isKept(i) && !make(i)) {
        return i;
      }
      put(i);
    }
    return count;
  }

  private boolean isKept(int i) {
    boolean same = keptLength != NOTHING_KEPT;
    for (int piece = 0; same && piece < FramePieces.PIECES; piece++) {
      same =
          keptFrame[2 * piece] == frames.start(i, piece)
              && keptFrame[2 * piece + 1] == frames.end(i, piece);
    }
    return same;
  }

  private void put(int i) {
    long view = target.valuesAddress() + 16L * i;
    if (keptLength < 0) {
      Bitmap.clear(target.validityAddress(), i);
      NativeMemory.fill(view, PhysicalType.VIEW.widthBytes(), (byte) 0);
    } else {
      StringView.write(view, kept, keptLength);
    }
  }

  /** Makes the text of a row's frame; false if there is no room for it. */
  private boolean make(int i) {
    long length = measure(i);
    if (length > Integer.MAX_VALUE) {
      throw WindowException.invalidArgument("a text of several rows is too long", length);
    }
    if (!heap.hasRoom(length)) {
      lacking = length;
      keptLength = NOTHING_KEPT;
      return false;
    }
    if (length >= 0) {
      kept = heap.take(length);
      write(i);
    }
    keptLength = (int) length;
    for (int piece = 0; piece < FramePieces.PIECES; piece++) {
      keptFrame[2 * piece] = frames.start(i, piece);
      keptFrame[2 * piece + 1] = frames.end(i, piece);
    }
    return true;
  }

  /** Length of a text; −1 for null. */
  private long measure(int i) {
    long length = NULL_KEPT;
    for (int piece = 0; piece < FramePieces.PIECES; piece++) {
      long end = frames.end(i, piece);
      for (long row = frames.start(i, piece); row < end; row++) {
        long address = there.address(row);
        if (filter.accepts(address)) {
          length = length < 0 ? 0 : length + separatorLength(address);
          length += column.length(address);
        }
      }
    }
    return length;
  }

  private int separatorLength(long row) {
    return separator.isNull(row) ? 0 : separator.length(row);
  }

  private void write(int i) {
    long at = kept;
    boolean first = true;
    for (int piece = 0; piece < FramePieces.PIECES; piece++) {
      long end = frames.end(i, piece);
      for (long row = frames.start(i, piece); row < end; row++) {
        long address = there.address(row);
        if (!filter.accepts(address)) {
          continue;
        }
        if (!first) {
          int length = separatorLength(address);
          NativeMemory.copy(separator.bytes(address), at, length);
          at += length;
        }
        int length = column.length(address);
        NativeMemory.copy(column.bytes(address), at, length);
        at += length;
        first = false;
      }
    }
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
