package io.scheelite.spill.block;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.StorageMemory;
import java.util.Arrays;
import java.util.function.LongPredicate;

/** Cells in runs of off-heap chunks. */
final class NativeBlockMemory implements BlockMemory {
  private static final int FIRST_CAPACITY = 8;
  private static final int ALIGNMENT = 64;

  private final StorageMemory storage;
  private final LongPredicate acquire;
  private final int runBytes;
  private long[] runs = new long[FIRST_CAPACITY];
  private long[] runSizes = new long[FIRST_CAPACITY];
  private long[] cells = new long[FIRST_CAPACITY];
  private int numRuns;
  private int numCells;
  private long next;
  private long end;
  private long heldBytes;

  /**
   * Takes at least {@code runBytes} at a time.
   *
   * @param acquire books storage memory, or says that there is none
   */
  NativeBlockMemory(StorageMemory storage, LongPredicate acquire, int runBytes) {
    this.storage = storage;
    this.acquire = acquire;
    this.runBytes = runBytes;
  }

  @Override
  public boolean append(long source, int sizeBytes) {
    if (sizeBytes > end - next && !addRun(sizeBytes)) {
      return false;
    }
    NativeMemory.copy(source, next, sizeBytes);
    if (numCells == cells.length) {
      cells = Arrays.copyOf(cells, 2 * numCells);
    }
    cells[numCells++] = next;
    next = Math.min(end, next + sizeBytes + ALIGNMENT - 1 & -ALIGNMENT);
    return true;
  }

  private boolean addRun(int sizeBytes) {
    long size = MemoryConsumer.roundUpToChunk(Math.max(runBytes, sizeBytes));
    if (!acquire.test(size)) {
      size = MemoryConsumer.roundUpToChunk(sizeBytes); // the last chunks, perhaps
      if (size >= runBytes || !acquire.test(size)) {
        return false;
      }
    }
    long address = storage.allocate(size);
    if (address == 0) {
      storage.release(size);
      return false;
    }
    if (numRuns == runs.length) {
      runs = Arrays.copyOf(runs, 2 * numRuns);
      runSizes = Arrays.copyOf(runSizes, 2 * numRuns);
    }
    runs[numRuns] = address;
    runSizes[numRuns++] = size;
    heldBytes += size;
    next = address;
    end = address + size;
    return true;
  }

  @Override
  public void copyTo(int cell, long target, int sizeBytes) {
    NativeMemory.copy(cells[cell], target, sizeBytes);
  }

  @Override
  public long address(int cell) {
    return cells[cell];
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public void release() {
    long held = heldBytes;
    for (int i = 0; i < numRuns; i++) {
      storage.free(runs[i], runSizes[i]);
    }
    numRuns = 0;
    heldBytes = 0;
    next = 0;
    end = 0;
    if (held > 0) {
      storage.release(held);
    }
  }
}
