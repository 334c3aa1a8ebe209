package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.Arrays;

/**
 * Merges the rows of one partition in place: of the rows of a group the first one stays and takes
 * up the states of the others. Afterwards the word of the hash says which rows stay.
 *
 * <p>The rows must not move from the first call of {@link #advance} until they are read: strings of
 * a row that stays may be those of one that does not.
 */
final class PartitionMerger {
  private static final long STAYS = 1;
  private static final long MERGED = 0;

  private final AggregationLayout layout;
  private final GroupDirectory directory;
  private final RowProbe probe;
  private final int listSize;
  private final long rows;
  private final long groups;

  PartitionMerger(
      AggregationLayout layout, int listSize, MemoryConsumer memory, ScratchAllocator scratch) {
    this.layout = layout;
    this.listSize = listSize;
    this.rows = scratch.allocate(8L * listSize);
    this.groups = scratch.allocate(8L * listSize);
    this.directory = new GroupDirectory(memory);
    boolean[] nullsEqual = new boolean[layout.keys().size()];
    Arrays.fill(nullsEqual, true);
    RowMatcher matcher = new RowMatcher(layout.rows(), nullsEqual);
    this.probe = new RowProbe(directory, layout.rows(), matcher, listSize, scratch);
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int listSize) {
    long[] probe = RowProbe.scratchSizes(listSize);
    long[] sizes = Arrays.copyOf(probe, probe.length + 2);
    sizes[probe.length] = 8L * listSize;
    sizes[probe.length + 1] = 8L * listSize;
    return sizes;
  }

  /** Memory that {@link #begin} takes. */
  static long bytesFor(long numRows) {
    return GroupDirectory.sizeBytes(GroupDirectory.capacityFor(numRows));
  }

  /** Prepares for so many rows; {@link #bytesFor} them was reserved. */
  void begin(long numRows) {
    directory.allocate(GroupDirectory.capacityFor(numRows));
  }

  /** Merges the next rows; false if there are none. */
  boolean advance(RowCursor cursor) {
    int numRows = cursor.read(rows, listSize);
    if (numRows == 0) {
      directory.free();
      return false;
    }
    probe.find(rows, numRows, groups);
    int numMerged = 0;
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long group = NativeMemory.getLong(groups + 8L * i);
      NativeMemory.putLong(row + RowLayout.HASH_OFFSET, row == group ? STAYS : MERGED);
      NativeMemory.putLong(rows + 8L * numMerged, row);
      NativeMemory.putLong(groups + 8L * numMerged, group);
      numMerged += row == group ? 0 : 1;
    }
    layout.combine(rows, groups, numMerged);
    for (StringExtreme extreme : layout.strings()) {
      combineStrings(extreme, numMerged);
    }
    return true;
  }

  private void combineStrings(StringExtreme extreme, int numMerged) {
    int offset = layout.rows().columnOffset(extreme.column());
    int nullBit = layout.rows().nullBit(extreme.column());
    for (int i = 0; i < numMerged; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long group = NativeMemory.getLong(groups + 8L * i);
      if (!Bitmap.isSet(row, nullBit)) {
        boolean none = Bitmap.isSet(group, nullBit);
        int order = none ? 0 : RowStrings.compare(row + offset, row, group + offset, group);
        if (none || (extreme.smallest() ? order < 0 : order > 0)) {
          RowStrings.refer(row + offset, row, group + offset, group);
          Bitmap.clear(group, nullBit);
        }
      }
    }
  }

  /**
   * The next rows that stay, of a partition that was merged.
   *
   * @param target room for {@code maxRows} addresses
   * @return how many; 0 at the end
   */
  static int readMerged(RowCursor cursor, long target, int maxRows) {
    int kept = 0;
    int read = cursor.read(target, maxRows);
    while (read > 0 && kept == 0) {
      for (int i = 0; i < read; i++) {
        long row = NativeMemory.getLong(target + 8L * i);
        NativeMemory.putLong(target + 8L * kept, row);
        kept += (int) NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
      }
      read = kept > 0 ? 0 : cursor.read(target, maxRows);
    }
    return kept;
  }

  /** Gives back what an unfinished merge holds. */
  void cancel() {
    directory.free();
  }
}
