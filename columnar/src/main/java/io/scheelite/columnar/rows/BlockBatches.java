package io.scheelite.columnar.rows;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of blocks, as a {@link RowBlockWriter} took them, into batches where they lie:
 * nothing is copied but fixed-width values, and strings are views into the block. Belongs to one
 * driver; the block is somebody else's.
 */
public final class BlockBatches {
  private final RowLayout layout;
  private final int batchSize;
  private final long addresses;
  private final RowReader reader;
  private long next;
  private long shift;
  private int rowsLeft;

  /** At no block; for batches of up to {@code batchSize} rows. */
  public BlockBatches(RowLayout layout, ScratchAllocator scratch, int batchSize) {
    this.layout = layout;
    this.batchSize = batchSize;
    this.addresses = scratch.allocate(8L * batchSize);
    this.reader = new RowReader(layout, scratch, batchSize);
  }

  /** What the constructor allocates, in that order. */
  public static long[] scratchBytes(RowLayout layout, int batchSize) {
    long[] columns = RowReader.scratchBytes(layout, batchSize);
    long[] sizes = new long[columns.length + 1];
    sizes[0] = 8L * batchSize;
    System.arraycopy(columns, 0, sizes, 1, columns.length);
    return sizes;
  }

  /** Goes to the first row of a block, which stays where it is until its last batch was read. */
  public void begin(long address, int sizeBytes, int numRows) {
    long rowBytes = (long) numRows * layout.rowSizeBytes();
    boolean whole = layout.hasVariable() ? rowBytes <= sizeBytes : rowBytes == sizeBytes;
    if (numRows < 1 || !whole) {
      throw new IllegalArgumentException(
          "block does not hold rows of this layout: numRows="
              + numRows
              + " sizeBytes="
              + sizeBytes
              + " rowSizeBytes="
              + layout.rowSizeBytes());
    }
    next = address;
    rowsLeft = numRows;
    // long strings were at the end of a chunk, and have moved up to the last row
    shift = MemoryConsumer.roundUpToChunk(sizeBytes) - sizeBytes;
  }

  /** The next rows of the block, lent until the next call; null at its end. */
  public @Nullable Batch next() {
    int numRows = Math.min(rowsLeft, batchSize);
    if (numRows == 0) {
      return null;
    }
    int stride = layout.rowSizeBytes();
    long row = next;
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(addresses + 8L * i, row);
      row += stride;
    }
    next = row;
    rowsLeft -= numRows;
    return reader.read(addresses, numRows, shift);
  }
}
