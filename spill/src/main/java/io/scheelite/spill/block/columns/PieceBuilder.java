package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.NativeMemory;
import io.scheelite.spill.block.ColumnRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects rows in a buffer and makes a piece of them, in place: the buffer holds the columns in
 * their widest form first, the packed piece afterwards.
 */
final class PieceBuilder {
  private final long buffer;
  private final List<ColumnBuilder> columns = new ArrayList<>();
  private final PieceHeap heap;
  private final RowPositions positions = new RowPositions();
  private final int[] longBytes = new int[PieceLayout.MAX_ROWS];
  private int numRows;

  /** In a buffer of {@link PieceLayout#bufferBytes}. */
  PieceBuilder(Schema schema, long buffer) {
    this.buffer = buffer;
    long at = buffer + PieceLayout.firstPartOffset(schema.size());
    for (int i = 0; i < schema.size(); i++) {
      columns.add(new ColumnBuilder(schema.type(i), at));
      at += PieceLayout.buildBytes(schema.type(i));
    }
    heap = new PieceHeap(at, PieceLayout.heapBytes(schema));
    clear();
  }

  int numRows() {
    return numRows;
  }

  /** Forgets all rows. */
  void clear() {
    numRows = 0;
    heap.reset();
    columns.forEach(column -> column.begin(heap));
  }

  /**
   * Adds as many alive rows of a batch as there is room for, at most {@code mostRows}.
   *
   * @return how many; 0 = this piece has to be sealed first, or, if it is empty, the row is too
   *     large for any piece
   */
  int append(Batch batch, int first, int mostRows) {
    int count = Math.min(mostRows, PieceLayout.MAX_ROWS - numRows);
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).takes(batch.column(i))) {
        return 0;
      }
      if (numRows == 0) {
        columns.get(i).chooseForm(batch.column(i));
      }
    }
    positions.of(batch, first, count);
    int fits = rowsThatFit(batch);
    if (fits < count) {
      positions.of(batch, first, fits);
    }
    if (fits > 0) {
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).append(batch.column(i), positions);
      }
      numRows += fits;
    } else if (numRows == 0) {
      clear(); // dictionaries may have been copied
    }
    return fits;
  }

  private int rowsThatFit(Batch batch) {
    Arrays.fill(longBytes, 0, positions.count(), 0);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).addLongBytes(batch.column(i), positions, longBytes);
    }
    long room = heap.room();
    int fits = 0;
    while (fits < positions.count() && longBytes[fits] >= 0 && longBytes[fits] <= room) {
      room -= longBytes[fits];
      fits++;
    }
    return fits;
  }

  /**
   * Packs the rows into a piece at the start of the buffer. {@link #clear} before the next row.
   *
   * @param ranges gets the range of each column's values
   * @param sketches one per column, gets its values; or none
   * @return size of the piece
   */
  int seal(List<ColumnRange> ranges, List<DistinctSketch> sketches) {
    int at = PieceLayout.firstPartOffset(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      ColumnSealer sealer = new ColumnSealer(columns.get(i), heap, numRows, buffer);
      if (!sketches.isEmpty()) {
        sealer.addTo(sketches.get(i));
      }
      at = sealer.seal(PieceLayout.entry(buffer, i), at);
      ranges.add(sealer.range());
    }
    NativeMemory.copy(heap.address(), buffer + at, heap.used());
    int size = at + PieceLayout.align(heap.used());
    NativeMemory.putInt(buffer + PieceLayout.ROWS_OFFSET, numRows);
    NativeMemory.putInt(buffer + PieceLayout.COLUMNS_OFFSET, columns.size());
    NativeMemory.putInt(buffer + PieceLayout.HEAP_OFFSET_OFFSET, at);
    NativeMemory.putInt(buffer + PieceLayout.SIZE_OFFSET, size);
    return size;
  }
}
