package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import java.util.ArrayDeque;

/**
 * Copied batches in one piece of memory on their way from a driver to the reader. Filled by the
 * driver, then handed over and emptied by the reader; never both at once.
 */
final class ResultBlock {
  private final ResultBuffer.Writer owner;
  private final long address;
  private final long sizeBytes;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long usedBytes;

  ResultBlock(ResultBuffer.Writer owner, long address, long sizeBytes) {
    this.owner = owner;
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  ResultBuffer.Writer owner() {
    return owner;
  }

  long address() {
    return address;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean hasRoom(long bytes) {
    return sizeBytes - usedBytes >= bytes;
  }

  void add(Batch batch, BatchCopy copier, long bytes) {
    batches.addLast(copier.copy(batch, address + usedBytes));
    usedBytes += bytes;
  }

  ArrayDeque<Batch> batches() {
    return batches;
  }
}
