package io.scheelite.memory.counters;

import org.jspecify.annotations.Nullable;

/**
 * Where an engine writes its counters. Thread-safe; every call is a store or an atomic addition, so
 * that it may be made under the locks of the memory manager. Whoever opened it closes it; calls
 * after that do nothing that anybody could see.
 */
public interface CounterSink extends AutoCloseable {
  /** Counts nothing. */
  CounterSink NONE =
      new CounterSink() {
        @Override
        public void set(EngineCounter counter, long value) {}

        @Override
        public void add(EngineCounter counter, long delta) {}

        @Override
        public void raise(EngineCounter counter, long value) {}

        @Override
        public @Nullable PoolGauge openPool(
            String name, @Nullable PoolGauge parent, long limitBytes) {
          return null;
        }

        @Override
        public void close() {}
      };

  /** Sets a counter that has one writer at a time. */
  void set(EngineCounter counter, long value);

  /** Adds to a counter that several threads write. */
  void add(EngineCounter counter, long delta);

  /** Sets a counter to a value if that is larger. */
  void raise(EngineCounter counter, long value);

  /**
   * Shows a pool from now until its gauge is closed.
   *
   * @param parent the gauge of the pool above
   * @param limitBytes its own limit; {@link Long#MAX_VALUE} for none
   * @return null where pools are not shown, or no more of them
   */
  @Nullable PoolGauge openPool(String name, @Nullable PoolGauge parent, long limitBytes);

  @Override
  void close();
}
