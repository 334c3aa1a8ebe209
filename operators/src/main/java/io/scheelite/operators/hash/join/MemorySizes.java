package io.scheelite.operators.hash.join;

import io.scheelite.memory.MemoryConsumer;

/** Arithmetic of memory sizes, in bytes. */
final class MemorySizes {
  private MemorySizes() {}

  /** What an allocation of so many bytes takes. */
  static long roundUpToChunk(long bytes) {
    return (bytes + MemoryConsumer.CHUNK_BYTES - 1) & -MemoryConsumer.CHUNK_BYTES;
  }
}
