package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a column of lists, structs or maps, packed some at a time.
 *
 * <p>A batch ends when the values have nearly filled their buffer; a value that is larger than what
 * is left takes memory beyond the floor until the next batch.
 */
final class NestedWindow implements ColumnRows {
  private static final int HEAP_BYTES = 64 << 10;

  /** A batch ends where less is left, so that smaller values never take more memory. */
  private static final int SPARE_BYTES = HEAP_BYTES / 8;

  private final DataType type;
  private final NestedPart root;
  private final NestedWriter writer;
  private final long views;
  private final boolean[] nulls;
  private @Nullable ArrowBody body;
  private int base; // row of the record batch where the window begins
  private int packedFrom; // row of the window
  private int packed; // rows

  NestedWindow(ArrowNode field, NestedPart root, int batchSize, ReaderRoom room) {
    this.type = field.type();
    this.root = root;
    this.writer = new NestedWriter(room.take(HEAP_BYTES), HEAP_BYTES, room.consumer());
    this.views = room.take(PhysicalType.VIEW.sizeBytes(batchSize));
    this.nulls = new boolean[batchSize];
  }

  @Override
  public int begin(ArrowBody batch, int firstRow, int numRows) {
    if (batch != body) {
      body = batch;
      root.begin(batch);
    }
    return numRows;
  }

  @Override
  public void load(ArrowBody batch, int firstRow, int numRows) {
    base = firstRow;
    packedFrom = 0;
    packed = 0;
  }

  @Override
  public int batchRows(int firstRow, int wanted) {
    if (firstRow >= packedFrom + packed) {
      pack(firstRow, Math.min(wanted, nulls.length));
    }
    return Math.min(packedFrom + packed - firstRow, wanted);
  }

  private void pack(int firstRow, int wanted) {
    writer.reset();
    packedFrom = firstRow;
    packed = 0;
    while (packed < wanted && (packed == 0 || writer.bytesLeft() >= SPARE_BYTES)) {
      int row = base + firstRow + packed;
      long view = views + (long) packed * StringView.SIZE_BYTES;
      nulls[packed] = root.isNull(row);
      if (nulls[packed]) {
        NativeMemory.fill(view, StringView.SIZE_BYTES, (byte) 0);
      } else {
        writer.begin();
        root.pack(writer, row);
        writer.finish(view);
      }
      packed++;
    }
  }

  @Override
  public ColumnVector read(int firstRow, int numRows, VectorTarget target) {
    int skipped = firstRow - packedFrom;
    long validity = target.validityAddress();
    boolean anyNull = false;
    Bitmap.fill(validity, numRows, true);
    for (int i = 0; i < numRows; i++) {
      if (nulls[skipped + i]) {
        Bitmap.clear(validity, i);
        anyNull = true;
      }
    }
    long from = views + (long) skipped * StringView.SIZE_BYTES;
    return ColumnVector.flat(type, PhysicalType.VIEW, numRows, from, anyNull ? validity : 0);
  }

  @Override
  public void close() {
    body = null;
    writer.close();
    root.close();
  }
}
