package io.scheelite.memory;

import io.scheelite.testsupport.World;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * A memory manager with one admitted query, one task and one entered gate, for tests of operators
 * and data structures.
 *
 * <p>Reclaims of other drivers run on the calling thread, so tests are deterministic. {@link
 * #close} closes everything and fails if anything was leaked; with {@link LedgerCheck} on the test
 * class that happens after each test by itself.
 */
public final class TestMemory implements AutoCloseable {
  private static final ThreadLocal<ConcurrentLinkedQueue<TestMemory>> WATCHED = new ThreadLocal<>();

  private final MemoryManager manager;
  private final QueryMemory query;
  private final TaskMemory task;
  private final ReclaimGate gate;
  private boolean closed;

  private TestMemory(MemoryConfig config, long floorBytes, Executor reclaimExecutor) {
    manager = new MemoryManager(config, reclaimExecutor);
    query = now(manager, "query", floorBytes);
    task = query.newTask("task");
    gate = task.newGate("driver");
    gate.tryEnter();
    ConcurrentLinkedQueue<TestMemory> watched = WATCHED.get();
    if (watched != null) {
      watched.add(this);
    }
  }

  /** So much off-heap memory, none of it protected for storage, no floor admitted beforehand. */
  public static TestMemory create(long limitBytes) {
    return create(config(limitBytes));
  }

  public static TestMemory create(MemoryConfig config) {
    return new TestMemory(config, 0, Runnable::run);
  }

  /** With an executor for the reclaims of drivers that do not run. */
  public static TestMemory create(long limitBytes, Executor reclaimExecutor) {
    return new TestMemory(config(limitBytes), 0, reclaimExecutor);
  }

  /**
   * The configuration of {@link #create(long)}: allocation sites are tracked, nothing is protected
   * for storage, memory is guarded if the {@link World} says so.
   */
  public static MemoryConfig config(long limitBytes) {
    return MemoryConfig.defaults()
        .withOffHeapBytes(limitBytes)
        .withStorageFraction(0)
        .withTrackAllocationSites(true)
        .withGuards(World.current().guards());
  }

  /** Admits a query that must be admitted at once. */
  public static QueryMemory now(MemoryManager manager, String name, long floorBytes) {
    try {
      var admitted = manager.admit(name, floorBytes, Long.MAX_VALUE);
      if (!admitted.isDone()) {
        admitted.cancel(false);
        throw new IllegalStateException("query has to wait for admission: query=" + name);
      }
      return admitted.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  public MemoryManager manager() {
    return manager;
  }

  public QueryMemory query() {
    return query;
  }

  public TaskMemory task() {
    return task;
  }

  /** The gate of the test's driver, entered. */
  public ReclaimGate gate() {
    return gate;
  }

  /** A consumer without floor that cannot be reclaimed. */
  public MemoryConsumer consumer(String name) {
    return task.newConsumer(gate, name, 0, Reclaimable.NONE);
  }

  /** A consumer of the test's driver. */
  public MemoryConsumer consumer(String name, long floorBytes, Reclaimable reclaimable) {
    return task.newConsumer(gate, name, floorBytes, reclaimable);
  }

  /** A consumer that has reserved so many bytes already. */
  public MemoryConsumer reserved(String name, long bytes) {
    MemoryConsumer consumer = consumer(name);
    if (!consumer.tryReserve(bytes)) {
      throw new IllegalStateException("test memory is too small: bytes=" + bytes);
    }
    return consumer;
  }

  /**
   * Takes back all that the consumer can give, as the arbiter would at a border of its driver;
   * returns the bytes that really went back. Harnesses call it around every batch.
   */
  public static long reclaim(MemoryConsumer consumer) {
    return consumer.reclaim().reclaimAboveFloor(Long.MAX_VALUE, "test", ReclaimScope.MANAGER);
  }

  /** {@link #reclaim} for every consumer of a task. */
  public static long reclaimAll(TaskMemory task) {
    List<MemoryConsumer> consumers;
    synchronized (task.query().manager().ledger().lock()) {
      consumers = List.copyOf(task.consumers());
    }
    return consumers.stream().mapToLong(TestMemory::reclaim).sum();
  }

  /** Closes everything and checks that nothing was forgotten. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (gate.state() == ReclaimGate.State.RUNNING) {
      gate.exit();
    }
    query.close();
    manager.close();
    if (!manager.leaks().isEmpty()) {
      throw new AssertionError("memory was leaked: " + manager.leaks());
    }
    if (!manager.corruptions().isEmpty()) {
      throw new AssertionError("memory was corrupted", manager.corruptions().getFirst());
    }
    if (manager.outstandingBytes() != 0 || manager.mappedBytes() != 0) {
      throw new AssertionError(
          "memory is outstanding: bytes="
              + manager.outstandingBytes()
              + " mappedBytes="
              + manager.mappedBytes()
              + "\n"
              + manager.rootPool().describe());
    }
  }

  static void watch(ConcurrentLinkedQueue<TestMemory> memories) {
    WATCHED.set(memories);
  }

  static Collection<TestMemory> watched() {
    ConcurrentLinkedQueue<TestMemory> memories = WATCHED.get();
    WATCHED.remove();
    return memories == null ? new ConcurrentLinkedQueue<>() : memories;
  }
}
