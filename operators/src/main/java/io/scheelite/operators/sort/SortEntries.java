package io.scheelite.operators.sort;

import io.scheelite.memory.NativeMemory;
import java.util.Arrays;

/**
 * Sorts arrays of entries, each a 64-bit prefix of a row's key and the row's address.
 *
 * <pre>
 *   0          8          16
 *  +----------+----------+
 *  | prefix   | address  |
 *  +----------+----------+
 * </pre>
 *
 * By prefix with a least-significant-digit radix sort that skips bytes that are all the same; rows
 * of equal prefix are then compared as {@link RowOrder} says, by insertion or merging. Not for
 * concurrent use.
 */
final class SortEntries {
  static final int BYTES = 16;
  static final int ADDRESS_OFFSET = 8;

  private static final int INSERTION_ROWS = 24;
  private static final int DIGITS = 8;
  private static final int VALUES = 256;

  private final RowOrder order;
  private final int[] counts = new int[DIGITS * VALUES];

  SortEntries(RowOrder order) {
    this.order = order;
  }

  static long prefix(long entries, int i) {
    return NativeMemory.getLong(entries + (long) i * BYTES);
  }

  static long address(long entries, int i) {
    return NativeMemory.getLong(entries + (long) i * BYTES + ADDRESS_OFFSET);
  }

  static void put(long entries, int i, long prefix, long address) {
    long entry = entries + (long) i * BYTES;
    NativeMemory.putLong(entry, prefix);
    NativeMemory.putLong(entry + ADDRESS_OFFSET, address);
  }

  /**
   * Sorts in place.
   *
   * @param spare room for as many entries, overwritten
   */
  void sort(long entries, int numEntries, long spare) {
    if (numEntries <= INSERTION_ROWS) {
      insertionSort(entries, 0, numEntries);
      return;
    }
    radixSort(entries, numEntries, spare);
    if (!order.isPrefixEnough()) {
      sortTies(entries, numEntries, spare);
    }
  }

  private void radixSort(long entries, int numEntries, long spare) {
    countDigits(entries, numEntries);
    long from = entries;
    long to = spare;
    for (int digit = 0; digit < DIGITS; digit++) {
      if (!startPositions(digit, numEntries)) {
        continue;
      }
      scatter(from, to, numEntries, digit);
      long swap = from;
      from = to;
      to = swap;
    }
    if (from != entries) {
      NativeMemory.copy(from, entries, (long) numEntries * BYTES);
    }
  }

  private void countDigits(long entries, int numEntries) {
    int[] histogram = counts;
    Arrays.fill(histogram, 0);
    for (int i = 0; i < numEntries; i++) {
      long prefix = prefix(entries, i);
      for (int digit = 0; digit < DIGITS; digit++) {
        histogram[digit * VALUES + ((int) (prefix >>> 8 * digit) & 0xFF)]++;
      }
    }
  }

  /** Turns counts into positions; false if all entries agree in this digit. */
  private boolean startPositions(int digit, int numEntries) {
    int base = digit * VALUES;
    int sum = 0;
    for (int value = 0; value < VALUES; value++) {
      int count = counts[base + value];
      if (count == numEntries) {
        return false;
      }
      counts[base + value] = sum;
      sum += count;
    }
    return true;
  }

  private void scatter(long from, long to, int numEntries, int digit) {
    int[] next = counts;
    int base = digit * VALUES;
    int shift = 8 * digit;
    for (int i = 0; i < numEntries; i++) {
      long prefix = prefix(from, i);
      int slot = next[base + ((int) (prefix >>> shift) & 0xFF)]++;
      put(to, slot, prefix, address(from, i));
    }
  }

  private void sortTies(long entries, int numEntries, long spare) {
    int start = 0;
    while (start < numEntries) {
      long prefix = prefix(entries, start);
      int end = start + 1;
      while (end < numEntries && prefix(entries, end) == prefix) {
        end++;
      }
      if (end - start > INSERTION_ROWS) {
        mergeSort(entries + (long) start * BYTES, end - start, spare);
      } else if (end - start > 1) {
        insertionSort(entries, start, end);
      }
      start = end;
    }
  }

  private void insertionSort(long entries, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long prefix = prefix(entries, i);
      long address = address(entries, i);
      int j = i - 1;
      while (j >= from
          && order.compare(prefix, address, prefix(entries, j), address(entries, j)) < 0) {
        put(entries, j + 1, prefix(entries, j), address(entries, j));
        j--;
      }
      put(entries, j + 1, prefix, address);
    }
  }

  /** Bottom-up, of sorted stretches that double in size. */
  private void mergeSort(long entries, int numEntries, long spare) {
    for (int i = 0; i < numEntries; i += INSERTION_ROWS) {
      insertionSort(entries, i, Math.min(numEntries, i + INSERTION_ROWS));
    }
    long from = entries;
    long to = spare;
    for (int size = INSERTION_ROWS; size < numEntries; size *= 2) {
      for (int start = 0; start < numEntries; start += 2 * size) {
        int middle = Math.min(numEntries, start + size);
        int end = Math.min(numEntries, start + 2 * size);
        merge(from, start, middle, end, to);
      }
      long swap = from;
      from = to;
      to = swap;
    }
    if (from != entries) {
      NativeMemory.copy(from, entries, (long) numEntries * BYTES);
    }
  }

  private void merge(long from, int start, int middle, int end, long to) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft =
          right == end
              || left < middle && order.compareRows(address(from, left), address(from, right)) <= 0;
      int taken = takeLeft ? left++ : right++;
      put(to, i, prefix(from, taken), address(from, taken));
    }
  }
}
