package io.scheelite.memory;

/** One manager for all states of a stress test: making one per state would hide the races. */
final class StressMemory {
  static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final MemoryManager MANAGER =
      new MemoryManager(
          MemoryConfig.defaults()
              .withOffHeapBytes(64L << 30) // never touched: only room for many states at once
              .withStorageFraction(0)
              .withHugePages(false),
          Runnable::run);
  private static final QueryMemory QUERY = MANAGER.admit("stress", 0, Long.MAX_VALUE).join();
  private static final MemoryConsumer GONE = gone();

  private StressMemory() {}

  private static MemoryConsumer gone() {
    TaskMemory task = newTask();
    MemoryConsumer consumer = task.newConsumer(task.newGate("gone"), "gone", 0, Reclaimable.NONE);
    consumer.close();
    task.close();
    return consumer;
  }

  static TaskMemory newTask() {
    return QUERY.newTask("task");
  }

  static MemoryManager manager() {
    return MANAGER;
  }

  static ReclaimOrder orderForClosedConsumer() {
    return new ReclaimOrder(GONE, CHUNK, "stress", ReclaimScope.MANAGER);
  }
}
