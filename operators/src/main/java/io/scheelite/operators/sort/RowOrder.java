package io.scheelite.operators.sort;

import io.scheelite.memory.NativeMemory;

/**
 * Compares rows that carry a normalized key, and extracts 64-bit prefixes of their keys.
 *
 * <p>A prefix is 64 bits of the key that begin after the bits in which all keys agree, so that
 * small integers leave room for what comes after them. Immutable, thread-safe.
 */
final class RowOrder {
  private static final int INLINE_BYTES = 12;

  private final SortKeyLayout keys;
  private final int keyOffset;
  private final int[] columnOffsets;
  private final int skippedBits;
  private final boolean prefixIsEnough;
  private final long prefixMask;

  /**
   * Compares with prefixes that begin at the keys' first bit.
   *
   * @param keyOffset where the key is in a row
   * @param columnOffsets where each column of the schema is in a row
   */
  RowOrder(SortKeyLayout keys, int keyOffset, int[] columnOffsets) {
    this(keys, keyOffset, columnOffsets.clone(), 0);
  }

  private RowOrder(SortKeyLayout keys, int keyOffset, int[] columnOffsets, int skippedBits) {
    this.keys = keys;
    this.keyOffset = keyOffset;
    this.columnOffsets = columnOffsets;
    this.skippedBits = skippedBits;
    int usefulBits = Math.min(64, 8 * keys.plainBytes() - skippedBits);
    this.prefixMask = usefulBits == 64 ? -1L : ~(-1L >>> usefulBits);
    this.prefixIsEnough = !keys.hasStrings() && 8 * keys.usedBytes() <= skippedBits + 64;
  }

  /** The same order with prefixes that begin after the bits that all first words have in common. */
  RowOrder withFirstWords(long smallest, long largest) {
    int common = Long.numberOfLeadingZeros(smallest ^ largest);
    return new RowOrder(keys, keyOffset, columnOffsets, Math.min(common, 63));
  }

  SortKeyLayout keys() {
    return keys;
  }

  /** Whether rows of equal prefix are equal. */
  boolean isPrefixEnough() {
    return prefixIsEnough;
  }

  /** The first 64 bits of a key, to be compared unsigned. */
  static long firstWordOfKey(long key) {
    return Long.reverseBytes(NativeMemory.getLong(key));
  }

  /** The first 64 bits of a row's key, to be compared unsigned. */
  long firstWord(long row) {
    return firstWordOfKey(row + keyOffset);
  }

  /** See the class. */
  long prefix(long row) {
    return prefixOfKey(row + keyOffset);
  }

  /** As {@link #prefix}, of a key that is not in a row. */
  long prefixOfKey(long key) {
    long first = Long.reverseBytes(NativeMemory.getLong(key)) << skippedBits;
    // a shift by 64 − 0 would be none: shift in two steps
    long second = Long.reverseBytes(NativeMemory.getLong(key + 8)) >>> 1 >>> (63 - skippedBits);
    return (first | second) & prefixMask;
  }

  /** Negative, zero or positive. */
  int compare(long prefixA, long rowA, long prefixB, long rowB) {
    return prefixA != prefixB
        ? Long.compareUnsigned(prefixA, prefixB)
        : prefixIsEnough ? 0 : compareRows(rowA, rowB);
  }

  /** Compares whole keys, and whole strings where their beginnings agree. */
  int compareRows(long rowA, long rowB) {
    return keys.hasStrings()
        ? compareWithStrings(rowA, rowB)
        : compareKeys(rowA + keyOffset, rowB + keyOffset, keys.sizeBytes());
  }

  /** Compares the bytes of two keys. */
  static int compareKeys(long keyA, long keyB, int sizeBytes) {
    for (int i = 0; i < sizeBytes; i += 8) {
      long wordA = NativeMemory.getLong(keyA + i);
      long wordB = NativeMemory.getLong(keyB + i);
      if (wordA != wordB) {
        return Long.compareUnsigned(Long.reverseBytes(wordA), Long.reverseBytes(wordB));
      }
    }
    return 0;
  }

  private int compareWithStrings(long rowA, long rowB) {
    long keyA = rowA + keyOffset;
    long keyB = rowB + keyOffset;
    int done = 0;
    for (SortKeyLayout.Part part : keys.parts()) {
      int end = part.endOffset();
      if (part.isString()) {
        int order = NativeMemory.compareUnsigned(keyA + done, end - done, keyB + done, end - done);
        if (order == 0) {
          int strings = compareStrings(rowA, rowB, columnOffsets[part.column()]);
          order = part.ascending() ? strings : -strings;
        }
        if (order != 0) {
          return order;
        }
        done = end;
      }
    }
    int left = keys.sizeBytes() - done;
    return NativeMemory.compareUnsigned(keyA + done, left, keyB + done, left);
  }

  private static int compareStrings(long rowA, long rowB, int offset) {
    int sizeA = NativeMemory.getInt(rowA + offset);
    int sizeB = NativeMemory.getInt(rowB + offset);
    return NativeMemory.compareUnsigned(
        stringBytes(rowA, offset, sizeA), sizeA, stringBytes(rowB, offset, sizeB), sizeB);
  }

  /** Long strings lie at an offset relative to their row. */
  private static long stringBytes(long row, int offset, int size) {
    long slot = row + offset;
    return size <= INLINE_BYTES ? slot + 4 : row + NativeMemory.getLong(slot + 8);
  }
}
