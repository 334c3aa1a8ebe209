package io.scheelite.memory.counters;

import java.util.Locale;

/**
 * What an engine counts. Gauges say how it is now, the others only grow. The ordinal is the
 * counter's type in the file: new ones are added at the end, none is moved or removed.
 */
public enum EngineCounter {
  OFF_HEAP_LIMIT(CounterUnit.BYTES),
  OFF_HEAP_USED(CounterUnit.BYTES),
  OFF_HEAP_PEAK(CounterUnit.BYTES),
  OFF_HEAP_STORAGE_USED(CounterUnit.BYTES),
  OFF_HEAP_STORAGE_PEAK(CounterUnit.BYTES),
  ON_HEAP_LIMIT(CounterUnit.BYTES),
  ON_HEAP_USED(CounterUnit.BYTES),
  ON_HEAP_PEAK(CounterUnit.BYTES),
  ON_HEAP_STORAGE_USED(CounterUnit.BYTES),
  ON_HEAP_STORAGE_PEAK(CounterUnit.BYTES),

  /** Upper bound of the native memory that is resident. */
  NATIVE_RESIDENT(CounterUnit.BYTES),
  NATIVE_MAPPED(CounterUnit.BYTES),
  /** Free native memory kept for reuse. */
  NATIVE_CACHED(CounterUnit.BYTES),
  /** Runs of chunks handed out. */
  ALLOCATIONS(CounterUnit.COUNT),

  /** Queries that asked for admission and were admitted. */
  QUERIES_ADMITTED(CounterUnit.COUNT),
  /** Gauge: queries at the door. */
  QUERIES_WAITING(CounterUnit.COUNT),
  /** Gauge: queries admitted and not closed. */
  QUERIES_RUNNING(CounterUnit.COUNT),
  /** Queries whose floor could not be had, in time or ever. */
  QUERIES_REFUSED(CounterUnit.COUNT),

  /** Gauge: tasks that may hold memory. */
  TASKS_RUNNING(CounterUnit.COUNT),
  TASKS_ENDED(CounterUnit.COUNT),
  /** Those among them that ended with a failure. */
  TASKS_FAILED(CounterUnit.COUNT),

  /** Waits of consumers for memory and of queries for admission. */
  WAITS(CounterUnit.COUNT),
  /** Gauge: who waits. */
  WAITING(CounterUnit.COUNT),
  WAIT_TIME(CounterUnit.NANOS),
  LONGEST_WAIT(CounterUnit.NANOS),
  WAITS_TIMED_OUT(CounterUnit.COUNT),

  /** A consumer gave back because it lacked memory itself and found nobody else. */
  RECLAIMS_ITSELF(CounterUnit.COUNT),
  RECLAIMED_ITSELF(CounterUnit.BYTES),
  /** A consumer gave back for another one of its task. */
  RECLAIMS_OWN_TASK(CounterUnit.COUNT),
  RECLAIMED_OWN_TASK(CounterUnit.BYTES),
  /** A consumer gave back for another task of its query. */
  RECLAIMS_OWN_QUERY(CounterUnit.COUNT),
  RECLAIMED_OWN_QUERY(CounterUnit.BYTES),
  /** A consumer gave back for another query. */
  RECLAIMS_OTHER_QUERY(CounterUnit.COUNT),
  RECLAIMED_OTHER_QUERY(CounterUnit.BYTES),
  /** A consumer gave back for nobody in particular: an admission, or a smaller limit. */
  RECLAIMS_MANAGER(CounterUnit.COUNT),
  RECLAIMED_MANAGER(CounterUnit.BYTES),

  /** Calls that asked a consumer to spill. */
  SPILLS(CounterUnit.COUNT),

  /** Calls that asked the block store to evict. */
  EVICTIONS(CounterUnit.COUNT),
  EVICTED(CounterUnit.BYTES),

  /** Spill files ever made. */
  SPILL_FILES(CounterUnit.COUNT),
  /** Gauge: spill files that exist. */
  SPILL_FILES_LIVE(CounterUnit.COUNT),
  /** Bytes ever written to spill files. */
  SPILLED(CounterUnit.BYTES),
  /** Gauge: bytes of the spill files that exist. */
  SPILLED_LIVE(CounterUnit.BYTES),

  /** Tasks that ended without giving back what they took. */
  LEAKS(CounterUnit.COUNT),
  LEAKED(CounterUnit.BYTES),

  /** Pieces of map outputs that were asked for. */
  SHUFFLE_FETCHES(CounterUnit.COUNT),
  SHUFFLE_FETCHED(CounterUnit.BYTES),

  /** Gauge: stored blocks that can be read from memory. */
  BLOCKS_IN_MEMORY(CounterUnit.COUNT),
  /** Gauge: storage memory booked for them. */
  BLOCK_MEMORY(CounterUnit.BYTES),
  /** Gauge: stored blocks that have a file. */
  BLOCKS_ON_DISK(CounterUnit.COUNT),
  /** Gauge: size of these files. */
  BLOCK_FILES(CounterUnit.BYTES),
  BLOCKS_STORED(CounterUnit.COUNT),
  /** Those among them that were lost before and computed again. */
  BLOCKS_STORED_AGAIN(CounterUnit.COUNT),
  /** Blocks given back while they were written, for want of room. */
  BLOCKS_REFUSED(CounterUnit.COUNT),
  /** Blocks that left memory and can be read from disk. */
  BLOCKS_EVICTED_TO_DISK(CounterUnit.COUNT),
  /** Blocks that left memory and must be computed again. */
  BLOCKS_DROPPED(CounterUnit.COUNT),
  /** Blocks that came back from disk to memory. */
  BLOCKS_RETURNED(CounterUnit.COUNT),
  /** Blocks that could not be read. */
  BLOCKS_DAMAGED(CounterUnit.COUNT),
  BLOCK_READS_FROM_MEMORY(CounterUnit.COUNT),
  BLOCK_READS_FROM_DISK(CounterUnit.COUNT),
  /** Blocks that scans left out by the ranges of their values. */
  BLOCKS_SKIPPED(CounterUnit.COUNT);

  private final CounterUnit unit;

  EngineCounter(CounterUnit unit) {
    this.unit = unit;
  }

  public CounterUnit unit() {
    return unit;
  }

  /** As files and reports spell it: {@code off-heap-used-bytes}. */
  public String label() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return switch (unit) {
      case BYTES -> name + "-bytes";
      case NANOS -> name + "-nanos";
      case COUNT -> name;
    };
  }
}
