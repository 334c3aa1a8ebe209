package io.scheelite.operators.sort;

import io.scheelite.memory.NativeMemory;
import io.scheelite.spill.SpillWriter;

/**
 * Rows one behind another: the form in which sorted rows are spilled and handed on. The memory is
 * somebody else's.
 */
final class RowBlock {
  private final SortRowLayout layout;
  private final long address;
  private final long capacity;
  private long end;
  private int numRows;

  RowBlock(SortRowLayout layout, long address, long capacity) {
    this.layout = layout;
    this.address = address;
    this.capacity = capacity;
    this.end = address;
  }

  /** Copies a row here; 0 if it does not fit, else where it is now. */
  long append(long row) {
    long size = layout.sizeBytes(row);
    if (size > address + capacity - end) {
      return 0;
    }
    long target = end;
    NativeMemory.copy(row, target, size);
    end += size;
    numRows++;
    return target;
  }

  /** Writes the rows, if there are any, and clears the block. */
  void writeTo(SpillWriter writer) {
    if (numRows > 0) {
      writer.write(address, (int) sizeBytes(), numRows);
      clear();
    }
  }

  void clear() {
    end = address;
    numRows = 0;
  }

  long address() {
    return address;
  }

  long sizeBytes() {
    return end - address;
  }

  long capacity() {
    return capacity;
  }

  int numRows() {
    return numRows;
  }
}
