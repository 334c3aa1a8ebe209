package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * Slots of open addressing with linear probing, one power of two of them per partition.
 *
 * <pre>
 *   hash  63 ........ 48 47 ........ 32 31 ................ 0
 *         partition(s)   salt           slot (as many bits as the partition has)
 *
 *   slot  63 ........ 48 47 ............................... 0
 *         salt           address of a row; the whole slot is 0 if there is none
 * </pre>
 *
 * <p>All slots of a batch are loaded before any is looked at, and so are the hashes of the rows
 * that they lead to, so that the cache misses of many rows overlap. Only rows with exactly the same
 * hash share a slot.
 */
final class HashDirectory implements KeyDirectory {
  private static final int SALT_SHIFT = 16;
  private static final int ADDRESS_BITS = 48;
  private static final long ADDRESS_MASK = (1L << ADDRESS_BITS) - 1;
  private static final int ROWS_AHEAD = 64;
  private static final int MOST_SLOT_BITS = 32;

  /**
   * No slots are this, together, because rows are aligned; asked so that the loads are not dropped.
   */
  private static final long NEVER_LOADED = -1L;

  private final JoinLayout layout;
  private final int partitionShift;
  private final long[] slots;
  private final long[] masks;
  private final long packed;
  private final long packedBytes;

  /**
   * Takes {@link #sizeBytes} that the consumer has reserved.
   *
   * @param numRows per partition
   * @param partitionShift how far a hash is shifted to the right to give the partition
   */
  HashDirectory(JoinLayout layout, long[] numRows, int partitionShift, MemoryConsumer memory) {
    this.layout = layout;
    this.partitionShift = partitionShift;
    this.slots = new long[numRows.length];
    this.masks = new long[numRows.length];
    this.packedBytes = packedBytes(numRows);
    this.packed = packedBytes == 0 ? 0 : memory.allocateZeroed(packedBytes);
    long next = packed;
    for (int i = 0; i < slots.length; i++) {
      long numSlots = numSlots(numRows[i]);
      masks[i] = numSlots - 1;
      if (isPacked(numSlots)) {
        slots[i] = next;
        next += numSlots * Long.BYTES;
      } else {
        slots[i] = memory.allocateZeroed(numSlots * Long.BYTES);
      }
    }
  }

  private static long numSlots(long numRows) {
    long wanted = Math.max(2, 2 * numRows);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(wanted - 1);
    return 1L << Math.min(bits, MOST_SLOT_BITS);
  }

  /** Partitions with few slots share memory, so that they do not take a chunk each. */
  private static boolean isPacked(long numSlots) {
    return numSlots * Long.BYTES < MemoryConsumer.CHUNK_BYTES;
  }

  private static long packedBytes(long[] numRows) {
    long bytes = 0;
    for (long rows : numRows) {
      bytes += isPacked(numSlots(rows)) ? numSlots(rows) * Long.BYTES : 0;
    }
    return MemoryConsumer.roundUpToChunk(bytes);
  }

  /** Memory for the slots of partitions of so many rows. */
  static long sizeBytes(long... numRows) {
    long bytes = packedBytes(numRows);
    for (long rows : numRows) {
      bytes += isPacked(numSlots(rows)) ? 0 : numSlots(rows) * Long.BYTES;
    }
    return bytes;
  }

  @Override
  public boolean insert(int partition, long firstRow, int numRows) {
    int rowBytes = layout.rows().rowSizeBytes();
    boolean chained = false;
    for (int from = 0; from < numRows; from += ROWS_AHEAD) {
      int count = Math.min(ROWS_AHEAD, numRows - from);
      long row = firstRow + (long) from * rowBytes;
      chained |= insertFew(slots[partition], masks[partition], row, count);
    }
    return chained;
  }

  private boolean insertFew(long table, long mask, long firstRow, int numRows) {
    int rowBytes = layout.rows().rowSizeBytes();
    int nextOffset = layout.nextOffset();
    long loaded = 0;
    for (int i = 0; i < numRows; i++) { // brings the slots into the cache, many at a time
      long hash = NativeMemory.getLong(firstRow + (long) i * rowBytes + RowLayout.HASH_OFFSET);
      loaded |= NativeMemory.getLong(table + ((hash & mask) << 3));
    }
    boolean chained = loaded == NEVER_LOADED;
    boolean skipsNullKeys = layout.keepsNullKeys();
    for (int i = 0; i < numRows; i++) {
      long row = firstRow + (long) i * rowBytes;
      if (skipsNullKeys && layout.hasNullKey(row)) {
        continue; // equals nothing, though a key may have the same hash
      }
      long hash = NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
      long index = hash & mask;
      long content = NativeMemory.getLong(table + (index << 3));
      while (content != 0 && !sameHash(content, hash)) {
        index = (index + 1) & mask;
        content = NativeMemory.getLong(table + (index << 3));
      }
      NativeMemory.putLong(row + nextOffset, content & ADDRESS_MASK);
      NativeMemory.putLong(table + (index << 3), hash << SALT_SHIFT & ~ADDRESS_MASK | row);
      chained |= content != 0;
    }
    return chained;
  }

  private static boolean sameHash(long content, long hash) {
    return (content ^ hash << SALT_SHIFT) >>> ADDRESS_BITS == 0
        && NativeMemory.getLong((content & ADDRESS_MASK) + RowLayout.HASH_OFFSET) == hash;
  }

  @Override
  public void find(ProbeKeys keys, long heads) {
    int numRows = keys.numRows();
    long hashes = keys.hashes();
    if (slots.length == 1) {
      loadOnly(numRows, hashes, heads);
    } else {
      loadByPartition(numRows, hashes, heads);
    }
    for (int i = 0; i < numRows; i++) {
      long content = NativeMemory.getLong(heads + 8L * i);
      long hash = NativeMemory.getLong(hashes + 8L * i);
      long head = 0;
      if (content != 0) {
        head = sameHash(content, hash) ? content & ADDRESS_MASK : findFurther(hash);
      }
      NativeMemory.putLong(heads + 8L * i, head);
    }
  }

  private void loadOnly(int numRows, long hashes, long contents) {
    long table = slots[0];
    long mask = masks[0];
    for (int i = 0; i < numRows; i++) {
      long hash = NativeMemory.getLong(hashes + 8L * i);
      NativeMemory.putLong(contents + 8L * i, NativeMemory.getLong(table + ((hash & mask) << 3)));
    }
  }

  private void loadByPartition(int numRows, long hashes, long contents) {
    long[] tables = slots;
    long[] tableMasks = masks;
    int shift = partitionShift;
    int last = tables.length - 1;
    for (int i = 0; i < numRows; i++) {
      long hash = NativeMemory.getLong(hashes + 8L * i);
      int partition = (int) (hash >>> shift) & last;
      long slot = tables[partition] + ((hash & tableMasks[partition]) << 3);
      NativeMemory.putLong(contents + 8L * i, NativeMemory.getLong(slot));
    }
  }

  /** Past the first slot, which belongs to another hash. */
  private long findFurther(long hash) {
    int partition = slots.length == 1 ? 0 : (int) (hash >>> partitionShift) & (slots.length - 1);
    long mask = masks[partition];
    long index = hash & mask;
    long content;
    do {
      index = (index + 1) & mask;
      content = NativeMemory.getLong(slots[partition] + (index << 3));
    } while (content != 0 && !sameHash(content, hash));
    return content & ADDRESS_MASK;
  }

  @Override
  public long freePartition(int partition, MemoryConsumer memory) {
    long numSlots = masks[partition] + 1;
    if (isPacked(numSlots) || slots[partition] == 0) {
      return 0;
    }
    memory.free(slots[partition], numSlots * Long.BYTES);
    slots[partition] = 0;
    return numSlots * Long.BYTES;
  }

  @Override
  public void free(MemoryConsumer memory) {
    for (int i = 0; i < slots.length; i++) {
      freePartition(i, memory);
    }
    if (packedBytes > 0) {
      memory.free(packed, packedBytes);
    }
  }

  @Override
  public String description() {
    return "hash";
  }
}
