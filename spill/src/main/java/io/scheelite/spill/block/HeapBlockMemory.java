package io.scheelite.spill.block;

import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.StorageMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Cells in arrays on the Java heap, one each: no larger than a cell, so that the collector moves
 * small objects only.
 */
final class HeapBlockMemory implements BlockMemory {
  /** What an array takes beside its bytes. */
  private static final int ARRAY_HEADER_BYTES = 16;

  private final StorageMemory storage;
  private final LongPredicate acquire;
  private final List<byte[]> cells = new ArrayList<>();
  private long heldBytes;

  /**
   * Takes memory cell by cell.
   *
   * @param acquire books storage memory, or says that there is none
   */
  HeapBlockMemory(StorageMemory storage, LongPredicate acquire) {
    this.storage = storage;
    this.acquire = acquire;
  }

  @Override
  public boolean append(long source, int sizeBytes) {
    long size = bookedBytes(sizeBytes);
    if (!acquire.test(size)) {
      return false;
    }
    heldBytes += size;
    byte[] cell = new byte[sizeBytes];
    NativeMemory.copyToArray(source, cell, 0, sizeBytes);
    cells.add(cell);
    return true;
  }

  private static long bookedBytes(int sizeBytes) {
    return (sizeBytes + ARRAY_HEADER_BYTES + 7L) & -8L;
  }

  @Override
  public void copyTo(int cell, long target, int sizeBytes) {
    NativeMemory.copyFromArray(cells.get(cell), 0, target, sizeBytes);
  }

  @Override
  public long address(int cell) {
    return 0;
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public void release() {
    long held = heldBytes;
    cells.clear();
    heldBytes = 0;
    if (held > 0) {
      storage.release(held);
    }
  }
}
