package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Gives strings codes in order of appearance; keeps their bytes as a PLAIN dictionary page wants
 * them.
 *
 * <pre>
 * slots   := code + 1 (4 bytes), hash (4 bytes)      per slot; 0 = free
 * offsets := offset of the entry in bytes (4 bytes)  per code
 * bytes   := (length (4 bytes), bytes) per code
 * </pre>
 */
final class StringDictionary {
  private static final int FIRST_SLOTS = 1 << 12;
  private static final long FIRST_BYTES = 64 << 10;

  private final int maxBytes;
  private final Buffer slots;
  private final Buffer offsets;
  private final Buffer bytes;
  private int mask;
  private int size;
  private long used;

  StringDictionary(WriterMemory memory, int maxBytes) {
    this.maxBytes = maxBytes;
    this.slots = new Buffer(memory, 8L * FIRST_SLOTS);
    this.offsets = new Buffer(memory, 4L * FIRST_SLOTS);
    this.bytes = new Buffer(memory, FIRST_BYTES);
    reset();
  }

  void reset() {
    mask = FIRST_SLOTS - 1;
    size = 0;
    used = 0;
    NativeMemory.fill(slots.address(), 8L * FIRST_SLOTS, (byte) 0);
  }

  int size() {
    return size;
  }

  /** An entry behind its 32-bit length. */
  long entryAddress(int code) {
    return bytes.address() + NativeMemory.getInt(offsets.address() + 4L * code);
  }

  /** The entries as a PLAIN page. */
  long bytesAddress() {
    return bytes.address();
  }

  long sizeBytes() {
    return used;
  }

  /** The code of a view, or {@link NumberDictionary#FULL}. */
  int code(long view) {
    int length = StringView.length(view);
    long data = StringView.bytesAddress(view);
    int hash = hash(view, data, length);
    int slot = hash & mask;
    while (true) {
      long entry = NativeMemory.getLong(slots.address() + ((long) slot << 3));
      if (entry == 0) {
        return add(slot, hash, data, length);
      }
      int code = (int) entry - 1;
      if ((int) (entry >>> 32) == hash && matches(code, data, length)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
  }

  private boolean matches(int code, long data, int length) {
    long entry = entryAddress(code);
    return NativeMemory.getInt(entry) == length
        && NativeMemory.mismatch(entry + 4, data, length) < 0;
  }

  private static int hash(long view, long data, int length) {
    long hash = NativeMemory.getLong(view) * 0x9E3779B97F4A7C15L;
    if (length <= StringView.MAX_INLINE_LENGTH) {
      hash = (hash ^ hash >>> 32 ^ NativeMemory.getLong(view + 8)) * 0xC2B2AE3D27D4EB4FL;
    } else {
      for (int i = 0; i + 8 <= length; i += 8) {
        hash = (hash ^ hash >>> 29 ^ NativeMemory.getLong(data + i)) * 0xC2B2AE3D27D4EB4FL;
      }
      hash = (hash ^ hash >>> 29 ^ NativeMemory.getLong(data + length - 8)) * 0xC2B2AE3D27D4EB4FL;
    }
    return (int) (hash >>> 32);
  }

  private int add(int slot, int hash, long data, int length) {
    if (used + 4 + length > maxBytes) {
      return NumberDictionary.FULL;
    }
    int code = size++;
    bytes.ensure(used + 4 + length, used);
    offsets.ensure(4L * size, 4L * code);
    long entry = bytes.address() + used;
    NativeMemory.putInt(entry, length);
    NativeMemory.copy(data, entry + 4, length);
    NativeMemory.putInt(offsets.address() + 4L * code, (int) used);
    used += 4L + length;
    put(slot, code, hash);
    if (size * 2 > mask) {
      grow();
    }
    return code;
  }

  private void put(int slot, int code, int hash) {
    NativeMemory.putLong(
        slots.address() + ((long) slot << 3), (long) hash << 32 | (code + 1) & 0xFFFFFFFFL);
  }

  private void grow() {
    int oldCapacity = mask + 1;
    int capacity = oldCapacity * 2;
    slots.ensure(8L * capacity, 8L * oldCapacity);
    // split each slot's entries: rehash from a compact copy at the back would need room, so by hash
    long[] entries = new long[size];
    for (int slot = 0; slot < oldCapacity; slot++) {
      long entry = NativeMemory.getLong(slots.address() + ((long) slot << 3));
      if (entry != 0) {
        entries[(int) entry - 1] = entry;
      }
    }
    mask = capacity - 1;
    NativeMemory.fill(slots.address(), 8L * capacity, (byte) 0);
    for (long entry : entries) {
      int slot = (int) (entry >>> 32) & mask;
      while (NativeMemory.getLong(slots.address() + ((long) slot << 3)) != 0) {
        slot = (slot + 1) & mask;
      }
      NativeMemory.putLong(slots.address() + ((long) slot << 3), entry);
    }
  }
}
