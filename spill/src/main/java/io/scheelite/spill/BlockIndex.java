package io.scheelite.spill;

import static io.scheelite.spill.SpillFileLayout.ENTRY_BYTES;
import static io.scheelite.spill.SpillFileLayout.ENTRY_CONTENT_BYTES_OFFSET;
import static io.scheelite.spill.SpillFileLayout.ENTRY_OFFSET_OFFSET;
import static io.scheelite.spill.SpillFileLayout.ENTRY_ROWS_OFFSET;
import static io.scheelite.spill.SpillFileLayout.ENTRY_RUN_OFFSET;

import io.scheelite.memory.NativeMemory;
import java.util.Arrays;

/**
 * Where the blocks of a file are and what they hold: 20 bytes of heap for each, while the file is
 * written or read. For one thread at a time.
 */
final class BlockIndex {
  private static final int FIRST_CAPACITY = 16;

  private long[] offsets = new long[FIRST_CAPACITY];
  private int[] sizes = new int[FIRST_CAPACITY];
  private int[] rows = new int[FIRST_CAPACITY];
  private int[] runs = new int[FIRST_CAPACITY];
  private int size;
  private int maxBlockBytes;
  private long numRows;

  void add(long offset, int sizeBytes, int blockRows, int run) {
    if (size == offsets.length) {
      grow(2 * size);
    }
    offsets[size] = offset;
    sizes[size] = sizeBytes;
    rows[size] = blockRows;
    runs[size] = run;
    size++;
    maxBlockBytes = Math.max(maxBlockBytes, sizeBytes);
    numRows += blockRows;
  }

  private void grow(int capacity) {
    offsets = Arrays.copyOf(offsets, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    rows = Arrays.copyOf(rows, capacity);
    runs = Arrays.copyOf(runs, capacity);
  }

  int size() {
    return size;
  }

  long offset(int block) {
    return offsets[block];
  }

  int sizeBytes(int block) {
    return sizes[block];
  }

  int numRows(int block) {
    return rows[block];
  }

  int run(int block) {
    return runs[block];
  }

  /** Content of the largest block. */
  int maxBlockBytes() {
    return maxBlockBytes;
  }

  /** Rows of all blocks. */
  long numRows() {
    return numRows;
  }

  /** Writes the entry of a block as it is in the file. */
  void write(int block, long address) {
    NativeMemory.putLong(address + ENTRY_OFFSET_OFFSET, offsets[block]);
    NativeMemory.putInt(address + ENTRY_CONTENT_BYTES_OFFSET, sizes[block]);
    NativeMemory.putInt(address + ENTRY_ROWS_OFFSET, rows[block]);
    NativeMemory.putInt(address + ENTRY_RUN_OFFSET, runs[block]);
  }

  /** Appends entries as they are in the file. */
  void read(long address, int count) {
    for (int i = 0; i < count; i++) {
      long entry = address + (long) i * ENTRY_BYTES;
      add(
          NativeMemory.getLong(entry + ENTRY_OFFSET_OFFSET),
          NativeMemory.getInt(entry + ENTRY_CONTENT_BYTES_OFFSET),
          NativeMemory.getInt(entry + ENTRY_ROWS_OFFSET),
          NativeMemory.getInt(entry + ENTRY_RUN_OFFSET));
    }
  }
}
