package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the long strings that one evaluator makes, thrown away before its next batch. The
 * first chunk is part of the floor; more are reserved when needed, and a batch that gets none fails
 * with a {@link io.scheelite.memory.MemoryLimitExceededException}.
 */
final class StringHeap implements AutoCloseable {
  /** Bytes that are always there. */
  static final int FIRST_BYTES = 32 << 10;

  private record Chunk(long address, long sizeBytes) {}

  private final long first;
  private final @Nullable MemoryConsumer consumer;
  private final List<Chunk> more = new ArrayList<>();
  private long next;
  private long end;

  StringHeap(long first, @Nullable MemoryConsumer consumer) {
    this.first = first;
    this.consumer = consumer;
    reset();
  }

  /** Forgets all strings. */
  void reset() {
    close();
    next = first;
    end = first + FIRST_BYTES;
  }

  /** Room for the bytes of one string. */
  long allocate(int sizeBytes) {
    if (sizeBytes > end - next) {
      grow(sizeBytes);
    }
    long address = next;
    next += sizeBytes;
    return address;
  }

  private void grow(int sizeBytes) {
    MemoryConsumer memory = consumer;
    if (memory == null) {
      throw new IllegalStateException("strings are made while measuring only");
    }
    long size = Math.max(sizeBytes, MemoryConsumer.CHUNK_BYTES);
    memory.reserveNow(size);
    next = memory.allocate(size);
    end = next + size;
    more.add(new Chunk(next, size));
  }

  /**
   * Room for a string of this size, inside its view if it is short. When its bytes are written it
   * wants {@link #finish}.
   */
  long begin(long view, int sizeBytes) {
    if (sizeBytes > StringView.MAX_INLINE_LENGTH) {
      return allocate(sizeBytes);
    }
    NativeMemory.putLong(view, sizeBytes);
    NativeMemory.putLong(view + StringView.REST_OFFSET, 0);
    return view + StringView.PREFIX_OFFSET;
  }

  /** Completes the view of a string whose bytes lie where {@link #begin} said. */
  static void finish(long view, long text, int sizeBytes) {
    if (sizeBytes > StringView.MAX_INLINE_LENGTH) {
      StringView.write(view, text, sizeBytes);
    }
  }

  /** Writes a view of a copy of the array. */
  void write(long view, byte[] bytes) {
    boolean inline = bytes.length <= StringView.MAX_INLINE_LENGTH;
    StringView.write(view, bytes, inline ? 0 : allocate(bytes.length));
  }

  /** Frees all but the first chunk. */
  @Override
  public void close() {
    MemoryConsumer memory = consumer;
    if (memory != null && !more.isEmpty()) {
      more.forEach(chunk -> memory.free(chunk.address, chunk.sizeBytes));
      more.clear();
      memory.releaseUnused();
    }
  }
}
