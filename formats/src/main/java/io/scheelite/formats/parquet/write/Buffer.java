package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;

/** A growing piece of native memory. Its address changes when it grows. */
final class Buffer {
  private final WriterMemory memory;
  private long address;
  private long capacity;

  Buffer(WriterMemory memory, long capacity) {
    this.memory = memory;
    this.capacity = WriterMemory.rounded(capacity);
    this.address = memory.take(this.capacity);
  }

  long address() {
    return address;
  }

  long capacity() {
    return capacity;
  }

  /** What {@link #ensure} would take for so many bytes. */
  long growthBytes(long size) {
    return size <= capacity ? 0 : WriterMemory.rounded(Math.max(size, capacity * 2));
  }

  /** Makes room for {@code size} bytes and keeps the first {@code used}. */
  void ensure(long size, long used) {
    if (size <= capacity) {
      return;
    }
    long larger = WriterMemory.rounded(Math.max(size, capacity * 2));
    long moved = memory.take(larger);
    NativeMemory.copy(address, moved, used);
    memory.give(address);
    address = moved;
    capacity = larger;
  }
}
