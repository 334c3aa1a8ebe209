package io.scheelite.memory.counters;

/** What one pool holds, as seen from outside. One writer at a time: the pool's lock is held. */
public interface PoolGauge extends AutoCloseable {
  /** Says what the pool holds now and held at most. */
  void booked(long currentBytes, long peakBytes);

  /** Changes its limit. */
  void limit(long limitBytes);

  /** Shows it no longer; the gauge must not be written after that. */
  @Override
  void close();
}
