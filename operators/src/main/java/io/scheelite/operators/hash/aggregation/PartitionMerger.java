package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.Arrays;

/**
 * Merges rows in place: of the rows of a group the first one stays and takes up the states of the
 * others. Which rows stay is known by the directory, or, where that is wanted, by the rows
 * themselves: the word of the hash says it afterwards.
 *
 * <p>Rows must not move while they are in the directory. With string extremes, rows that do not
 * stay must not move either: a string of the one that does may be theirs.
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
  private boolean marking;

  PartitionMerger(
      AggregationLayout layout, GroupDirectory directory, int listSize, ScratchAllocator scratch) {
    this.layout = layout;
    this.directory = directory;
    this.listSize = listSize;
    this.rows = scratch.allocate(8L * listSize);
    this.groups = scratch.allocate(8L * listSize);
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

  /** Whether rows are to say themselves whether they stay; the directory cannot grow then. */
  void setMarking(boolean wanted) {
    marking = wanted;
  }

  /** Merges the next rows, for which the directory has room; returns how many, 0 at the end. */
  int advance(RowCursor cursor) {
    int numRows = cursor.read(rows, listSize);
    if (numRows > 0) {
      probe.find(rows, numRows, groups);
      int numMerged = listMerged(numRows);
      layout.combine(rows, groups, numMerged);
      for (StringExtreme extreme : layout.strings()) {
        combineStrings(extreme, numMerged);
      }
    }
    return numRows;
  }

  /** As {@link #advance}, and has copies of those rows stay instead that would have. */
  int advanceCopying(RowCursor cursor, RowCollection copies) {
    int before = directory.numGroups();
    int numRows = cursor.read(rows, listSize);
    if (numRows == 0) {
      return 0;
    }
    probe.find(rows, numRows, groups);
    int numStaying = 0;
    long staying = probe.spareList();
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      NativeMemory.putLong(staying + 8L * numStaying, row);
      numStaying += row == NativeMemory.getLong(groups + 8L * i) ? 1 : 0;
    }
    assert numStaying == directory.numGroups() - before;
    layout.combine(rows, groups, listMerged(numRows));
    for (int i = 0; i < numStaying; i++) {
      long row = NativeMemory.getLong(staying + 8L * i);
      long hash = NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
      directory.replace(hash, row, copies.appendRow(row));
    }
    return numRows;
  }

  /** Leaves the rows that do not stay, and their groups, in the lists; returns how many. */
  private int listMerged(int numRows) {
    int numMerged = 0;
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long group = NativeMemory.getLong(groups + 8L * i);
      if (marking) {
        NativeMemory.putLong(row + RowLayout.HASH_OFFSET, row == group ? STAYS : MERGED);
      }
      NativeMemory.putLong(rows + 8L * numMerged, row);
      NativeMemory.putLong(groups + 8L * numMerged, group);
      numMerged += row == group ? 0 : 1;
    }
    return numMerged;
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
   * The next rows that stay, of rows that were marked.
   *
   * @param target room for {@code maxRows} addresses
   * @return how many; 0 at the end
   */
  static int readMarked(RowCursor cursor, long target, int maxRows) {
    int kept = 0;
    for (int n = cursor.read(target, maxRows); n > 0; n = cursor.read(target, maxRows)) {
      for (int i = 0; i < n; i++) {
        long row = NativeMemory.getLong(target + 8L * i);
        NativeMemory.putLong(target + 8L * kept, row);
        kept += (int) NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
      }
      if (kept > 0) {
        break;
      }
    }
    return kept;
  }
}
