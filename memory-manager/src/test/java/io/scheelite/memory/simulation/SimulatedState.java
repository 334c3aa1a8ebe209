package io.scheelite.memory.simulation;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import java.util.ArrayDeque;

/** Spillable state: marked chunks of a consumer, spilled chunk by chunk. */
final class SimulatedState implements Reclaimable {
  static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  private final Simulation world;
  private final MemoryConsumer consumer;
  private final ArrayDeque<Long> chunks = new ArrayDeque<>(); // addresses; on-heap: zeros
  private boolean inUse;
  private long heldBytes;

  SimulatedState(
      Simulation world,
      TaskMemory task,
      ReclaimGate gate,
      MemoryMode mode,
      String name,
      long floorBytes) {
    this.world = world;
    this.consumer = task.newConsumer(mode, gate, name, floorBytes, this);
  }

  MemoryConsumer consumer() {
    return consumer;
  }

  /** Its driver is about to use it, and has done so: nobody else may touch it in between. */
  void inUse(boolean used) {
    inUse = used;
  }

  void fill(long bytes) {
    for (long done = 0; done < bytes; done += CHUNK) {
      long address = 0;
      if (consumer.mode() == MemoryMode.OFF_HEAP) {
        address = consumer.allocate(CHUNK);
        NativeMemory.putLong(address, address); // whoever else got this chunk would overwrite it
      } else {
        consumer.use(CHUNK);
      }
      chunks.push(address);
      heldBytes += CHUNK;
    }
  }

  void drop(int count) {
    for (int i = 0; i < count && !chunks.isEmpty(); i++) {
      long address = chunks.pop();
      heldBytes -= CHUNK;
      if (consumer.mode() == MemoryMode.ON_HEAP) {
        consumer.unuse(CHUNK);
      } else if (NativeMemory.getLong(address) == address) {
        consumer.free(address, CHUNK);
      } else {
        throw new AssertionError("chunk belongs to two owners: consumer=" + consumer);
      }
    }
  }

  /** Hands one chunk over, if there is one. */
  void handOver(SimulatedState other) {
    if (!chunks.isEmpty()) {
      long address = chunks.pop();
      heldBytes -= CHUNK;
      consumer.transferTo(other.consumer, address, CHUNK);
      other.chunks.push(address);
      other.heldBytes += CHUNK;
    }
  }

  void close() {
    chunks.clear();
    heldBytes = 0;
    consumer.close();
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
    world.counters.reclaims++;
    long before = heldBytes;
    int wanted = (int) Math.min(chunks.size(), (targetBytes + CHUNK - 1) / CHUNK);
    drop(wanted);
    return before - heldBytes;
  }
}
