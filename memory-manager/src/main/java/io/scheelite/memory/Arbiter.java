package io.scheelite.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds memory for a consumer that lacks it: free and evictable memory, then victims in the order
 * of {@link Victims}, at last the consumer itself. It never waits: what takes time becomes a
 * future.
 *
 * <p>Why there is no deadlock: floors are booked at admission, so an open consumer always holds its
 * floor. A request that fits into the floor is satisfied by the requester alone, by spilling itself
 * (last step). Others are asked first, but only for a bounded number of rounds, and each of them
 * answers in bounded time: a running driver at its next border, which it reaches without acquiring;
 * any other driver on the reclaim executor, without its cooperation. Larger requests are bounded by
 * a timeout.
 */
final class Arbiter {
  private static final String RECLAIM = "reclaim";
  private static final String RELEASE = "release";

  private final Ledger ledger;
  private final Victims victims;
  private final MemoryConfig config;
  private final Executor executor;
  private final WaitClock clock;
  private final AdmissionQueue admissions;
  private final Resizing resizing;

  Arbiter(Ledger ledger, MemoryConfig config, Executor executor, WaitClock clock) {
    this.ledger = ledger;
    this.victims = new Victims(ledger);
    this.config = config;
    this.executor = executor;
    this.clock = clock;
    this.admissions = new AdmissionQueue(ledger, this, config, executor, clock);
    this.resizing = new Resizing(ledger, this, config, executor, clock);
  }

  Resizing resizing() {
    return resizing;
  }

  AdmissionQueue admissions() {
    return admissions;
  }

  Victims victims() {
    return victims;
  }

  boolean tryReserve(MemoryConsumer consumer, long bytes) {
    long missing = missing(consumer, bytes);
    long granted = missing <= 0 ? 0 : ledger.acquire(consumer, missing);
    if (granted < missing && consumer.releaseExcess(granted) > 0) {
      ledger.memoryReleased(); // a partial grant that is of no use here may be of use elsewhere
    }
    return granted >= missing;
  }

  /** What a request lacks, in whole chunks. */
  private static long missing(MemoryConsumer consumer, long bytes) {
    long unused = consumer.unusedBytes();
    return unused >= bytes ? 0 : MemoryConsumer.roundUpToChunk(bytes) - unused;
  }

  /**
   * See {@link MemoryConsumer#reserve}, {@link MemoryConsumer#reserveByReclaim} and {@link
   * MemoryConsumer#acquire}.
   */
  @Nullable CompletableFuture<Void> reserve(
      MemoryConsumer consumer, long bytes, Shortage shortage) {
    Set<MemoryConsumer> tried = new HashSet<>();
    while (true) {
      consumer.waits.asks(ledger.evictionOutlook());
      long missing = missing(consumer, bytes);
      missing -= missing <= 0 ? 0 : ledger.acquire(consumer, missing);
      if (missing <= 0) {
        consumer.waits.end();
        return null;
      }
      CompletableFuture<Void> wait = null;
      List<ReclaimOrder> orders = owedOrders(consumer, missing, tried);
      MemoryConsumer victim = orders.isEmpty() ? victims.inOwnTask(consumer, missing, tried) : null;
      if (victim != null) {
        tried.add(victim);
        if (victim.gate() == consumer.gate()) {
          victim
              .reclaim()
              .reclaimAboveFloor(
                  missing, "same driver: " + consumer.pool().path(), ReclaimScope.OWN_TASK);
        } else if (isPatient(consumer)) {
          wait = waitFor(consumer, bytes, missing, List.of(order(victim, missing, consumer)));
        }
      } else {
        orders = orders.isEmpty() ? orderElsewhere(consumer, missing, tried) : orders;
        if (!orders.isEmpty()) {
          wait = waitFor(consumer, bytes, missing, orders);
        } else if (consumer.reclaim().spillForItself(missing) <= 0
            && !isRaised(consumer, missing, shortage)) {
          long needed = neededInTheEnd(consumer, bytes, missing, shortage);
          if (needed == 0) {
            consumer.waits.end();
            return null;
          }
          wait = waitForRelease(consumer, needed);
        }
      }
      if (wait != null) {
        return wait;
      }
    }
  }

  /**
   * Whether a task below its minimum share got some of what it lacks to that: where all of a
   * request cannot be evicted, that little may.
   */
  private boolean isRaised(MemoryConsumer consumer, long missing, Shortage shortage) {
    long owed = shortage == Shortage.SETTLES ? Math.min(missing, ledger.owedBytes(consumer)) : 0;
    return owed > 0 && ledger.acquire(consumer, owed) > 0;
  }

  /**
   * How much of a request that nobody could cover is worth a wait: unused bytes of the consumer, 0
   * to go without.
   */
  private long neededInTheEnd(
      MemoryConsumer consumer, long bytes, long missing, Shortage shortage) {
    return switch (shortage) {
      case WAITS -> bytes;
      case FAILS -> {
        consumer.waits.end();
        throw ledger.report().limitExceeded(consumer, missing);
      }
      case SETTLES -> {
        long owed = Math.min(missing, ledger.owedBytes(consumer));
        boolean hopeless = owed <= 0 || ledger.report().largestOther(consumer).isEmpty();
        yield hopeless ? 0 : Math.min(bytes, consumer.unusedBytes() + owed);
      }
    };
  }

  /**
   * Below its minimum share a task is owed memory: those above their share pay before it spills
   * anything itself.
   */
  private List<ReclaimOrder> owedOrders(
      MemoryConsumer consumer, long missing, Set<MemoryConsumer> tried) {
    return ledger.belowMinimumShare(consumer)
        ? orderElsewhere(consumer, missing, tried)
        : List.of();
  }

  private List<ReclaimOrder> orderElsewhere(
      MemoryConsumer requester, long missing, Set<MemoryConsumer> tried) {
    List<ReclaimOrder> orders = new ArrayList<>();
    if (!isPatient(requester)) {
      return orders; // asked often enough in vain: help yourself
    }
    for (Victims.Demand demand : victims.elsewhere(requester, missing, tried)) {
      tried.add(demand.consumer());
      orders.add(order(demand.consumer(), demand.bytes(), requester));
    }
    BudgetShare share = requester.mode() == MemoryMode.OFF_HEAP ? ledger.share() : null;
    if (orders.isEmpty() && share != null) {
      return share.orderElsewhere(requester, missing, tried);
    }
    return orders;
  }

  private ReclaimOrder order(MemoryConsumer victim, long bytes, MemoryConsumer requester) {
    return order(victim, bytes, requester.pool().path(), ReclaimScope.between(requester, victim));
  }

  /**
   * Asks a consumer of another driver to give back; joins the request that is under way, if any.
   */
  ReclaimOrder order(MemoryConsumer victim, long bytes, String reason) {
    return order(victim, bytes, reason, ReclaimScope.MANAGER);
  }

  private ReclaimOrder order(MemoryConsumer victim, long bytes, String reason, ReclaimScope scope) {
    ReclaimOrder fresh = new ReclaimOrder(victim, bytes, reason, scope);
    ReclaimOrder order = victim.reclaim().joinOrder(fresh);
    if (order == fresh) {
      victim.gate().submit(order);
    }
    return order;
  }

  /**
   * A wait that ends when all orders are done or enough came free otherwise; null if that is so
   * already.
   */
  private @Nullable CompletableFuture<Void> waitFor(
      MemoryConsumer consumer, long bytes, long missing, List<ReclaimOrder> orders) {
    CompletableFuture<?>[] all =
        orders.stream().map(ReclaimOrder::done).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> done = CompletableFuture.allOf(all);
    if (done.isDone()) {
      return null;
    }
    MemoryWait wait =
        startWait(consumer, bytes, missing, RECLAIM, orders.getFirst().consumer().pool().path());
    if (wait == null) {
      return null;
    }
    var _ = done.whenComplete((_, error) -> wait.end());
    return wait.future();
  }

  /** A wait for whatever others give back on their own; null if enough is there already. */
  private @Nullable CompletableFuture<Void> waitForRelease(MemoryConsumer consumer, long bytes) {
    consumer
        .releaseUnused(); // whoever waits for others keeps nothing that others may be waiting for
    long missing = missing(consumer, bytes);
    if (missing <= 0) {
      return null;
    }
    String holder = ledger.report().largestOther(consumer);
    BudgetShare share = ledger.share();
    if (holder.isEmpty() && share != null && share.usedByOthers() > 0) {
      holder = "other engines of the budget";
    }
    if (holder.isEmpty() || !ledger.report().couldEverFit(consumer, missing)) {
      consumer.waits.end();
      throw ledger.report().limitExceeded(consumer, missing);
    }
    MemoryWait wait = startWait(consumer, bytes, missing, RELEASE, holder);
    return wait == null ? null : wait.future();
  }

  private @Nullable MemoryWait startWait(
      MemoryConsumer consumer, long bytes, long missing, String reason, String holder) {
    if (consumer.task().isClosing()) {
      throw new IllegalStateException("task is closed: task=" + consumer.task().pool().path());
    }
    long waited = consumer.waits.nextRound(clock.nanoTime());
    long left = config.waitTimeout().toNanos() - waited;
    if (left <= 0) {
      consumer.waits.end();
      throw ledger.report().waitTimedOut(consumer, missing, holder);
    }
    MemoryWait wait = new MemoryWait(consumer, bytes);
    WaitRecord record = new WaitRecord(ledger.counters(), clock);
    if (!ledger.addWait(wait)) {
      return null;
    }
    record.begin();
    BudgetShare share = ledger.share();
    if (share != null && consumer.mode() == MemoryMode.OFF_HEAP) {
      share.collectUnused(); // from before others could see that this one waits; wakes it
    }
    // Whose orders take too long helps itself; only what others must give on their own can fail.
    Runnable onTimeout = reason.equals(RECLAIM) ? wait::end : () -> giveUp(wait, holder);
    Runnable cancelTimer = clock.after(left, () -> executor.execute(onTimeout));
    var _ =
        wait.future()
            .whenComplete(
                (_, error) -> {
                  cancelTimer.run();
                  ledger.removeWait(wait);
                  record.end(consumer.pool().path(), reason, holder, missing, error);
                });
    return wait;
  }

  private boolean isPatient(MemoryConsumer consumer) {
    return consumer.waits.isPatient(clock.nanoTime(), config.waitTimeout().toNanos());
  }

  private void giveUp(MemoryWait wait, String holder) {
    wait.consumer().waits.end(); // a request after this one begins with a full bound
    wait.future()
        .completeExceptionally(
            ledger.report().waitTimedOut(wait.consumer(), wait.missingBytes(), holder));
  }

  /** Wakes those for whom memory has come free. Called without any lock, after every release. */
  void memoryReleased() {
    wakeOwn();
    BudgetShare share = ledger.share();
    if (share != null) {
      share.memoryReleased();
    }
  }

  /** Wakes those of this manager; what is left may go to others of its budget. */
  void wakeOwn() {
    admissions.admitWaiting();
    for (MemoryWait wait : ledger.takeReadyWaits()) {
      wait.end();
    }
    resizing.memoryReleased();
  }
}
