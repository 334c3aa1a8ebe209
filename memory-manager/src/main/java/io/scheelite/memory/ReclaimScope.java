package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;

/** How far from its victim somebody is who needs memory. */
enum ReclaimScope {
  ITSELF(EngineCounter.RECLAIMS_ITSELF, EngineCounter.RECLAIMED_ITSELF),
  OWN_TASK(EngineCounter.RECLAIMS_OWN_TASK, EngineCounter.RECLAIMED_OWN_TASK),
  OWN_QUERY(EngineCounter.RECLAIMS_OWN_QUERY, EngineCounter.RECLAIMED_OWN_QUERY),
  OTHER_QUERY(EngineCounter.RECLAIMS_OTHER_QUERY, EngineCounter.RECLAIMED_OTHER_QUERY),
  /** Nobody's consumer: an admission, a smaller limit, another engine of a shared budget. */
  MANAGER(EngineCounter.RECLAIMS_MANAGER, EngineCounter.RECLAIMED_MANAGER);

  private final EngineCounter times;
  private final EngineCounter freed;

  ReclaimScope(EngineCounter times, EngineCounter freed) {
    this.times = times;
    this.freed = freed;
  }

  static ReclaimScope between(MemoryConsumer requester, MemoryConsumer victim) {
    if (requester == victim) {
      return ITSELF;
    }
    if (requester.task() == victim.task()) {
      return OWN_TASK;
    }
    return requester.task().query() == victim.task().query() ? OWN_QUERY : OTHER_QUERY;
  }

  void count(CounterSink counters, long freedBytes) {
    counters.add(times, 1);
    counters.add(freed, freedBytes);
  }
}
