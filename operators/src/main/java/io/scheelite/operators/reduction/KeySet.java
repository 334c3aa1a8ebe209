package io.scheelite.operators.reduction;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * A set of int64 keys: one bit per value of their range as long as that fits in its memory, after
 * that only the range.
 *
 * <pre>
 *   base (multiple of 64)                    base + numBits (multiple of 64)
 *   | bit 0 = base | bit 1 = base + 1 | ...  |
 * </pre>
 *
 * <p>Used by one thread at a time. Owns its consumer, from which it takes no more than is free.
 */
final class KeySet implements AutoCloseable {
  private static final int WORD_BITS = 64;
  private static final long FARTHEST = 1L << 61; // so that no sum overflows
  private static final long MOST_LOOKED_AT = 64 << 10;
  private static final long CHUNK_BITS = 8L * MemoryConsumer.CHUNK_BYTES;

  private final MemoryConsumer memory;
  private final long mostBits;

  private boolean exact = true;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private long base;
  private long numBits;
  private long address;

  KeySet(MemoryConsumer memory, long mostBytes) {
    this.memory = memory;
    this.mostBits = Math.max(CHUNK_BITS, 8 * mostBytes);
  }

  /** Whether there is no key at all. */
  boolean isEmpty() {
    return min > max;
  }

  /** Whether it knows each key, not only their range. */
  boolean isExact() {
    return exact;
  }

  /** Smallest key, or less. */
  long min() {
    return min;
  }

  /** Largest key, or more. */
  long max() {
    return max;
  }

  /** Adds the rows that are not null of a flat vector of 64 bits. */
  void add(ColumnVector keys) {
    int numRows = keys.numRows();
    long validity = keys.validityAddress();
    if (numRows == 0 || validity != 0 && Bitmap.noneSet(validity, numRows)) {
      return;
    }
    long values = keys.valuesAddress();
    cover(RangeKernels.minInt64(values, numRows), RangeKernels.maxInt64(values, numRows));
    if (exact) {
      setBits(values, validity, numRows, base, address);
    }
  }

  private static void setBits(long values, long validity, int numRows, long base, long bits) {
    for (int i = 0; i < numRows; i++) {
      if (validity == 0 || Bitmap.isSet(validity, i)) {
        long offset = NativeMemory.getLong(values + 8L * i) - base;
        long word = bits + (offset >>> 6 << 3);
        NativeMemory.putLong(word, NativeMemory.getLong(word) | 1L << offset);
      }
    }
  }

  /** Adds all keys of another set. */
  void addAll(KeySet other) {
    if (other.isEmpty()) {
      return;
    }
    cover(other.min, other.max);
    if (exact && !other.exact) {
      forget();
    }
    if (exact) {
      or(other);
    }
  }

  private void or(KeySet other) {
    long from = Math.max(base, other.base);
    long to = Math.min(base + numBits, other.base + other.numBits);
    for (long key = from; key < to; key += WORD_BITS) {
      long word = address + (key - base >>> 3);
      long added = NativeMemory.getLong(other.address + (key - other.base >>> 3));
      NativeMemory.putLong(word, NativeMemory.getLong(word) | added);
    }
  }

  /** Has bits for the whole range, or gives up the bits. */
  private void cover(long low, long high) {
    min = Math.min(min, low);
    max = Math.max(max, high);
    if (!exact) {
      return;
    }
    if (min < -FARTHEST || max > FARTHEST || max - min >= mostBits) {
      forget();
    } else if (numBits == 0 || low < base || high - base >= numBits) {
      grow(max - min);
    }
  }

  private void grow(long span) {
    long wanted = Math.min(mostBits, Math.max(span + WORD_BITS + 1, 2 * numBits));
    long bits = (wanted + CHUNK_BITS) / CHUNK_BITS * CHUNK_BITS;
    if (!memory.tryReserve(bits >>> 3)) {
      forget();
      return;
    }
    long newBase = Math.floorDiv(min < base && numBits > 0 ? max - bits + 1 : min, 64L) * 64;
    newBase = max - newBase < bits ? newBase : newBase + WORD_BITS;
    long newAddress = memory.allocateZeroed(bits >>> 3);
    long oldBase = base;
    long oldBits = numBits;
    long oldAddress = address;
    base = newBase;
    numBits = bits;
    address = newAddress;
    if (oldBits > 0) {
      copyWords(oldBase, oldBits, oldAddress);
      memory.free(oldAddress, oldBits >>> 3);
      memory.releaseUnused();
    }
  }

  /** Those words of the old range that may hold keys lie in the new one as well. */
  private void copyWords(long oldBase, long oldBits, long oldAddress) {
    long from = Math.max(base, oldBase);
    long to = Math.min(base + numBits, oldBase + oldBits);
    NativeMemory.copy(
        oldAddress + (from - oldBase >>> 3), address + (from - base >>> 3), to - from >>> 3);
  }

  private void forget() {
    exact = false;
    if (numBits > 0) {
      memory.free(address, numBits >>> 3);
      memory.releaseUnused();
      numBits = 0;
    }
  }

  /**
   * Tells of each row of a flat vector of 64 bits whether its key may be in the set: null is not.
   *
   * @param target bitmap of as many bits as there are rows
   */
  void test(ColumnVector keys, long target) {
    int numRows = keys.numRows();
    if (exact) {
      testBits(keys.valuesAddress(), numRows, base, numBits, address, target);
    } else {
      testRange(keys.valuesAddress(), numRows, min, max, target);
    }
    if (keys.validityAddress() != 0) {
      Bitmap.and(target, target, keys.validityAddress(), numRows);
    }
  }

  /** Whether a key from {@code low} to {@code high} may be in the set. */
  boolean mayHold(long low, long high) {
    if (high < min || low > max) {
      return false;
    }
    long from = Math.max(low, min);
    long to = Math.min(high, max);
    if (!exact || to - from > MOST_LOOKED_AT) {
      return true;
    }
    for (long key = from; key <= to; key++) {
      long offset = key - base;
      if ((NativeMemory.getLong(address + (offset >>> 6 << 3)) >>> offset & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  private static void testBits(
      long values, int numRows, long base, long numBits, long bits, long target) {
    for (int start = 0; start < numRows; start += WORD_BITS) {
      int end = Math.min(numRows, start + WORD_BITS);
      long word = 0;
      for (int i = start; i < end; i++) {
        long offset = NativeMemory.getLong(values + 8L * i) - base;
        if (offset >= 0 && offset < numBits) {
          word |= (NativeMemory.getLong(bits + (offset >>> 6 << 3)) >>> offset & 1) << (i - start);
        }
      }
      NativeMemory.putLong(target + (start >>> 3), word);
    }
  }

  private static void testRange(long values, int numRows, long min, long max, long target) {
    for (int start = 0; start < numRows; start += WORD_BITS) {
      int end = Math.min(numRows, start + WORD_BITS);
      long word = 0;
      for (int i = start; i < end; i++) {
        long key = NativeMemory.getLong(values + 8L * i);
        word |= (key >= min && key <= max ? 1L : 0L) << (i - start);
      }
      NativeMemory.putLong(target + (start >>> 3), word);
    }
  }

  @Override
  public void close() {
    memory.close(); // with all that it holds
  }
}
