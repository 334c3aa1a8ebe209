package io.scheelite.operators.hash.join;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.NativeMemory;
import java.util.Arrays;

/**
 * Build rows that are ready to be probed: a directory, and what its making has shown. The memory
 * behind it belongs to whoever made it. Filled by several threads, one per partition, then read.
 */
final class JoinTable {
  /** Work memory of {@link #insert}, in bytes. */
  static final long SCRATCH_BYTES = (8L + 8L + 2L + 2L) * Links.CAPACITY;

  private final JoinLayout layout;
  private final KeyDirectory directory;
  private final RowCollection rows;
  private volatile boolean chained;
  private volatile boolean mixed;

  /** A table over rows that are (or were, for spilled partitions) in this collection. */
  JoinTable(JoinLayout layout, KeyDirectory directory, RowCollection rows) {
    this.layout = layout;
    this.directory = directory;
    this.rows = rows;
  }

  KeyDirectory directory() {
    return directory;
  }

  /** The same vector, gathered from these rows, with what is known of the column's values. */
  ColumnVector withInterval(int storedColumn, ColumnVector gathered) {
    return rows.withInterval(storedColumn, gathered);
  }

  /**
   * Adds rows of one partition that lie back to back.
   *
   * @param scratch {@link #SCRATCH_BYTES} of the caller's
   */
  void insert(int partition, long firstRow, int numRows, long scratch) {
    if (directory.insert(partition, firstRow, numRows)) {
      chained = true;
      if (!layout.exactHash() && !mixed && new Links(scratch).differ(firstRow, numRows)) {
        mixed = true; // never back to false: other threads insert as well
      }
    }
  }

  /** Whether some key leads to more than one row. */
  boolean isChained() {
    return chained;
  }

  /**
   * Whether some chain has rows of different keys: then a match of its first row says nothing about
   * the others. Two keys have the same 64-bit hash by malice only.
   */
  boolean isMixed() {
    return mixed;
  }

  /** Compares rows with those they are linked to, many at a time. */
  private final class Links {
    private static final int CAPACITY = 512;

    private final long rows;
    private final long nextRows;
    private final long list;
    private final long mismatches;
    private final RowMatcher matcher;

    Links(long scratch) {
      rows = scratch;
      nextRows = rows + 8L * CAPACITY;
      list = nextRows + 8L * CAPACITY;
      mismatches = list + 2L * CAPACITY;
      boolean[] nullsEqual = new boolean[layout.numKeys()];
      Arrays.fill(nullsEqual, true);
      matcher = new RowMatcher(layout.rows(), nullsEqual);
    }

    boolean differ(long firstRow, int numRows) {
      int rowBytes = layout.rows().rowSizeBytes();
      int nextOffset = layout.nextOffset();
      boolean differ = false;
      int count = 0;
      for (int i = 0; i < numRows; i++) {
        long row = firstRow + (long) i * rowBytes;
        long next = NativeMemory.getLong(row + nextOffset);
        NativeMemory.putLong(rows + 8L * count, row);
        NativeMemory.putLong(nextRows + 8L * count, next);
        NativeMemory.putShort(list + 2L * count, (short) count);
        count += next != 0 ? 1 : 0;
        if (count == CAPACITY || i == numRows - 1) {
          differ |=
              matcher.matchRows(layout.rows(), rows, nextRows, list, count, mismatches) < count;
          count = 0;
        }
      }
      return differ;
    }
  }
}
