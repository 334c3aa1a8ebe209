package io.scheelite.memory;

/** Where memory lives. Each mode has a budget of its own, and the two never lend to each other. */
public enum MemoryMode {
  /** Bytes of the Java heap: only booked, the collector owns them. */
  ON_HEAP,
  /** Native memory in mapped regions: what operators use. */
  OFF_HEAP
}
