package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;

/**
 * Finds rows with the same keys: enters each row into a {@link GroupDirectory} unless its group is
 * there already. In rounds, like {@link BatchProbe}.
 */
final class RowProbe {
  private final GroupDirectory directory;
  private final RowLayout layout;
  private final RowMatcher matcher;
  private final long hashes;
  private final long slots;
  private final long pending;
  private final long candidates;

  /** For lists of up to so many rows. */
  RowProbe(
      GroupDirectory directory,
      RowLayout layout,
      RowMatcher matcher,
      int listSize,
      ScratchAllocator scratch) {
    this.directory = directory;
    this.layout = layout;
    this.matcher = matcher;
    this.hashes = scratch.allocate(8L * listSize);
    this.slots = scratch.allocate(4L * listSize);
    this.pending = scratch.allocate(2L * listSize);
    this.candidates = scratch.allocate(2L * listSize);
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int listSize) {
    return new long[] {8L * listSize, 4L * listSize, 2L * listSize, 2L * listSize};
  }

  /**
   * Finds the row that stands for each row's group.
   *
   * @param rows addresses of rows
   * @param groups room for as many addresses: the row's own if it is the first of its group
   */
  void find(long rows, int numRows, long groups) {
    for (int i = 0; i < numRows; i++) {
      long hash = NativeMemory.getLong(NativeMemory.getLong(rows + 8L * i) + RowLayout.HASH_OFFSET);
      NativeMemory.putShort(pending + 2L * i, (short) i);
      NativeMemory.putLong(hashes + 8L * i, hash);
      NativeMemory.putInt(slots + 4L * i, directory.firstSlot(hash));
    }
    int numPending = numRows;
    while (numPending > 0) {
      int found = look(rows, numPending, groups);
      int matched = matcher.matchRows(layout, rows, groups, candidates, found, pending);
      numPending = found - matched;
      for (int i = 0; i < numPending; i++) {
        long slot = slots + 4L * Short.toUnsignedInt(NativeMemory.getShort(pending + 2L * i));
        NativeMemory.putInt(slot, directory.nextSlot(NativeMemory.getInt(slot)));
      }
    }
  }

  /** Room for as many words as there may be rows, free between two calls of {@link #find}. */
  long spareList() {
    return hashes;
  }

  /** Enters rows that meet a free entry; lists the others with the row they found. */
  private int look(long rows, int numPending, long groups) {
    long table = directory.addressOf(0);
    int mask = directory.capacity() - 1;
    long slotOf = slots;
    long list = pending;
    int found = 0;
    for (int i = 0; i < numPending; i++) {
      short listed = NativeMemory.getShort(list + 2L * i);
      int number = Short.toUnsignedInt(listed);
      long hash = NativeMemory.getLong(hashes + 8L * number);
      int slot = NativeMemory.getInt(slotOf + 4L * number);
      long entry = NativeMemory.getLong(table + 8L * slot);
      while (entry != 0 && !GroupDirectory.hasSaltOf(entry, hash)) {
        slot = (slot + 1) & mask;
        entry = NativeMemory.getLong(table + 8L * slot);
      }
      NativeMemory.putInt(slotOf + 4L * number, slot);
      NativeMemory.putShort(candidates + 2L * found, listed);
      long group = entry & GroupDirectory.ADDRESS_MASK;
      if (entry == 0) {
        group = NativeMemory.getLong(rows + 8L * number);
        NativeMemory.putLong(table + 8L * slot, GroupDirectory.entry(hash, group));
      } else {
        found++;
      }
      NativeMemory.putLong(groups + 8L * number, group);
    }
    directory.addedGroups(numPending - found);
    return found;
  }
}
