package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * Finds the row of a group by its hash: an open-addressing table of addresses.
 *
 * <pre>
 *   63    48 47                         0
 *  +--------+----------------------------+
 *  | salt   | address of the group's row |   all zero: free
 *  +--------+----------------------------+
 * </pre>
 *
 * <p>The salt is a part of the hash that neither the position nor the partition depends on, so that
 * most rows of other groups are passed over without a look at them. The directory refers to rows
 * and owns none; it is cleared before they move. Its memory belongs to the consumer given.
 */
final class GroupDirectory {
  /** Bits of an entry that are the address. */
  static final long ADDRESS_MASK = (1L << 48) - 1;

  private static final int SALT_SHIFT = 48;
  private static final int HASH_SALT_SHIFT = 32;
  private static final int MIN_ENTRIES = MemoryConsumer.CHUNK_BYTES / Long.BYTES;

  private final MemoryConsumer memory;
  private long entries;
  private int capacity;
  private int numGroups;
  private int numListed;

  /** An empty directory without memory. */
  GroupDirectory(MemoryConsumer memory) {
    this.memory = memory;
  }

  /** Entries that a directory for so many groups has: a power of two, at most half of them full. */
  static int capacityFor(long numGroups) {
    long wanted = Math.max(MIN_ENTRIES, Long.highestOneBit(Math.max(1, 2 * numGroups - 1)) << 1);
    if (wanted > 1 << 30) {
      throw new IllegalArgumentException("too many groups in one partition: rows=" + numGroups);
    }
    return (int) wanted;
  }

  /** Bytes of so many entries. */
  static long sizeBytes(int capacity) {
    return (long) capacity * Long.BYTES;
  }

  /** Makes an empty directory of that capacity out of memory that was reserved. */
  void allocate(int newCapacity) {
    free();
    entries = memory.allocateZeroed(sizeBytes(newCapacity));
    capacity = newCapacity;
  }

  /** Moves all entries to a larger directory; memory for it was reserved. */
  void grow(int newCapacity) {
    long old = entries;
    int oldCapacity = capacity;
    entries = memory.allocateZeroed(sizeBytes(newCapacity));
    capacity = newCapacity;
    for (int i = 0; i < oldCapacity; i++) {
      long entry = NativeMemory.getLong(old + 8L * i);
      if (entry != 0) {
        long hash = NativeMemory.getLong((entry & ADDRESS_MASK) + RowLayout.HASH_OFFSET);
        NativeMemory.putLong(addressOf(freeSlot(hash)), entry);
      }
    }
    memory.free(old, sizeBytes(oldCapacity));
  }

  /** Forgets all groups. */
  void clear() {
    if (numGroups > 0) {
      NativeMemory.fill(entries, sizeBytes(capacity), (byte) 0);
      numGroups = 0;
    }
  }

  /** Gives the memory back to the consumer. */
  void free() {
    if (capacity > 0) {
      memory.free(entries, sizeBytes(capacity));
      capacity = 0;
      entries = 0;
    }
    numGroups = 0;
  }

  /**
   * Lists rows of groups.
   *
   * @param fromSlot where to begin, at first 0
   * @param target room for {@code maxRows} addresses
   * @return where to go on; {@link #capacity} at the end. {@link #numListed} says how many
   */
  int list(int fromSlot, long target, int maxRows) {
    int count = 0;
    int slot = fromSlot;
    while (slot < capacity && count < maxRows) {
      long entry = NativeMemory.getLong(addressOf(slot++));
      NativeMemory.putLong(target + 8L * count, entry & ADDRESS_MASK);
      count += entry == 0 ? 0 : 1;
    }
    numListed = count;
    return slot;
  }

  /** How many rows {@link #list} found last. */
  int numListed() {
    return numListed;
  }

  int numGroups() {
    return numGroups;
  }

  int capacity() {
    return capacity;
  }

  /** Whether so many more groups leave half of the entries free. */
  boolean hasRoomFor(int moreGroups) {
    return 2L * (numGroups + moreGroups) <= capacity;
  }

  /** Replaces the row of a group, if it is still the one that is found. */
  void replace(long hash, long oldRow, long newRow) {
    int slot = firstSlot(hash);
    long entry = NativeMemory.getLong(addressOf(slot));
    while (entry != 0 && (entry & ADDRESS_MASK) != oldRow) {
      slot = nextSlot(slot);
      entry = NativeMemory.getLong(addressOf(slot));
    }
    if (entry != 0) {
      NativeMemory.putLong(addressOf(slot), entry(hash, newRow));
    }
  }

  private int freeSlot(long hash) {
    int slot = firstSlot(hash);
    while (NativeMemory.getLong(addressOf(slot)) != 0) {
      slot = nextSlot(slot);
    }
    return slot;
  }

  /** Where a hash is looked for first. */
  int firstSlot(long hash) {
    return (int) hash & (capacity - 1);
  }

  /** Where it is looked for next. */
  int nextSlot(int slot) {
    return (slot + 1) & (capacity - 1);
  }

  /** Address of an entry. */
  long addressOf(int slot) {
    return entries + 8L * slot;
  }

  /** Counts groups that were written to {@link #addressOf} their slots. */
  void addedGroups(int number) {
    numGroups += number;
  }

  /** The entry of a row. */
  static long entry(long hash, long row) {
    return (hash >>> HASH_SALT_SHIFT) << SALT_SHIFT | row;
  }

  /** Whether an entry may be that of a row with this hash. */
  static boolean hasSaltOf(long entry, long hash) {
    return entry >>> SALT_SHIFT == (hash >>> HASH_SALT_SHIFT & 0xFFFF);
  }
}
