package io.scheelite.columnar.rows;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * Holds rows of one {@link RowLayout} in chunks of native memory, divided into partitions by their
 * hash.
 *
 * <p>Use: reserve {@link #bytesFor}, then {@link #append}. Rows never move while they are here, so
 * their addresses are good until their partition is spilled, freed or handed over (a hand-over
 * moves nothing, so addresses stay good in the receiving collection). Within a partition rows keep
 * the order in which they came. Lists of addresses and hashes have one 64-bit word per <em>row of
 * the batch</em>, selected or not, as {@link
 * io.scheelite.columnar.kernels.HashKernels#hash(java.util.List, int, long)} writes them.
 *
 * <p>Used by one thread at a time; once nothing is appended any more, different threads may read,
 * spill, load and free different partitions. Closed by its maker; the consumer is not closed with
 * it.
 */
public final class RowCollection implements AutoCloseable {
  private final RowLayout layout;
  private final RowPartitioning partitioning;
  private final MemoryConsumer memory;
  private final RowPartition[] partitions;
  private final RowScatter scatter;
  private final RowIntervals intervals;

  /**
   * An empty collection; allocates nothing. Where the layout has no hash, but there are partitions,
   * rows can be added in batches only.
   */
  public RowCollection(RowLayout layout, RowPartitioning partitioning, MemoryConsumer memory) {
    this.layout = layout;
    this.partitioning = partitioning;
    this.memory = memory;
    this.scatter = new RowScatter(layout);
    this.intervals = new RowIntervals(layout.schema().size());
    this.partitions = new RowPartition[partitioning.numPartitions()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new RowPartition(layout);
    }
  }

  /** How rows lie in memory. */
  public RowLayout layout() {
    return layout;
  }

  /** How rows are divided. */
  public RowPartitioning partitioning() {
    return partitioning;
  }

  /** Number of partitions. */
  public int numPartitions() {
    return partitions.length;
  }

  /** What memory comes from. */
  public MemoryConsumer memory() {
    return memory;
  }

  /**
   * Upper bound of the memory that {@link #append} of these rows, or of any part of them, takes.
   *
   * @param hashes a hash per row of the batch; may be 0 if there is one partition
   */
  public long bytesFor(Batch batch, long hashes) {
    boolean variable = scatter.measure(batch) > 0;
    long[] heap = scatter.heap();
    long list = RowScatter.list(batch);
    int numRows = batch.numSelectedRows();
    int rowSizeBytes = layout.rowSizeBytes();
    for (int i = 0; i < numRows; i++) {
      long bytes = rowSizeBytes + (variable ? heap[i] : 0);
      partition(hash(hashes, RowScatter.row(list, i))).addPending(bytes);
    }
    return takePending();
  }

  /** As {@link #bytesFor(Batch, long)}, for {@link #appendRow}. */
  public long bytesForRows(long rows, int numRows) {
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      partitionOfRow(row).addPending(layout.rowSizeBytes() + scatter.heapBytes(row));
    }
    return takePending();
  }

  /** Size of the largest of the selected rows, its long strings included. */
  public long maxRowBytes(Batch batch) {
    long largest = 0;
    if (scatter.measure(batch) > 0) {
      for (int i = 0; i < batch.numSelectedRows(); i++) {
        largest = Math.max(largest, scatter.longBytes(i));
      }
    }
    return layout.rowSizeBytes() + largest;
  }

  /** Whether {@link #appendRow} of this row takes no memory. */
  public boolean hasRoomForRow(long row) {
    return partitionOfRow(row).hasRoomFor(layout.rowSizeBytes() + scatter.heapBytes(row));
  }

  private long takePending() {
    long bytes = 0;
    for (RowPartition partition : partitions) {
      bytes += partition.takePending();
    }
    return bytes;
  }

  private static long hash(long hashes, int row) {
    return hashes == 0 ? 0 : NativeMemory.getLong(hashes + 8L * row);
  }

  private RowPartition partition(long hash) {
    return partitions[partitioning.partitionOf(hash)];
  }

  private RowPartition partitionOfRow(long row) {
    if (layout.hasHash()) {
      return partition(NativeMemory.getLong(row + RowLayout.HASH_OFFSET));
    }
    if (partitions.length > 1) {
      throw new IllegalStateException("a row without hash tells no partition: " + layout);
    }
    return partitions[0];
  }

  /**
   * Copies the selected rows; their states are all zero. The batch has the columns of the layout's
   * schema, in any encoding and width.
   *
   * @param hashes a hash per row of the batch; may be 0 if the layout has none and there is one
   *     partition
   * @param rows room for an address per row of the batch: those of selected rows are written
   */
  public void append(Batch batch, long hashes, long rows) {
    assert batch.columns().size() == layout.schema().size();
    if (scatter.measure(batch) > 0) {
      placeVariable(batch, hashes, rows);
    } else {
      placeFixed(batch, hashes, rows);
    }
    scatter.write(batch, rows);
    intervals.include(batch);
  }

  private void placeFixed(Batch batch, long hashes, long rows) {
    long list = RowScatter.list(batch);
    int numRows = batch.numSelectedRows();
    int rowSizeBytes = layout.rowSizeBytes();
    for (int i = 0; i < numRows; i++) {
      int number = RowScatter.row(list, i);
      long hash = hash(hashes, number);
      RowChunk chunk = partition(hash).chunkFor(rowSizeBytes, memory);
      long row = chunk.rowsEnd;
      chunk.rowsEnd = row + rowSizeBytes;
      NativeMemory.putLong(rows + 8L * number, row);
      layout.writeHead(row, hash);
    }
  }

  private void placeVariable(Batch batch, long hashes, long rows) {
    long list = RowScatter.list(batch);
    int numRows = batch.numSelectedRows();
    int rowSizeBytes = layout.rowSizeBytes();
    long[] heap = scatter.heap();
    for (int i = 0; i < numRows; i++) {
      int number = RowScatter.row(list, i);
      long hash = hash(hashes, number);
      long heapBytes = heap[i];
      RowChunk chunk = partition(hash).chunkFor(rowSizeBytes + heapBytes, memory);
      long row = chunk.rowsEnd;
      chunk.rowsEnd = row + rowSizeBytes;
      chunk.heapStart -= heapBytes;
      heap[i] = chunk.heapStart;
      NativeMemory.putLong(rows + 8L * number, row);
      layout.writeHead(row, hash);
    }
  }

  /**
   * Copies a row of the same layout, its state included, from anywhere else; returns where it is
   * now. Reserve {@link #bytesForRows} before.
   */
  public long appendRow(long row) {
    long heapBytes = scatter.heapBytes(row);
    int rowSizeBytes = layout.rowSizeBytes();
    RowChunk chunk = partitionOfRow(row).chunkFor(rowSizeBytes + heapBytes, memory);
    long target = chunk.rowsEnd;
    chunk.rowsEnd += rowSizeBytes;
    chunk.heapStart -= heapBytes;
    scatter.copy(row, target, chunk.heapStart);
    intervals.includeAnything();
    return target;
  }

  /** Rows of all partitions. */
  public long numRows() {
    long rows = 0;
    for (RowPartition partition : partitions) {
      rows += partition.numRows();
    }
    return rows;
  }

  /** Rows of a partition that are in memory. */
  public long numRows(int partition) {
    return partitions[partition].numRows();
  }

  /** Memory of all partitions. */
  public long sizeBytes() {
    long bytes = 0;
    for (RowPartition partition : partitions) {
      bytes += partition.sizeBytes();
    }
    return bytes;
  }

  /** Memory that a partition takes. */
  public long sizeBytes(int partition) {
    return partitions[partition].sizeBytes();
  }

  /**
   * The same vector with the narrowest interval that is known of a column of these rows, for one
   * that was gathered from them.
   */
  public ColumnVector withInterval(int column, ColumnVector gathered) {
    return intervals.narrow(column, gathered);
  }

  /** Goes over the rows of a partition, which must not change meanwhile. */
  public RowCursor cursor(int partition) {
    return new RowCursor(partitions[partition].chunks(), layout.rowSizeBytes());
  }

  /**
   * Writes the rows of a partition and frees their memory.
   *
   * <p>If the writer throws, rows that were not written stay, and those that were are gone from
   * here.
   *
   * @return bytes freed; they become unused reservation of the consumer
   */
  public long spillPartition(int partition, RowBlockWriter writer) {
    return partitions[partition].spill(writer, memory, Integer.MAX_VALUE);
  }

  /**
   * As {@link #spillPartition(int, RowBlockWriter)}, but at most so many blocks, the first ones.
   */
  public long spillPartition(int partition, int maxBlocks, RowBlockWriter writer) {
    return partitions[partition].spill(writer, memory, maxBlocks);
  }

  /** Memory that {@link #loadBlock} takes at most for a block of so many bytes. */
  public static long bytesForBlock(int sizeBytes) {
    return MemoryConsumer.roundUpToChunk(sizeBytes);
  }

  /** Adds the rows of the reader's current block, which came from a partition of this layout. */
  public void loadBlock(int partition, RowBlockReader reader) {
    intervals.includeAnything();
    partitions[partition].load(reader, memory);
  }

  /** Hands all rows over to a collection of the same layout and partitioning; nothing is copied. */
  public void transferTo(RowCollection other) {
    for (int i = 0; i < partitions.length; i++) {
      transferPartition(i, other);
    }
  }

  /** As {@link #transferTo}, for the rows of one partition. */
  public void transferPartition(int partition, RowCollection other) {
    requireSameForm(other);
    other.intervals.include(intervals);
    partitions[partition].transferTo(other.partitions[partition], memory, other.memory);
  }

  private void requireSameForm(RowCollection other) {
    if (!layout.equals(other.layout) || !partitioning.equals(other.partitioning)) {
      throw new IllegalArgumentException(
          "hand-over between different forms: from="
              + layout
              + " "
              + partitioning
              + " to="
              + other.layout
              + " "
              + other.partitioning);
    }
  }

  /** Frees the rows of a partition; returns the bytes freed. */
  public long freePartition(int partition) {
    return partitions[partition].free(memory);
  }

  /** Frees all rows. */
  public void clear() {
    if (memory.isClosed()) {
      return; // it has freed all of them
    }
    for (RowPartition partition : partitions) {
      partition.free(memory);
    }
  }

  @Override
  public void close() {
    clear();
  }
}
