package io.scheelite.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets queries in, first come first served, when the floors of all admitted queries and the next
 * one's fit beside the storage that cannot be evicted. What admitted queries hold above their
 * floors is asked back for the newcomer, and kept for it while it comes back.
 */
final class AdmissionQueue {
  private final Ledger ledger;
  private final Arbiter arbiter;
  private final MemoryConfig config;
  private final Executor executor;
  private final WaitClock clock;
  private final ArrayDeque<Candidate> waiting = new ArrayDeque<>(); // guarded by the ledger's lock

  AdmissionQueue(
      Ledger ledger, Arbiter arbiter, MemoryConfig config, Executor executor, WaitClock clock) {
    this.ledger = ledger;
    this.arbiter = arbiter;
    this.config = config;
    this.executor = executor;
    this.clock = clock;
  }

  /** A query at the door. */
  private static final class Candidate {
    final QueryMemory query;
    final CompletableFuture<QueryMemory> admitted = new CompletableFuture<>();
    boolean ordersUnderWay;

    Candidate(QueryMemory query) {
      this.query = query;
    }

    void admit() {
      if (!admitted.complete(query)) {
        query.close(); // cancelled or timed out in the meantime
      }
    }
  }

  CompletableFuture<QueryMemory> admit(QueryMemory query) {
    Candidate candidate = new Candidate(query);
    WaitEvent event = new WaitEvent();
    event.begin();
    synchronized (ledger.lock()) {
      waiting.addLast(candidate);
    }
    admitWaiting();
    if (!candidate.admitted.isDone()) {
      Runnable cancelTimer =
          clock.after(
              config.admissionTimeout().toNanos(), () -> executor.execute(() -> giveUp(candidate)));
      var _ =
          candidate.admitted.whenComplete(
              (_, error) -> {
                cancelTimer.run();
                event.finish(
                    query.name(),
                    "admission",
                    "admitted queries",
                    query.admittedFloorBytes(),
                    error != null);
                if (error != null) {
                  leave(candidate); // timed out, or the caller cancelled
                }
              });
    }
    return candidate.admitted;
  }

  private void giveUp(Candidate candidate) {
    candidate.admitted.completeExceptionally(
        ledger
            .report()
            .admissionTimedOut(candidate.query.name(), candidate.query.admittedFloorBytes()));
  }

  private void leave(Candidate candidate) {
    synchronized (ledger.lock()) {
      if (waiting.remove(candidate)) {
        candidate.query.pool().detach();
      }
    }
    arbiter.memoryReleased(); // what was kept for it is free for others
  }

  /** Admits whom it can. Called without any lock, after everything that may have freed memory. */
  void admitWaiting() {
    List<Runnable> outcomes = new ArrayList<>();
    Candidate head = admitHeads(outcomes);
    outcomes.forEach(Runnable::run); // completing a future may run foreign code: not under the lock
    if (head != null) {
      makeRoomFor(head);
    }
  }

  /**
   * Books the floors of those who fit; returns the first who does not although the floors would
   * fit, or null.
   */
  private @Nullable Candidate admitHeads(List<Runnable> outcomes) {
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(MemoryMode.OFF_HEAP);
      for (Candidate head = waiting.peekFirst(); head != null; head = waiting.peekFirst()) {
        long floor = head.query.admittedFloorBytes();
        boolean floorsFit = floor + admittedFloors() <= region.maxExecutionBytes();
        if (region.acquireForAdmission(floor)) {
          head.query.pool().book(MemoryMode.OFF_HEAP, floor, null);
          ledger.queries().add(head.query);
          outcomes.add(head::admit);
        } else if (!floorsFit && ledger.queries().isEmpty()) {
          // Nobody is there whose end could make room.
          long sufficient = floor + region.regionBytes() - region.maxExecutionBytes();
          Candidate rejected = head;
          outcomes.add(() -> reject(rejected, sufficient));
        } else {
          region.promise(floorsFit ? floor : 0);
          return floorsFit && !head.ordersUnderWay ? head : null;
        }
        waiting.removeFirst();
      }
      region.promise(0);
      return null;
    }
  }

  private void reject(Candidate head, long sufficientBytes) {
    synchronized (ledger.lock()) {
      head.query.pool().detach();
    }
    head.admitted.completeExceptionally(
        ledger.report().neverAdmitted(head.query.name(), sufficientBytes, config.offHeapBytes()));
  }

  private long admittedFloors() {
    long sum = 0;
    for (QueryMemory query : ledger.queries()) {
      sum += query.floorInUseBytes();
    }
    return sum;
  }

  private void makeRoomFor(Candidate head) {
    long missing;
    long evict;
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(MemoryMode.OFF_HEAP);
      missing = head.query.admittedFloorBytes() - region.executionFree() - region.storageFree();
      evict = Math.min(missing, region.evictableForExecution());
      if (missing <= 0 || head.ordersUnderWay) {
        return;
      }
      head.ordersUnderWay = true;
    }
    boolean evicted =
        evict > 0 && ledger.storage(MemoryMode.OFF_HEAP).evictFor(evict, head.query.pool());
    missing -= evicted ? evict : 0;
    List<CompletableFuture<Long>> orders = new ArrayList<>();
    for (Victims.Demand demand : arbiter.victims().anywhere(missing)) {
      orders.add(
          arbiter
              .order(demand.consumer(), demand.bytes(), "admission of " + head.query.name())
              .done());
    }
    var _ =
        CompletableFuture.allOf(orders.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (_, error) ->
                    ordersDone(
                        head, evicted || orders.stream().anyMatch(freed -> freed.getNow(0L) > 0)));
  }

  /**
   * Without progress the next try comes with the next release, not at once: nobody may spin here.
   */
  private void ordersDone(Candidate head, boolean progress) {
    synchronized (ledger.lock()) {
      head.ordersUnderWay = false;
    }
    if (progress) {
      admitWaiting();
    }
  }
}
