package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.formats.FileSite;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the parts of a reader their memory: what they always have, which is the floor of the scan,
 * and what a file turns out to need beyond it. One that measures gives nothing away and says what
 * the floor is. Used by one thread; whoever made it closes it.
 */
final class ReaderRoom implements AutoCloseable {
  private final @Nullable ScratchAllocator scratch;
  private final List<Long> sizes = new ArrayList<>();

  private ReaderRoom(@Nullable ScratchAllocator scratch) {
    this.scratch = scratch;
  }

  /** Measures; addresses are zero. */
  static ReaderRoom measuring() {
    return new ReaderRoom(null);
  }

  /** Takes memory of the consumer. */
  static ReaderRoom of(MemoryConsumer memory) {
    return new ReaderRoom(new ScratchAllocator(memory));
  }

  /** Memory until this is closed. */
  long take(long bytes) {
    sizes.add(Math.max(1, bytes));
    return scratch == null ? 0 : scratch.allocate(Math.max(1, bytes));
  }

  /** As {@link #take}, for a vector. */
  VectorTarget target(DataType type, int rows) {
    return new VectorTarget(
        take(VectorTarget.valuesBytes(type.physicalType(), rows)), take(Bitmap.sizeBytes(rows)));
  }

  /** What was taken, as it is reserved. */
  long floorBytes() {
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** Where memory comes from; null while this measures. */
  @Nullable MemoryConsumer consumer() {
    return scratch == null ? null : scratch.consumer();
  }

  /** Memory beyond the floor, until it is given back, for what stands at a place of the file. */
  long more(long bytes, FileSite site, String what) {
    MemoryConsumer memory = memory();
    if (bytes > Long.MAX_VALUE / 4
        || !memory.tryReserve(MemoryConsumer.roundUpToChunk(Math.max(1, bytes)))) {
      throw site.error(
          ErrorCode.MEMORY_LIMIT_EXCEEDED,
          what + " of " + bytes + " bytes does not fit into memory, raise the limit");
    }
    return memory.allocate(Math.max(1, bytes));
  }

  /** Gives back what {@link #more} gave. */
  void giveBack(long address, long bytes) {
    MemoryConsumer memory = memory();
    memory.free(address, Math.max(1, bytes));
    memory.releaseUnused();
  }

  private MemoryConsumer memory() {
    return Objects.requireNonNull(consumer(), "memory is only measured");
  }

  @Override
  public void close() {
    if (scratch != null) {
      scratch.close();
    }
  }
}
