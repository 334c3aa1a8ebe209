package io.scheelite.memory;

import java.util.ArrayDeque;

/** Spillable state of a test: chunks of a consumer, freed one by one when asked. */
final class FakeState implements Reclaimable {
  private final ArrayDeque<Long> chunks = new ArrayDeque<>();
  private MemoryConsumer consumer;
  private volatile long heldBytes;
  private volatile boolean inUse;
  private int reclaims;

  static FakeState in(TaskMemory task, ReclaimGate gate, String name, long floorBytes) {
    FakeState state = new FakeState();
    state.consumer = task.newConsumer(gate, name, floorBytes, state);
    return state;
  }

  MemoryConsumer consumer() {
    return consumer;
  }

  /** Its driver is about to use it, and has done so: nobody may touch it in between. */
  void inUse(boolean used) {
    inUse = used;
  }

  /** Takes so many chunks out of what is reserved. */
  void fill(long bytes) {
    for (long done = 0; done < bytes; done += MemoryConsumer.CHUNK_BYTES) {
      long address = consumer.allocate(MemoryConsumer.CHUNK_BYTES);
      NativeMemory.putLong(address, address); // whoever else got this chunk would overwrite it
      chunks.push(address);
      heldBytes += MemoryConsumer.CHUNK_BYTES;
    }
  }

  /** Reserves without waiting and fills. */
  void grow(long bytes) {
    if (consumer.reserve(bytes) != null) {
      throw new IllegalStateException("had to wait: consumer=" + consumer);
    }
    fill(bytes);
  }

  /** Frees everything. */
  void drop() {
    reclaim(heldBytes);
    reclaims--;
  }

  long heldBytes() {
    return heldBytes;
  }

  int reclaims() {
    return reclaims;
  }

  @Override
  public long reclaimableBytes() {
    return heldBytes;
  }

  @Override
  public long reclaim(long targetBytes) {
    if (inUse) {
      throw new AssertionError("reclaim of a driver inside its batch: consumer=" + consumer);
    }
    reclaims++;
    long freed = 0;
    while (freed < targetBytes && !chunks.isEmpty()) {
      long address = chunks.pop();
      if (NativeMemory.getLong(address) != address) {
        throw new AssertionError("chunk belongs to two owners: address=" + address);
      }
      consumer.free(address, MemoryConsumer.CHUNK_BYTES);
      heldBytes -= MemoryConsumer.CHUNK_BYTES;
      freed += MemoryConsumer.CHUNK_BYTES;
    }
    return freed;
  }
}
