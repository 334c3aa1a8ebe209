package io.scheelite.spill.block;

import io.scheelite.memory.counters.EngineCounter;
import org.jspecify.annotations.Nullable;

/** What can happen to a block. */
public enum BlockAction {
  /** It was stored, wherever. */
  STORED(EngineCounter.BLOCKS_STORED, true),
  /** It was stored (and is counted there, too), after it was stored and lost before. */
  STORED_AGAIN(EngineCounter.BLOCKS_STORED_AGAIN, false),
  /** It was given back while it was written, for want of room. */
  REFUSED(EngineCounter.BLOCKS_REFUSED, true),
  /** It left memory and can be read from disk. */
  EVICTED_TO_DISK(EngineCounter.BLOCKS_EVICTED_TO_DISK, true),
  /** It left memory and must be computed again. */
  DROPPED(EngineCounter.BLOCKS_DROPPED, true),
  /** It came back from disk to memory. */
  RETURNED(EngineCounter.BLOCKS_RETURNED, true),
  /** It could not be read, and was forgotten. */
  DAMAGED(EngineCounter.BLOCKS_DAMAGED, true),
  /** Its file could not be written. */
  DISK_FAILED(null, true),
  /** Somebody began to read it from memory. */
  READ_FROM_MEMORY(EngineCounter.BLOCK_READS_FROM_MEMORY, false),
  /** Somebody began to read it from its file. */
  READ_FROM_DISK(EngineCounter.BLOCK_READS_FROM_DISK, false),
  /** A scan left it out, by the ranges of its values. */
  SKIPPED(EngineCounter.BLOCKS_SKIPPED, false);

  private final @Nullable EngineCounter counter;
  private final boolean recorded;

  BlockAction(@Nullable EngineCounter counter, boolean recorded) {
    this.counter = counter;
    this.recorded = recorded;
  }

  /** Where it is shown outside; null if it is not. */
  @Nullable EngineCounter counter() {
    return counter;
  }

  /** Whether each is an event of the flight recorder. */
  boolean recorded() {
    return recorded;
  }
}
