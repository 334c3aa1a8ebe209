package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.List;

/**
 * Finds the groups of a batch in a {@link GroupDirectory} and adds those that are new.
 *
 * <p>In rounds: each row not settled yet looks for an entry that is free or has its salt. Free
 * entries are claimed with the row's number, so that later rows of the same group see it; the
 * claimants become groups. Then the keys of the others are compared, column by column, with the
 * rows they found; those that differ look further in the next round.
 */
final class BatchProbe {
  private final GroupDirectory directory;
  private final RowMatcher matcher;
  private final long slots;
  private final long pending;
  private final long candidates;
  private final long created;
  private int numCreated;
  private int numCandidates;

  /** For batches of up to so many rows. */
  BatchProbe(
      GroupDirectory directory, RowMatcher matcher, int batchSize, ScratchAllocator scratch) {
    this.directory = directory;
    this.matcher = matcher;
    this.slots = scratch.allocate(4L * batchSize);
    this.pending = scratch.allocate(2L * batchSize);
    this.candidates = scratch.allocate(2L * batchSize);
    this.created = scratch.allocate(2L * batchSize);
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int batchSize) {
    return new long[] {4L * batchSize, 2L * batchSize, 2L * batchSize, 2L * batchSize};
  }

  /**
   * Finds or adds the group of every row.
   *
   * @param keys key columns without selection
   * @param hashes a hash per row
   * @param creator makes rows of new groups
   * @param rows room for the address of each row's group
   */
  void find(List<ColumnVector> keys, int numRows, long hashes, GroupRowWriter creator, long rows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putShort(pending + 2L * i, (short) i);
      int slot = directory.firstSlot(NativeMemory.getLong(hashes + 8L * i));
      NativeMemory.putInt(slots + 4L * i, slot);
    }
    int numPending = numRows;
    while (numPending > 0) {
      look(numPending, hashes);
      if (numCreated > 0) {
        creator.create(created, numCreated, hashes, rows);
        enterCreated(hashes, rows);
      }
      readCandidates(rows);
      int matched = matcher.match(keys, rows, candidates, numCandidates, pending);
      numPending = numCandidates - matched;
      moveOn(numPending);
    }
  }

  /** Divides the pending rows into those that claimed an entry and those that found one. */
  private void look(int numPending, long hashes) {
    long table = directory.addressOf(0);
    int mask = directory.capacity() - 1;
    long slotOf = slots;
    long list = pending;
    int newGroups = 0;
    int found = 0;
    for (int i = 0; i < numPending; i++) {
      short listed = NativeMemory.getShort(list + 2L * i);
      int row = Short.toUnsignedInt(listed);
      long hash = NativeMemory.getLong(hashes + 8L * row);
      int slot = NativeMemory.getInt(slotOf + 4L * row);
      long entry = NativeMemory.getLong(table + 8L * slot);
      while (entry != 0 && !GroupDirectory.hasSaltOf(entry, hash)) {
        slot = (slot + 1) & mask;
        entry = NativeMemory.getLong(table + 8L * slot);
      }
      NativeMemory.putInt(slotOf + 4L * row, slot);
      NativeMemory.putShort(created + 2L * newGroups, listed);
      NativeMemory.putShort(candidates + 2L * found, listed);
      if (entry == 0) {
        NativeMemory.putLong(table + 8L * slot, GroupDirectory.entry(hash, row + 1L));
        newGroups++;
      } else {
        found++;
      }
    }
    numCreated = newGroups;
    numCandidates = found;
  }

  private void enterCreated(long hashes, long rows) {
    for (int i = 0; i < numCreated; i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(created + 2L * i));
      long entry =
          GroupDirectory.entry(
              NativeMemory.getLong(hashes + 8L * row), NativeMemory.getLong(rows + 8L * row));
      NativeMemory.putLong(directory.addressOf(NativeMemory.getInt(slots + 4L * row)), entry);
    }
    directory.addedGroups(numCreated);
  }

  private void readCandidates(long rows) {
    for (int i = 0; i < numCandidates; i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(candidates + 2L * i));
      long entry = NativeMemory.getLong(directory.addressOf(NativeMemory.getInt(slots + 4L * row)));
      NativeMemory.putLong(rows + 8L * row, entry & GroupDirectory.ADDRESS_MASK);
    }
  }

  private void moveOn(int numPending) {
    for (int i = 0; i < numPending; i++) {
      long slot = slots + 4L * Short.toUnsignedInt(NativeMemory.getShort(pending + 2L * i));
      NativeMemory.putInt(slot, directory.nextSlot(NativeMemory.getInt(slot)));
    }
  }
}
