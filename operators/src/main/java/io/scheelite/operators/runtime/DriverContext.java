package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.WaitClock;
import io.scheelite.spill.SpillSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * What one operator of one driver gets from its surroundings. Valid as long as the driver lives;
 * used by its thread, but for {@link #cancelled}, which any thread may ask.
 */
public final class DriverContext {
  private final ExecutionContext execution;
  private final ReclaimGate gate;
  private final int driverIndex;
  private final int numDrivers;
  private final OperatorStats stats;
  private final List<ForcedReclaim> forced;

  DriverContext(
      ExecutionContext execution,
      ReclaimGate gate,
      int driverIndex,
      int numDrivers,
      OperatorStats stats) {
    this(execution, gate, driverIndex, numDrivers, stats, new ArrayList<>());
  }

  private DriverContext(
      ExecutionContext execution,
      ReclaimGate gate,
      int driverIndex,
      int numDrivers,
      OperatorStats stats,
      List<ForcedReclaim> forced) {
    this.execution = execution;
    this.gate = gate;
    this.driverIndex = driverIndex;
    this.numDrivers = numDrivers;
    this.stats = stats;
    this.forced = forced;
  }

  ReclaimGate gate() {
    return gate;
  }

  /** The same driver's context for another operator. */
  DriverContext forOperator(OperatorStats operator) {
    return new DriverContext(execution, gate, driverIndex, numDrivers, operator, forced);
  }

  /**
   * Opens a consumer of this driver: it is reclaimed at this driver's batch borders, or while the
   * driver does not run.
   *
   * @param name for messages, such as {@code rows}; the operator's name is put in front
   * @param floorBytes held from now to close; part of what the factory's {@code floorBytes()}
   *     announced
   */
  public MemoryConsumer newConsumer(String name, long floorBytes, Reclaimable reclaimable) {
    return open(gate, name, floorBytes, reclaimable);
  }

  /**
   * Opens a consumer with a gate of its own, for state that several drivers share. Whoever touches
   * the state or the consumer enters its gate first ({@link ReclaimGate#tryEnter}, else waits for
   * {@link ReclaimGate#whenEnterable}) and leaves it before the call ends.
   */
  public MemoryConsumer newSharedConsumer(String name, long floorBytes, Reclaimable reclaimable) {
    return open(
        execution.memory().newGate(stats.name() + "/" + name), name, floorBytes, reclaimable);
  }

  private MemoryConsumer open(
      ReclaimGate owner, String name, long floorBytes, Reclaimable reclaimable) {
    MemoryConsumer consumer =
        execution.memory().newConsumer(owner, stats.name() + "/" + name, floorBytes, reclaimable);
    stats.watch(consumer);
    if (execution.reclaimAlways() && reclaimable != Reclaimable.NONE) {
      forced.add(new ForcedReclaim(consumer, reclaimable));
    }
    return consumer;
  }

  /**
   * Has every operator of this driver give back what it can; see {@link
   * QueryOptions#reclaimAlways}.
   */
  void reclaimEverything() {
    forced.removeIf(reclaim -> reclaim.consumer().isClosed());
    for (ForcedReclaim reclaim : forced) {
      ReclaimGate owner = reclaim.consumer().gate();
      if (owner == gate) {
        reclaim.reclaimable().reclaim(Long.MAX_VALUE);
      } else if (owner.tryEnter()) {
        try {
          reclaim.reclaimable().reclaim(Long.MAX_VALUE);
        } finally {
          owner.exit();
        }
      }
    }
  }

  /** State to take back, as long as its consumer is open. */
  private record ForcedReclaim(MemoryConsumer consumer, Reclaimable reclaimable) {}

  /** The context of an operator that works for this driver in another pipeline's stead. */
  public DriverContext withIndex(int index, int count) {
    return new DriverContext(execution, gate, index, count, stats, forced);
  }

  WaitClock clock() {
    return execution.clock();
  }

  /** Who waits for memory that drivers of this task pin. */
  public PinnedMemory pinned() {
    return execution.pinned();
  }

  /** Where the query's spill files go. */
  public SpillSpace spill() {
    return execution.spill();
  }

  /** This operator's counters. */
  public OperatorStats stats() {
    return stats;
  }

  /** Most rows per batch. */
  public int batchSize() {
    return execution.batchSize();
  }

  /** Number of this driver among those of its pipeline, from 0. */
  public int driverIndex() {
    return driverIndex;
  }

  /** How many drivers the pipeline has. */
  public int numDrivers() {
    return numDrivers;
  }

  /**
   * Whether the query was cancelled or has failed; loops without batch borders look now and then.
   */
  public boolean cancelled() {
    return execution.cancelled();
  }
}
