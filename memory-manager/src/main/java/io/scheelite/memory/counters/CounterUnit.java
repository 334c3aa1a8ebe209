package io.scheelite.memory.counters;

/** What a counter's number means. */
public enum CounterUnit {
  BYTES,
  NANOS,
  COUNT
}
