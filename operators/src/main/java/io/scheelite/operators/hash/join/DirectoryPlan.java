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
    return range > 0 ? DirectDirectory.sizeBytes(range) : HashDirectory.sizeBytes(numRows);
  }

  /** An empty directory in memory of the consumer, which has reserved it. */
  KeyDirectory allocate(MemoryConsumer memory) {
    return range > 0
        ? new DirectDirectory(layout, minKey, range, memory)
        : new HashDirectory(layout, numRows, partitionShift, memory);
  }
}
