package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The memory of one admitted query: holds the floor it was admitted with until it is closed.
 * Thread-safe; closed by whoever had it admitted.
 */
public final class QueryMemory implements AutoCloseable {
  private final MemoryManager manager;
  private final String name;
  private final MemoryPool pool;
  private final long admittedFloorBytes;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // Guarded by the ledger's lock.
  private final List<TaskMemory> tasks = new ArrayList<>();
  private long assignedFloorBytes;
  private boolean closing;

  QueryMemory(MemoryManager manager, String name, long floorBytes, long limitBytes) {
    this.manager = manager;
    this.name = name;
    this.admittedFloorBytes = floorBytes;
    Ledger ledger = manager.ledger();
    this.pool = new MemoryPool(name, ledger.root(), limitBytes, ledger.lock());
  }

  public String name() {
    return name;
  }

  public MemoryPool pool() {
    return pool;
  }

  public MemoryManager manager() {
    return manager;
  }

  /**
   * The floor this query was admitted with: the sum of the floors of everything it may hold at
   * once.
   */
  public long admittedFloorBytes() {
    return admittedFloorBytes;
  }

  /** Opens a task: the unit of fair share. */
  public TaskMemory newTask(String taskName) {
    return newTask(taskName, true);
  }

  /**
   * Opens a task that takes no share: for what serves all tasks of the process, such as buffers of
   * connections. The shares of others are the same with and without it; it lives on its floor.
   */
  public TaskMemory newServiceTask(String taskName) {
    return newTask(taskName, false);
  }

  private TaskMemory newTask(String taskName, boolean shares) {
    synchronized (manager.ledger().lock()) {
      if (closing) {
        throw new IllegalStateException("query is closed: query=" + name);
      }
      TaskMemory task = new TaskMemory(this, taskName, shares);
      tasks.add(task);
      return task;
    }
  }

  /**
   * Changes this query's own limit; {@link Long#MAX_VALUE} for none. What is held beyond a lower
   * one stays until it is released; nothing more is granted meanwhile.
   */
  public void limit(long bytes) {
    manager.ledger().limit(pool, bytes);
  }

  /**
   * Closes all tasks and gives back the floor; where a driver is still inside its gate, as soon as
   * it has left.
   */
  @Override
  public void close() {
    List<TaskMemory> open;
    synchronized (manager.ledger().lock()) {
      closing = true;
      open = List.copyOf(tasks);
    }
    open.forEach(TaskMemory::close);
    finishIfEmpty();
  }

  /** Completes when everything is given back. */
  public CompletableFuture<Void> whenClosed() {
    return closed.copy();
  }

  void taskClosed(TaskMemory task) {
    synchronized (manager.ledger().lock()) {
      tasks.remove(task);
    }
    finishIfEmpty();
  }

  private void finishIfEmpty() {
    Ledger ledger = manager.ledger();
    synchronized (ledger.lock()) {
      // Leaving the list is what makes this happen once.
      if (!closing || !tasks.isEmpty() || !ledger.queries().remove(this)) {
        return;
      }
      pool.book(MemoryMode.OFF_HEAP, -admittedFloorBytes, null);
      ledger.region(MemoryMode.OFF_HEAP).releaseExecution(admittedFloorBytes);
      pool.detach();
    }
    manager.arbiter().memoryReleased();
    closed.complete(null);
  }

  /** How much may still be booked under this query's own limit. Called under the ledger's lock. */
  long limitRoomBytes() {
    return pool.limitBytes() == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : pool.limitBytes() - pool.currentBytes();
  }

  /**
   * Gives a consumer's floor out of the admitted floor; returns how much of it was still there.
   * Under the ledger's lock.
   */
  long assignFloor(long floorBytes) {
    long before = unassignedFloor();
    assignedFloorBytes += floorBytes;
    return before - unassignedFloor();
  }

  /**
   * Takes a floor back; returns how much of it stays booked at the query. Under the ledger's lock.
   */
  long unassignFloor(long floorBytes) {
    long before = unassignedFloor();
    assignedFloorBytes -= floorBytes;
    return unassignedFloor() - before;
  }

  private long unassignedFloor() {
    return Math.max(0, admittedFloorBytes - assignedFloorBytes);
  }

  /** What this query keeps whatever others ask for. Under the ledger's lock. */
  long floorInUseBytes() {
    return Math.max(admittedFloorBytes, assignedFloorBytes);
  }

  /** Under the ledger's lock. */
  List<TaskMemory> tasks() {
    return tasks;
  }

  /** Under the ledger's lock. */
  List<MemoryConsumer> openConsumers() {
    List<MemoryConsumer> all = new ArrayList<>();
    tasks.forEach(task -> all.addAll(task.consumers()));
    return all;
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}
