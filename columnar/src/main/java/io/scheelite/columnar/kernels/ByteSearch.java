package io.scheelite.columnar.kernels;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Finds one sequence of bytes, the needle, in texts.
 *
 * <p>Many positions are tested at once: one is looked at closely only where three bytes of the
 * needle match, those that are least common in texts. Never reads beyond text and needle.
 * Immutable; the needle's memory belongs to the caller.
 */
public final class ByteSearch {
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long SEVEN_BITS = 0x7f7f7f7f7f7f7f7fL;

  // most common first; bytes that are not listed count as rare
  private static final String COMMON = " etaoinsrhldcumfgpywbvkxjqzETAOINSRHLDCUMFGPYWBVKXJQZ";

  private final long needle;
  private final int needleSize;
  // of the least common byte, the next and the next but one; the same again in short needles
  private final int firstOffset;
  private final int secondOffset;
  private final int thirdOffset;

  /**
   * Prepares the search.
   *
   * @param needleSize at least 1
   */
  public ByteSearch(long needle, int needleSize) {
    this.needle = needle;
    this.needleSize = needleSize;
    this.firstOffset = leastCommon(-1, -1);
    this.secondOffset = leastCommon(firstOffset, -1);
    this.thirdOffset = leastCommon(firstOffset, secondOffset);
  }

  private int leastCommon(int exceptOne, int exceptOther) {
    int best = Math.max(0, exceptOne);
    int bestRank = -1;
    for (int i = 0; i < needleSize; i++) {
      int place = COMMON.indexOf(NativeMemory.getByte(needle + i));
      int rank = place < 0 ? COMMON.length() : place;
      if (i != exceptOne && i != exceptOther && rank > bestRank) {
        best = i;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Bytes of the needle. */
  public int needleSize() {
    return needleSize;
  }

  /** The needle's first position in the text, or -1. */
  public int indexIn(long text, int textSize) {
    int last = textSize - needleSize;
    if (last < 0) {
      return -1;
    }
    return Simd.enabled() && last + 1 >= SimdByteSearchKernels.FEWEST_POSITIONS
        ? SimdByteSearchKernels.indexOf(text, last, this)
        : indexInScalar(text, last);
  }

  /** Without SIMD; {@code last} is the last position where the needle would fit. */
  int indexInScalar(long text, int last) {
    if (last < Long.BYTES - 1) {
      return indexInShort(text, last);
    }
    long firstBytes = Byte.toUnsignedLong(byteAt(firstOffset)) * LOW_BITS;
    long secondBytes = Byte.toUnsignedLong(byteAt(secondOffset)) * LOW_BITS;
    for (int base = 0; base <= last; base += Long.BYTES) {
      int start = Math.min(base, last - (Long.BYTES - 1)); // the last block overlaps
      long at = text + start;
      long different = NativeMemory.getLong(at + firstOffset) ^ firstBytes;
      different |= NativeMemory.getLong(at + secondOffset) ^ secondBytes;
      long hits = ~(((different & SEVEN_BITS) + SEVEN_BITS) | different | SEVEN_BITS);
      while (hits != 0) {
        int position = Long.numberOfTrailingZeros(hits) >>> 3;
        if (matchesAt(at + position)) {
          return start + position;
        }
        hits &= hits - 1;
      }
    }
    return -1;
  }

  private int indexInShort(long text, int last) {
    byte rare = byteAt(firstOffset);
    for (int start = 0; start <= last; start++) {
      if (NativeMemory.getByte(text + start + firstOffset) == rare && matchesAt(text + start)) {
        return start;
      }
    }
    return -1;
  }

  /** Whether the needle is there. */
  public boolean matchesAt(long text) {
    return equal(text, needle, needleSize);
  }

  int firstOffset() {
    return firstOffset;
  }

  int secondOffset() {
    return secondOffset;
  }

  int thirdOffset() {
    return thirdOffset;
  }

  byte byteAt(int offset) {
    return NativeMemory.getByte(needle + offset);
  }

  private static boolean equal(long a, long b, int size) {
    int i = 0;
    for (; i + Long.BYTES <= size; i += Long.BYTES) {
      if (NativeMemory.getLong(a + i) != NativeMemory.getLong(b + i)) {
        return false;
      }
    }
    int rest = size - i;
    return StringView.loadBytes(a + i, rest) == StringView.loadBytes(b + i, rest);
  }
}
