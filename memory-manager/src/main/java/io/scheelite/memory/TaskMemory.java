package io.scheelite.memory;

import io.scheelite.memory.counters.EngineCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of one task, the unit of fair share: its drivers' gates, its consumers and its page
 * table. Thread-safe. Closing it frees whatever is left and reports it as a leak.
 */
public final class TaskMemory implements AutoCloseable {
  private final QueryMemory query;
  private final MemoryPool pool;
  private final PageTable pageTable;
  private final boolean shares;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  // Guarded by the ledger's lock.
  private final List<ReclaimGate> gates = new ArrayList<>();
  private final List<MemoryConsumer> consumers = new ArrayList<>();
  private final Set<MemoryMode> active = EnumSet.noneOf(MemoryMode.class);

  /**
   * @param shares whether it is one of those that share the region, once it asks for memory
   */
  TaskMemory(QueryMemory query, String name, boolean shares) {
    this.query = query;
    this.shares = shares;
    this.pool = new MemoryPool(name, query.pool(), Long.MAX_VALUE, query.manager().ledger().lock());
    this.pageTable = new PageTable(query.manager().config());
    query.manager().ledger().counters().add(EngineCounter.TASKS_RUNNING, 1);
  }

  public QueryMemory query() {
    return query;
  }

  public MemoryPool pool() {
    return pool;
  }

  /** Limits this task, besides its fair share; as {@link QueryMemory#limit}. */
  public void limit(long bytes) {
    query.manager().ledger().limit(pool, bytes);
  }

  /** Handles of this task's pages. */
  public PageTable pageTable() {
    return pageTable;
  }

  /** Bytes granted to all consumers of this task. */
  public long usedBytes() {
    return pool.currentBytes();
  }

  /** A gate for one driver of this task. */
  public ReclaimGate newGate(String name) {
    synchronized (query.manager().ledger().lock()) {
      requireOpen();
      ReclaimGate gate = new ReclaimGate(name, query.manager().reclaimExecutor());
      gates.add(gate);
      return gate;
    }
  }

  /**
   * Opens an off-heap consumer with its floor, which comes out of the floor the query was admitted
   * with.
   *
   * @param floorBytes held from now to close; whole chunks, if it is to be allocated
   * @param reclaimable how to take memory back, or {@link Reclaimable#NONE}
   * @throws MemoryLimitExceededException if the query's admitted floor and free memory are both too
   *     small for the floor
   */
  public MemoryConsumer newConsumer(
      ReclaimGate gate, String name, long floorBytes, Reclaimable reclaimable) {
    return newConsumer(MemoryMode.OFF_HEAP, gate, name, floorBytes, reclaimable);
  }

  /** As above, for either mode; the floor of an on-heap consumer comes out of free memory. */
  public MemoryConsumer newConsumer(
      MemoryMode mode, ReclaimGate gate, String name, long floorBytes, Reclaimable reclaimable) {
    if (floorBytes < 0) {
      throw new IllegalArgumentException("floor must not be negative: floorBytes=" + floorBytes);
    }
    MemoryConsumer consumer = new MemoryConsumer(this, gate, mode, name, reclaimable);
    query.manager().ledger().openConsumer(consumer, floorBytes);
    return consumer;
  }

  /**
   * Frees everything and reports what was forgotten; where a driver is still inside its gate, as
   * soon as it has left.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    List<ReclaimGate> open;
    synchronized (query.manager().ledger().lock()) {
      open = List.copyOf(gates);
    }
    AtomicInteger inside = new AtomicInteger(open.size() + 1);
    for (ReclaimGate gate : open) {
      gate.close(() -> leaveAndFinish(inside));
    }
    leaveAndFinish(inside);
  }

  private void leaveAndFinish(AtomicInteger inside) {
    if (inside.decrementAndGet() > 0) {
      return;
    }
    Ledger ledger = query.manager().ledger();
    List<MemoryConsumer> forgotten;
    synchronized (ledger.lock()) {
      forgotten = List.copyOf(consumers);
    }
    for (MemoryConsumer consumer : forgotten) {
      LeakReport leak = consumer.closeForgotten();
      if (leak != null) {
        query.manager().reportLeak(leak);
      }
    }
    pageTable.clear();
    synchronized (ledger.lock()) {
      active.forEach(mode -> ledger.region(mode).taskEnds());
      active.clear();
      pool.detach();
    }
    ledger.counters().add(EngineCounter.TASKS_RUNNING, -1);
    ledger.counters().add(EngineCounter.TASKS_ENDED, 1);
    query.manager().ledger().memoryReleased(); // everybody else's share has grown
    query.taskClosed(this);
    closed.complete(null);
  }

  /** Completes when everything is given back. */
  public CompletableFuture<Void> whenClosed() {
    return closed.copy();
  }

  boolean isClosing() {
    return closing.get();
  }

  void requireOpen() {
    if (isClosing()) {
      throw new IllegalStateException("task is closed: task=" + pool.path());
    }
  }

  /**
   * Counts this task among those that share the region, from its first floor or request on. Under
   * the ledger's lock.
   */
  void becomeActive(MemoryMode mode) {
    if (shares && !isClosing() && active.add(mode)) {
      query.manager().ledger().region(mode).taskBecomesActive();
    }
  }

  /** Under the ledger's lock. */
  List<MemoryConsumer> consumers() {
    return consumers;
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}
