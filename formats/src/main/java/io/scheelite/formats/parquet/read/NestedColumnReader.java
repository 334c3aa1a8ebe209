package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.List;

/**
 * Puts lists, structs and maps together from their leaves, row by row, and packs them. Levels that
 * contradict each other are malformed: leaves of one list must agree on how many elements it has.
 *
 * <p>A batch ends when the values have nearly filled their buffer; a value that is larger than what
 * is left takes memory beyond the budget until the next batch.
 */
final class NestedColumnReader implements BatchColumn {
  private static final int HEAP_BYTES = 64 << 10;

  /** A batch ends where less is left, so that smaller values never take more memory. */
  private static final int SPARE_BYTES = HEAP_BYTES / 8;

  private final FileColumn column;
  private final List<LeafCursor> leaves;
  private final LeafCursor[] cursors; // the same, which are walked for every row
  private final NestedPart part;
  private final NestedWriter writer;
  private final long views;
  private final boolean[] nulls;
  private final long validity;
  private final long numRows; // of the row group
  private long row; // the next one that is not packed
  private int packed; // rows of the buffer
  private int taken; // those of them that were read or left out

  NestedColumnReader(
      FileColumn column,
      List<ColumnReader> readers,
      long numRows,
      int batchSize,
      Slab slab,
      MemoryConsumer memory) {
    this.column = column;
    this.leaves = readers.stream().map(reader -> new LeafCursor(reader, batchSize)).toList();
    this.cursors = leaves.toArray(LeafCursor[]::new);
    this.part = NestedPart.of(column, leaves, column.leaves().getFirst().index());
    this.numRows = numRows;
    this.views = slab.take(PhysicalType.VIEW.sizeBytes(batchSize));
    this.validity = slab.take(Bitmap.sizeBytes(batchSize));
    this.nulls = new boolean[batchSize];
    this.writer = new NestedWriter(slab.take(HEAP_BYTES), HEAP_BYTES, memory);
  }

  /** What it takes of the slab besides its leaves. */
  static long sizeBytes(int batchSize) {
    return Slab.rounded(PhysicalType.VIEW.sizeBytes(batchSize))
        + Slab.rounded(Bitmap.sizeBytes(batchSize))
        + Slab.rounded(HEAP_BYTES);
  }

  @Override
  public DataType type() {
    return column.type();
  }

  @Override
  public PhysicalType physicalType() {
    return PhysicalType.VIEW;
  }

  @Override
  public void readLate() {
    leaves.forEach(leaf -> leaf.reader().readLate());
  }

  @Override
  public void moveTo(long target) {
    int pending = packed - taken;
    taken += (int) Math.min(pending, target - (row - pending));
    for (; row < target; row++) {
      leaves.forEach(LeafCursor::skipRow);
    }
  }

  @Override
  public boolean limitsBatches() {
    return true;
  }

  @Override
  public int batchRows(int wanted) {
    if (taken == packed) {
      packRows(wanted);
    }
    return Math.min(packed - taken, wanted);
  }

  @Override
  public ColumnVector read(int count) {
    if (taken == packed) {
      packRows(count);
    }
    if (packed - taken < count) {
      throw new IllegalStateException("a batch holds fewer rows: rows=" + count);
    }
    boolean anyNull = false;
    for (int i = 0; i < count; i++) {
      Bitmap.set(validity, i);
      if (nulls[taken + i]) {
        Bitmap.clear(validity, i);
        anyNull = true;
      }
    }
    long from = views + (long) taken * StringView.SIZE_BYTES;
    taken += count;
    return ColumnVector.flat(column.type(), PhysicalType.VIEW, count, from, anyNull ? validity : 0);
  }

  private void packRows(int wanted) {
    writer.reset();
    taken = 0;
    packed = 0;
    while (packed < wanted && (packed == 0 || writer.bytesLeft() >= SPARE_BYTES)) {
      packRow();
      packed++;
      row++;
    }
    if (row == numRows) {
      for (LeafCursor leaf : leaves) {
        if (leaf.repetition() >= 0) {
          throw leaf.contradiction(); // more rows than the row group
        }
      }
    }
  }

  private void packRow() {
    for (LeafCursor leaf : cursors) {
      if (leaf.repetition() != 0) {
        throw leaf.contradiction();
      }
    }
    long view = views + (long) packed * StringView.SIZE_BYTES;
    boolean isNull = part.takeNull();
    nulls[packed] = isNull;
    if (isNull) {
      NativeMemory.fill(view, StringView.SIZE_BYTES, (byte) 0);
    } else {
      writer.begin();
      part.pack(writer);
      writer.finish(view);
    }
  }

  @Override
  public FormatException corrupt(MalformedPageException cause) {
    return leaves.getFirst().reader().corrupt(cause);
  }

  @Override
  public long bytesRead() {
    return leaves.stream().mapToLong(leaf -> leaf.reader().bytesRead()).sum();
  }

  @Override
  public long decompressNanos() {
    return leaves.stream().mapToLong(leaf -> leaf.reader().decompressNanos()).sum();
  }

  @Override
  public int pagesLoaded() {
    return leaves.stream().mapToInt(leaf -> leaf.reader().pagesLoaded()).sum();
  }

  @Override
  public void close() {
    writer.close();
  }
}
