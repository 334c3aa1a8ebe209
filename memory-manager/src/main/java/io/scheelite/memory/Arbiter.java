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
  private final Ledger ledger;
  private final Victims victims;
  private final MemoryConfig config;
  private final Executor executor;
  private final WaitClock clock;
  private final AdmissionQueue admissions;

  Arbiter(Ledger ledger, MemoryConfig config, Executor executor, WaitClock clock) {
    this.ledger = ledger;
    this.victims = new Victims(ledger);
    this.config = config;
    this.executor = executor;
    this.clock = clock;
    this.admissions = new AdmissionQueue(ledger, this, config, executor, clock);
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
      memoryReleased(); // a partial grant that is of no use here may be of use elsewhere
    }
    return granted >= missing;
  }

  /** What a request lacks, in whole chunks. */
  private static long missing(MemoryConsumer consumer, long bytes) {
    long unused = consumer.unusedBytes();
    return unused >= bytes ? 0 : MemoryConsumer.roundUpToChunk(bytes) - unused;
  }

  /**
   * See {@link MemoryConsumer#reserve} and {@link MemoryConsumer#reserveByReclaim}.
   *
   * @param mayWaitForRelease whether to wait for what others give back on their own
   */
  @Nullable CompletableFuture<Void> reserve(
      MemoryConsumer consumer, long bytes, boolean mayWaitForRelease) {
    Set<MemoryConsumer> tried = new HashSet<>();
    while (true) {
      long missing = missing(consumer, bytes);
      missing -= missing <= 0 ? 0 : ledger.acquire(consumer, missing);
      if (missing <= 0) {
        consumer.waits.granted();
        return null;
      }
      CompletableFuture<Void> wait = null;
      List<ReclaimOrder> orders = owedOrders(consumer, missing, tried);
      MemoryConsumer victim = orders.isEmpty() ? victims.inOwnTask(consumer, missing, tried) : null;
      if (victim != null) {
        tried.add(victim);
        if (victim.gate() == consumer.gate()) {
          victim.reclaimAboveFloor(missing, "same driver: " + consumer.pool().path());
        } else if (consumer.waits.isPatient()) {
          wait =
              waitFor(consumer, missing, List.of(order(victim, missing, consumer.pool().path())));
        }
      } else {
        orders = orders.isEmpty() ? orderElsewhere(consumer, missing, tried) : orders;
        if (!orders.isEmpty()) {
          wait = waitFor(consumer, missing, orders);
        } else if (consumer.spill(missing, "itself") <= 0) {
          if (!mayWaitForRelease) {
            consumer.waits.granted();
            throw ledger.report().limitExceeded(consumer, missing);
          }
          wait = waitForRelease(consumer, bytes);
        }
      }
      if (wait != null) {
        return wait;
      }
    }
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
    if (!requester.waits.isPatient()) {
      return orders; // asked often enough in vain: help yourself
    }
    for (Victims.Demand demand : victims.elsewhere(requester, missing)) {
      if (tried.add(demand.consumer())) {
        orders.add(order(demand.consumer(), demand.bytes(), requester.pool().path()));
      }
    }
    return orders;
  }

  /**
   * Asks a consumer of another driver to give back; joins the request that is under way, if any.
   */
  ReclaimOrder order(MemoryConsumer victim, long bytes, String reason) {
    ReclaimOrder fresh = new ReclaimOrder(victim, bytes, reason);
    ReclaimOrder order = victim.joinOrder(fresh);
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
      MemoryConsumer consumer, long missing, List<ReclaimOrder> orders) {
    CompletableFuture<?>[] all =
        orders.stream().map(ReclaimOrder::done).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> done = CompletableFuture.allOf(all);
    if (done.isDone()) {
      return null;
    }
    MemoryWait wait =
        startWait(consumer, missing, "reclaim", orders.getFirst().consumer().pool().path());
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
    if (holder.isEmpty() || !ledger.report().couldEverFit(consumer, missing)) {
      consumer.waits.granted();
      throw ledger.report().limitExceeded(consumer, missing);
    }
    MemoryWait wait = startWait(consumer, missing, "release", holder);
    return wait == null ? null : wait.future();
  }

  private @Nullable MemoryWait startWait(
      MemoryConsumer consumer, long missing, String reason, String holder) {
    if (consumer.task().isClosing()) {
      throw new IllegalStateException("task is closed: task=" + consumer.task().pool().path());
    }
    long waited = consumer.waits.nextRound(clock.nanoTime());
    long left = config.waitTimeout().toNanos() - waited;
    if (left <= 0) {
      consumer.waits.granted();
      throw ledger.report().waitTimedOut(consumer, missing, holder);
    }
    MemoryWait wait = new MemoryWait(consumer, missing);
    WaitEvent event = new WaitEvent();
    event.begin();
    if (!ledger.addWait(wait)) {
      return null;
    }
    Runnable cancelTimer = clock.after(left, () -> executor.execute(() -> giveUp(wait, holder)));
    var _ =
        wait.future()
            .whenComplete(
                (_, error) -> {
                  cancelTimer.run();
                  ledger.removeWait(wait);
                  event.finish(consumer.pool().path(), reason, holder, missing, error != null);
                });
    return wait;
  }

  private void giveUp(MemoryWait wait, String holder) {
    wait.future()
        .completeExceptionally(
            ledger.report().waitTimedOut(wait.consumer(), wait.missingBytes(), holder));
  }

  /** Wakes those for whom memory has come free. Called without any lock, after every release. */
  void memoryReleased() {
    admissions.admitWaiting();
    for (MemoryWait wait : ledger.takeReadyWaits()) {
      wait.end();
    }
  }
}
