package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.memory.counters.PoolGauge;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counters that a test can read. */
final class CountingSink implements CounterSink {
  private final Map<EngineCounter, Long> values = new EnumMap<>(EngineCounter.class);

  synchronized long value(EngineCounter counter) {
    return values.getOrDefault(counter, 0L);
  }

  @Override
  public synchronized void set(EngineCounter counter, long value) {
    values.put(counter, value);
  }

  @Override
  public synchronized void add(EngineCounter counter, long delta) {
    values.merge(counter, delta, Long::sum);
  }

  @Override
  public synchronized void raise(EngineCounter counter, long value) {
    values.merge(counter, value, Math::max);
  }

  @Override
  public @Nullable PoolGauge openPool(String name, @Nullable PoolGauge parent, long limitBytes) {
    return null;
  }

  @Override
  public void close() {}

  @Override
  public synchronized String toString() {
    return values.toString();
  }
}
