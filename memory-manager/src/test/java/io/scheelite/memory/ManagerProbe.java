package io.scheelite.memory;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Looks into a manager for the simulation's checks, and breaks it on purpose for the tests of the
 * simulation itself.
 */
public final class ManagerProbe {
  private final MemoryManager manager;
  private final Ledger ledger;

  public ManagerProbe(MemoryManager manager) {
    this.manager = manager;
    this.ledger = manager.ledger();
  }

  /** The pools of a mode at one moment. */
  public record Pools(
      long limitBytes,
      long regionBytes,
      long executionPoolBytes,
      long executionUsed,
      long storagePoolBytes,
      long storageUsed,
      long freeForExecution,
      int activeTasks) {
    /** Free in both pools, what is promised to an admission included. */
    public long freeBytes() {
      return executionPoolBytes - executionUsed + storagePoolBytes - storageUsed;
    }
  }

  public Pools pools(MemoryMode mode) {
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(mode);
      return new Pools(
          region.limitBytes(),
          region.regionBytes(),
          region.executionPoolBytes(),
          region.executionUsed(),
          region.storagePoolBytes(),
          region.storageUsed(),
          region.freeForExecution(),
          region.activeTasks());
    }
  }

  /** Consumers of a query that are open. */
  public List<MemoryConsumer> consumers(QueryMemory query) {
    synchronized (ledger.lock()) {
      return query.openConsumers();
    }
  }

  /** The admitted queries, oldest first. */
  public List<QueryMemory> queries() {
    synchronized (ledger.lock()) {
      return List.copyOf(ledger.queries());
    }
  }

  /** Waits that nobody has ended. */
  public int openWaits() {
    return ledger.openWaits();
  }

  /** From now on those who wait are not told of a release when {@code lost} says so. */
  public void loseWakeUps(BooleanSupplier lost) {
    ledger.onRelease(
        () -> {
          if (!lost.getAsBoolean()) {
            manager.arbiter().memoryReleased();
          }
        });
  }

  /** From now on what comes free does not go to others of the budget when {@code lost} says so. */
  public void loseGiveBacks(BooleanSupplier lost) {
    ledger.onRelease(
        () -> {
          if (lost.getAsBoolean()) {
            manager.arbiter().wakeOwn();
          } else {
            manager.arbiter().memoryReleased();
          }
        });
  }

  /** Gives bytes of a consumer back to the region a second time. */
  public void releaseAgain(MemoryConsumer consumer, long bytes) {
    ledger.release(consumer, bytes);
  }

  /** Lets others have a part of a query's floor, with books that balance. */
  public void giveFloorAway(QueryMemory query, long bytes) {
    synchronized (ledger.lock()) {
      ledger.region(MemoryMode.OFF_HEAP).releaseExecution(bytes);
      query.pool().book(MemoryMode.OFF_HEAP, -bytes, null);
    }
  }

  /** Forgets one of the tasks that share a region. */
  public void forgetTask(MemoryMode mode) {
    synchronized (ledger.lock()) {
      ledger.region(mode).taskEnds();
    }
  }

  /** Grants beyond any share, straight from the region. */
  public long grantBeyondShare(MemoryConsumer consumer, long bytes) {
    synchronized (ledger.lock()) {
      long granted = ledger.region(consumer.mode()).acquireExecution(bytes);
      consumer.pool().book(consumer.mode(), granted, null);
      consumer.granted(granted);
      return granted;
    }
  }
}
