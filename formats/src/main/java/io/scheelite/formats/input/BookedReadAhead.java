package io.scheelite.formats.input;

import io.scheelite.memory.MemoryConsumer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of a far input while they are read ahead, with the memory for that: the least is part of a
 * reader's floor; more is taken where it is free. Used by the reader's thread, which closes the
 * input first and then {@linkplain #free gives the memory back}.
 */
public final class BookedReadAhead {
  /** More than that in a reader helps only those who read alone. */
  private static final long MOST_BYTES = 32L << 20;

  private final MemoryConsumer memory;
  private final ReadAhead ahead;
  private final long address;
  private final long bytes;

  private BookedReadAhead(MemoryConsumer memory, ReadAhead ahead, long address, long bytes) {
    this.memory = memory;
    this.ahead = ahead;
    this.address = address;
    this.bytes = bytes;
  }

  /** What a reader's floor has for that: whole chunks of the memory manager. */
  public static long leastBytes(List<ReadPlan.Range> ranges) {
    return MemoryConsumer.roundUpToChunk(ReadPlan.leastBytes(ranges));
  }

  /** Takes memory and begins; null where nothing is read ahead. */
  public static @Nullable BookedReadAhead start(
      InputReader input, ReadCost cost, List<ReadPlan.Range> ranges, MemoryConsumer memory) {
    return start(input, cost, ranges, LeftOut.none(), memory);
  }

  /**
   * Likewise, without some parts of the ranges. They lower the memory that is needed.
   *
   * @param wanted positions in the input
   */
  public static @Nullable BookedReadAhead start(
      InputReader input,
      ReadCost cost,
      List<ReadPlan.Range> wanted,
      LeftOut leftOut,
      MemoryConsumer memory) {
    List<ReadPlan.Range> ranges = ReadPlan.pack(wanted, leftOut);
    ReadAhead ahead = input.ahead();
    if (ahead == null || ranges.isEmpty()) {
      return null;
    }
    long least = leastBytes(ranges);
    long most = MemoryConsumer.roundUpToChunk(ReadPlan.mostBytes(ranges, cost));
    long bytes = Math.max(least, Math.min(most, MOST_BYTES));
    while (bytes > least && !memory.tryReserve(bytes)) {
      bytes = Math.max(least, MemoryConsumer.roundUpToChunk(bytes / 2));
    }
    ReadPlan plan = ReadPlan.of(ranges, cost, bytes);
    BookedReadAhead started = new BookedReadAhead(memory, ahead, memory.allocate(bytes), bytes);
    ahead.start(plan, leftOut, started.address);
    return started;
  }

  /** As {@link ReadAhead#awaited}. */
  public @Nullable CompletableFuture<Void> awaited() {
    return ahead.awaited();
  }

  /** Gives the memory back, once reading has stopped. */
  public void free() {
    memory.free(address, bytes);
    memory.releaseUnused();
  }
}
