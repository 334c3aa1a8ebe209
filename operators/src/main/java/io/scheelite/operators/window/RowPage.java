package io.scheelite.operators.window;

import io.scheelite.memory.NativeMemory;
import io.scheelite.spill.SpillWriter;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive rows in one piece of memory, on disk, or both.
 *
 * <pre>
 *   address                                                    address + sizeBytes
 *  +-------+-------+-----+-------+---------------+------+------+------+
 *  | row 0 | row 1 | ... | row n | free          | at n | at 1 | at 0 |
 *  +-------+-------+-----+-------+---------------+------+------+------+
 * </pre>
 *
 * <p>At the end lies for each row where it begins, 4 bytes, unless all rows have one size. Before a
 * page is written the free part is cut out; nothing is added to it afterwards. Plain data of {@link
 * WindowRows}.
 */
final class RowPage {
  /** Bytes at the end per row, where rows differ in size. */
  static final int SLOT_BYTES = 4;

  final long firstRow;

  /** Size of every row, or 0 where they differ. */
  private final int rowBytes;

  /** Where it is in memory; 0 where it is not. */
  long address;

  /** What it takes in memory. */
  long sizeBytes;

  int numRows;

  /** Where it is on disk. */
  @Nullable PageFile file;

  /** Which block of the file it is. */
  int block;

  /** When it was looked at last; larger is later. */
  long lastUse;

  /** Whether the memory was taken from what could be had, not from the floor. */
  boolean extra;

  private long usedBytes;
  private long storedBytes;

  RowPage(long firstRow, int rowBytes, long address, long sizeBytes) {
    this.firstRow = firstRow;
    this.rowBytes = rowBytes;
    this.address = address;
    this.sizeBytes = sizeBytes;
    this.storedBytes = sizeBytes;
  }

  boolean contains(long row) {
    return row >= firstRow && row < firstRow + numRows;
  }

  /** Room for rows and their slots. */
  long freeBytes() {
    return sizeBytes - usedBytes - (rowBytes > 0 ? 0 : (long) SLOT_BYTES * numRows);
  }

  /** Room for a row that fits. */
  long allocate(long bytes) {
    if (rowBytes == 0) {
      NativeMemory.putInt(slot(numRows), (int) usedBytes);
    }
    long row = address + usedBytes;
    usedBytes += bytes;
    numRows++;
    return row;
  }

  private long slot(int index) {
    return address + storedBytes - (long) SLOT_BYTES * (index + 1);
  }

  /** Address of a row, while the page is in memory. */
  long rowAddress(long row) {
    int index = (int) (row - firstRow);
    return address + (rowBytes > 0 ? (long) rowBytes * index : NativeMemory.getInt(slot(index)));
  }

  /** Bytes on disk, uncompressed. */
  long storedBytes() {
    return storedBytes;
  }

  /** Appends it to a file; no row can be added then. */
  void writeTo(SpillWriter writer, PageFile target, int blockNumber) {
    long slots = rowBytes > 0 ? 0 : (long) SLOT_BYTES * numRows;
    NativeMemory.copy(address + storedBytes - slots, address + usedBytes, slots);
    storedBytes = usedBytes + slots;
    writer.write(address, (int) storedBytes, numRows);
    file = target;
    block = blockNumber;
  }
}
