package io.scheelite.memory;

import io.scheelite.memory.counters.EngineCounter;
import org.jspecify.annotations.Nullable;

/**
 * How memory is taken back from one {@link MemoryConsumer}: the arbiter's side of it.
 *
 * <p>What calls the owner's {@link Reclaimable} has exclusive use of the consumer's driver; what
 * only looks, or joins an order, may come from any thread.
 */
final class ConsumerReclaim {
  private final MemoryConsumer consumer;
  private final ReclaimGate gate;
  private final Reclaimable reclaimable;
  private final Ledger ledger;
  private @Nullable ReclaimOrder pending; // guarded by this

  // What the last reclaim was for; used by whoever has exclusive use.
  private String lastReason = "";
  private ReclaimScope lastScope = ReclaimScope.MANAGER;

  ConsumerReclaim(MemoryConsumer consumer, Reclaimable reclaimable, Ledger ledger) {
    this.consumer = consumer;
    this.gate = consumer.gate();
    this.reclaimable = reclaimable;
    this.ledger = ledger;
  }

  /**
   * What a reclaim could bring, seen from outside: a hint. An owner is not asked before it has
   * reserved anything: it may still be in its constructor.
   */
  long reclaimableBytes() {
    long aboveFloor = Math.max(0, consumer.reservedBytes() - consumer.floorBytes());
    if (aboveFloor == 0) {
      return 0;
    }
    long unused = Math.max(0, consumer.unusedBytes());
    return Math.min(aboveFloor, unused + reclaimable.reclaimableBytes());
  }

  /** Takes back unused reservation, then spills; returns what really went back to the pool. */
  long reclaimAboveFloor(long targetBytes, String reason, ReclaimScope scope) {
    lastReason = reason;
    lastScope = scope;
    ReclaimEvent event = new ReclaimEvent();
    event.begin();
    long before = consumer.usedBytes();
    long freed = consumer.releaseExcess(Long.MAX_VALUE);
    try {
      if (freed < targetBytes && consumer.usedBytes() > 0) {
        spill(targetBytes - freed);
      }
    } finally {
      freed += consumer.releaseExcess(Long.MAX_VALUE);
      long spilled = before - consumer.usedBytes();
      scope.count(ledger.counters(), freed);
      event.finish(consumer.pool().path(), reason, scope, targetBytes, spilled, freed);
      if (freed > 0 || spilled > 0) { // what stays in the floor may be what its driver waits for
        ledger.memoryReleased();
      }
    }
    return freed;
  }

  /** See {@link MemoryConsumer#reclaimLate}. */
  void reclaimLate(long targetBytes) {
    reclaimAboveFloor(targetBytes, lastReason, lastScope);
  }

  /** Spills for a request of its own; returns what was really freed, which stays reserved here. */
  long spillForItself(long targetBytes) {
    ReclaimEvent event = new ReclaimEvent();
    event.begin();
    long before = consumer.usedBytes();
    try {
      spill(targetBytes);
    } finally {
      long freed = before - consumer.usedBytes();
      ReclaimScope.ITSELF.count(ledger.counters(), freed);
      event.finish(
          consumer.pool().path(), "itself", ReclaimScope.ITSELF, targetBytes, freed, freed);
    }
    return before - consumer.usedBytes();
  }

  /** Calls the owner's {@link Reclaimable}; freed bytes stay reserved. */
  private void spill(long targetBytes) {
    requireNotSpilling();
    // What cannot be spilled may be reserved from any thread: its gate must not look as if it were.
    if (consumer.isClosed() || reclaimable == Reclaimable.NONE) {
      return;
    }
    gate.beginSpill();
    try {
      reclaimable.reclaim(targetBytes);
    } finally {
      gate.endSpill();
      ledger.counters().add(EngineCounter.SPILLS, 1);
    }
  }

  /** Nothing behind a gate asks for memory while something behind it is being spilled. */
  void requireNotSpilling() {
    if (gate.isSpilling()) {
      throw new IllegalStateException(
          "reserve or nested spill inside a reclaim: consumer=" + consumer.pool().path());
    }
  }

  /** The order under way for this consumer: the given one if there was none. */
  synchronized ReclaimOrder joinOrder(ReclaimOrder fresh) {
    if (pending == null) {
      pending = fresh;
    }
    return pending;
  }

  synchronized void orderDone(ReclaimOrder order) {
    if (pending == order) {
      pending = null;
    }
  }
}
