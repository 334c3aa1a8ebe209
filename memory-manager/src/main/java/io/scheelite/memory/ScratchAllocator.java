package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Short-lived buffers of one owner, freed together: bumps a pointer inside chunks of a consumer.
 * Addresses are 64-byte aligned, content is undefined. Reserve {@link #bytesFor} first. Used by one
 * thread at a time; the creator closes it.
 */
public final class ScratchAllocator implements AutoCloseable {
  /** Alignment of every address: a cache line, the widest vector. */
  public static final int ALIGNMENT = 64;

  // Larger pieces get chunks of their own, so that they do not waste the rest of the current chunk.
  private static final long LARGE_BYTES = MemoryConsumer.CHUNK_BYTES / 2;

  private record Run(long address, long sizeBytes) {}

  private final MemoryConsumer consumer;
  private final List<Run> runs = new ArrayList<>();
  private long next;
  private long end;

  public ScratchAllocator(MemoryConsumer consumer) {
    this.consumer = consumer;
  }

  /** Address of a buffer that lives until {@link #reset} or {@link #close}. */
  public long allocate(long sizeBytes) {
    long size = align(sizeBytes);
    if (size > end - next) {
      if (size > LARGE_BYTES) {
        return addRun(size);
      }
      next = addRun(MemoryConsumer.CHUNK_BYTES);
      end = next + MemoryConsumer.CHUNK_BYTES;
    }
    long address = next;
    next += size;
    return address;
  }

  /** Where the chunks come from. */
  public MemoryConsumer consumer() {
    return consumer;
  }

  private long addRun(long sizeBytes) {
    long address = consumer.allocate(sizeBytes);
    runs.add(new Run(address, sizeBytes));
    return address;
  }

  private static long align(long sizeBytes) {
    return (Math.max(1, sizeBytes) + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** What to reserve so that a fresh or reset allocator can allocate these sizes in this order. */
  public static long bytesFor(long... sizes) {
    long total = 0;
    long left = 0;
    for (long sizeBytes : sizes) {
      long size = align(sizeBytes);
      if (size > left && size > LARGE_BYTES) {
        total += MemoryConsumer.roundUpToChunk(size);
      } else if (size > left) {
        total += MemoryConsumer.CHUNK_BYTES;
        left = MemoryConsumer.CHUNK_BYTES - size;
      } else {
        left -= size;
      }
    }
    return total;
  }

  /** Bytes of chunks held now. */
  public long heldBytes() {
    long total = 0;
    for (Run run : runs) {
      total += MemoryConsumer.roundUpToChunk(run.sizeBytes);
    }
    return total;
  }

  /** Frees all buffers; the chunks become unused reservation of the consumer. */
  public void reset() {
    for (Run run : runs) {
      consumer.free(run.address, run.sizeBytes);
    }
    runs.clear();
    next = 0;
    end = 0;
  }

  @Override
  public void close() {
    reset();
  }
}
