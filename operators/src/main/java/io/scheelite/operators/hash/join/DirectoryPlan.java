package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.memory.MemoryConsumer;

/** Chooses the directory that suits rows that are all there, and says what memory it takes. */
final class DirectoryPlan {
  /** A slot per possible key is fine up to so many slots per row: as many as hashing takes. */
  private static final int DIRECT_SLOTS_PER_ROW = 4;

  private static final int FEW_SLOTS = 4096;

  private final JoinLayout layout;
  private final int partitionShift;
  private final long range;
  private final long minKey;
  private final long[] numRows;

  private DirectoryPlan(
      JoinLayout layout, int partitionShift, long range, long minKey, long[] numRows) {
    this.layout = layout;
    this.partitionShift = partitionShift;
    this.range = range;
    this.minKey = minKey;
    this.numRows = numRows;
  }

  /** For the rows of a collection, whose keys (if it is one integer) lie in the range. */
  static DirectoryPlan of(JoinLayout layout, RowCollection rows, KeyRange keys) {
    long[] numRows = new long[rows.numPartitions()];
    long total = 0;
    for (int i = 0; i < numRows.length; i++) {
      numRows[i] = rows.numRows(i);
      total += numRows[i];
    }
    long size = keys.size();
    boolean dense = size <= FEW_SLOTS || size / DIRECT_SLOTS_PER_ROW <= total;
    long range = layout.exactHash() && size > 0 && dense ? size : 0;
    int usedBits = rows.partitioning().bits() + rows.partitioning().skippedBits();
    return new DirectoryPlan(layout, Long.SIZE - usedBits, range, keys.min(), numRows);
  }

  /** Memory that {@link #allocate} takes. */
  long sizeBytes() {
    if (range > 0) {
      return roundUp(DirectDirectory.sizeBytes(range));
    }
    long bytes = 0;
    for (long rows : numRows) {
      bytes += roundUp(HashDirectory.sizeBytes(rows));
    }
    return bytes;
  }

  private static long roundUp(long bytes) {
    return (bytes + MemoryConsumer.CHUNK_BYTES - 1) & -MemoryConsumer.CHUNK_BYTES;
  }

  /** An empty directory in memory of the consumer. */
  KeyDirectory allocate(MemoryConsumer memory) {
    if (range > 0) {
      long slots = memory.allocateZeroed(DirectDirectory.sizeBytes(range));
      return new DirectDirectory(layout, slots, minKey, range);
    }
    long[] slots = new long[numRows.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = memory.allocateZeroed(HashDirectory.sizeBytes(numRows[i]));
    }
    return new HashDirectory(layout, slots, numRows, partitionShift);
  }
}
