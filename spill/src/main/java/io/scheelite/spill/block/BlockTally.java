package io.scheelite.spill.block;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what happens to blocks and how many are where, for the store's users and for whoever looks
 * from outside. Thread-safe, and may be called under the store's locks.
 */
final class BlockTally {
  private final CounterSink sink;
  private final Map<BlockAction, AtomicLong> counts = new EnumMap<>(BlockAction.class);

  BlockTally(CounterSink sink) {
    this.sink = sink;
    for (BlockAction action : BlockAction.values()) {
      counts.put(action, new AtomicLong());
    }
  }

  private AtomicLong counter(BlockAction action) {
    return Objects.requireNonNull(counts.get(action), "every action has a counter");
  }

  /** Something happened to a block of so many bytes. */
  void count(BlockAction action, BlockId id, long contentBytes) {
    if (action.recorded()) {
      new BlockEvent().finish(id, action, contentBytes);
    }
    count(action, 1);
  }

  /** The same happened to so many blocks, of which nothing else is kept. */
  void count(BlockAction action, int times) {
    counter(action).addAndGet(times);
    EngineCounter counter = action.counter();
    if (counter != null) {
      sink.add(counter, times);
    }
  }

  long of(BlockAction action) {
    return counter(action).get();
  }

  /** A block can be read from this memory from now on, or (-1) no longer. */
  void inMemory(BlockMemory memory, int sign) {
    sink.add(EngineCounter.BLOCKS_IN_MEMORY, sign);
    sink.add(EngineCounter.BLOCK_MEMORY, sign * memory.heldBytes());
  }

  /** A block has a file of so many bytes from now on, or (-1) no longer. */
  void onDisk(long fileBytes, int sign) {
    sink.add(EngineCounter.BLOCKS_ON_DISK, sign);
    sink.add(EngineCounter.BLOCK_FILES, sign * fileBytes);
  }
}
