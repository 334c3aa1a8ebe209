package io.scheelite.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Buffers for libraries that allocate piecemeal and on any thread: of any size out of a consumer's
 * chunks: small ones share a chunk with others of their size, large ones have chunks of their own.
 * A chunk goes back when nothing is left in it.
 *
 * <p>Takes what is free and nothing else; whoever made it may ask the consumer for more when that
 * was in vain. Thread-safe; the consumer is used for nothing else, and outlives it.
 */
public final class SlabAllocator {
  private static final int CHUNK_BYTES = MemoryConsumer.CHUNK_BYTES;
  private static final int MIN_SHIFT = 6;

  /** Sizes from here on have chunks of their own: at most a third of a chunk is lost. */
  private static final int LARGE_BYTES = CHUNK_BYTES / 2;

  private static final int NUM_SIZES = 31 - Integer.numberOfLeadingZeros(LARGE_BYTES) - MIN_SHIFT;

  private final MemoryConsumer consumer;
  private final List<List<Slab>> withRoom = new ArrayList<>();
  private final Map<Long, Slab> slabs = new HashMap<>();

  /** A chunk cut into slots of one size. */
  private static final class Slab {
    private final long address;
    private final int shift;
    private final int numSlots;
    private final int[] freeSlots;
    private int numFree;

    Slab(long address, int shift) {
      this.address = address;
      this.shift = shift;
      this.numSlots = CHUNK_BYTES >>> shift;
      this.freeSlots = new int[numSlots];
      for (int i = 0; i < numSlots; i++) {
        freeSlots[i] = numSlots - 1 - i;
      }
      this.numFree = numSlots;
    }

    long take() {
      numFree--;
      return address + ((long) freeSlots[numFree] << shift);
    }

    void giveBack(long slot) {
      freeSlots[numFree++] = (int) ((slot - address) >>> shift);
    }
  }

  /** Over the consumer that pays. */
  public SlabAllocator(MemoryConsumer consumer) {
    this.consumer = consumer;
    for (int i = 0; i < NUM_SIZES; i++) {
      withRoom.add(new ArrayList<>());
    }
  }

  private static int shift(long sizeBytes) {
    return Math.max(MIN_SHIFT, Long.SIZE - Long.numberOfLeadingZeros(sizeBytes - 1));
  }

  /** What a buffer of this size gets. */
  public static long capacity(long sizeBytes) {
    return sizeBytes >= LARGE_BYTES
        ? MemoryConsumer.roundUpToChunk(sizeBytes)
        : 1L << shift(Math.max(1, sizeBytes));
  }

  /**
   * Address of a buffer, aligned to its capacity or a chunk; 0 if the consumer gets no memory.
   *
   * @param capacity a result of {@link #capacity}
   */
  public synchronized long allocate(long capacity) {
    if (capacity >= CHUNK_BYTES || capacity >= LARGE_BYTES) {
      return takeChunks(capacity);
    }
    int shift = shift(capacity);
    List<Slab> candidates = withRoom.get(shift - MIN_SHIFT);
    if (candidates.isEmpty()) {
      long chunk = takeChunks(CHUNK_BYTES);
      if (chunk == 0) {
        return 0;
      }
      Slab fresh = new Slab(chunk, shift);
      slabs.put(chunk, fresh);
      candidates.add(fresh);
    }
    Slab slab = candidates.getLast();
    long slot = slab.take();
    if (slab.numFree == 0) {
      candidates.removeLast();
    }
    return slot;
  }

  private long takeChunks(long bytes) {
    while (consumer.tryReserve(bytes)) {
      long address = consumer.allocateIfReserved(bytes);
      if (address != 0) {
        return address;
      }
    }
    return 0;
  }

  /** Gives a buffer back, with the capacity it was taken with. */
  public synchronized void free(long address, long capacity) {
    if (capacity >= LARGE_BYTES) {
      freeChunks(address, capacity);
      return;
    }
    Slab slab = slabs.get(address & -CHUNK_BYTES);
    if (slab == null) {
      throw new IllegalStateException("buffer is not from here: address=" + address);
    }
    List<Slab> candidates = withRoom.get(slab.shift - MIN_SHIFT);
    if (slab.numFree == 0) {
      candidates.add(slab);
    }
    slab.giveBack(address);
    if (slab.numFree == slab.numSlots) {
      candidates.remove(slab);
      slabs.remove(slab.address);
      freeChunks(slab.address, CHUNK_BYTES);
    }
  }

  /** Gives back what was reserved and is in no chunk. */
  public synchronized void releaseUnused() {
    if (!consumer.isClosed()) {
      consumer.releaseUnused();
    }
  }

  private void freeChunks(long address, long bytes) {
    if (!consumer.isClosed()) {
      consumer.free(address, bytes);
      consumer.releaseUnused();
    }
  }
}
