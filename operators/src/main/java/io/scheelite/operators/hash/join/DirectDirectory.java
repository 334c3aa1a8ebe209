package io.scheelite.operators.hash.join;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * One slot per possible value of an integer key: no hashing, no comparison, no collisions.
 *
 * <pre>
 *   slot:    key - minKey  = 0      1      2    ...   range     (range: always empty, for all other keys)
 *   content: address of a row, 0 = none
 * </pre>
 */
final class DirectDirectory implements KeyDirectory {
  private final JoinLayout layout;
  private final long slots;
  private final long minKey;
  private final long range;

  /**
   * Takes {@link #sizeBytes} that the consumer has reserved.
   *
   * @param range number of values from {@code minKey} on that keys may have
   */
  DirectDirectory(JoinLayout layout, long minKey, long range, MemoryConsumer memory) {
    this.layout = layout;
    this.slots = memory.allocateZeroed(sizeBytes(range));
    this.minKey = minKey;
    this.range = range;
  }

  static long sizeBytes(long range) {
    return MemoryConsumer.roundUpToChunk((range + 1) * Long.BYTES);
  }

  @Override
  public boolean insert(int partition, long firstRow, int numRows) {
    int rowBytes = layout.rows().rowSizeBytes();
    int keyOffset = layout.keyOffset(0);
    int nextOffset = layout.nextOffset();
    PhysicalType form = layout.keyForm(0);
    boolean chained = false;
    for (int i = 0; i < numRows; i++) {
      long row = firstRow + (long) i * rowBytes;
      if (layout.hasNullKey(row)) {
        continue; // equals nothing
      }
      long slot = slots + ((key(form, row + keyOffset) - minKey) << 3);
      long first = NativeMemory.getLong(slot);
      NativeMemory.putLong(row + nextOffset, first);
      NativeMemory.putLong(slot, row);
      chained |= first != 0;
    }
    return chained;
  }

  private static long key(PhysicalType form, long address) {
    return switch (form) {
      case INT8 -> NativeMemory.getByte(address);
      case INT16 -> NativeMemory.getShort(address);
      case INT32 -> NativeMemory.getInt(address);
      case INT64 -> NativeMemory.getLong(address);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not an integer key: form=" + form);
    };
  }

  @Override
  public void find(ProbeKeys keys, long heads) {
    int numRows = keys.numRows();
    long values = keys.values();
    long table = slots;
    long first = minKey;
    long outside = range;
    for (int i = 0; i < numRows; i++) {
      long slot = NativeMemory.getLong(values + 8L * i) - first;
      slot = Long.compareUnsigned(slot, outside) < 0 ? slot : outside;
      NativeMemory.putLong(heads + 8L * i, NativeMemory.getLong(table + (slot << 3)));
    }
  }

  /** All partitions share the slots. */
  @Override
  public long freePartition(int partition, MemoryConsumer memory) {
    return 0;
  }

  @Override
  public void free(MemoryConsumer memory) {
    memory.free(slots, sizeBytes(range));
  }

  @Override
  public String description() {
    return "direct: keys of a dense range";
  }
}
