package io.scheelite.memory;

import io.scheelite.memory.counters.EngineCounter;
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
    boolean moreMeanwhile; // something came free, or can be evicted, since the orders

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
    WaitRecord record = new WaitRecord(ledger.counters(), clock);
    synchronized (ledger.lock()) {
      waiting.addLast(candidate);
    }
    try {
      admitWaiting();
    } catch (RuntimeException e) { // of an evictor: the query must not stand here for nobody
      if (candidate.admitted.completeExceptionally(e)) {
        leave(candidate);
      }
    }
    if (!candidate.admitted.isDone()) {
      record.begin();
      String holder = ledger.report().largestHolder();
      Runnable cancelTimer =
          clock.after(
              config.admissionTimeout().toNanos(), () -> executor.execute(() -> giveUp(candidate)));
      var _ =
          candidate.admitted.whenComplete(
              (_, error) -> {
                cancelTimer.run();
                record.end(query.name(), "admission", holder, query.admittedFloorBytes(), error);
                if (error != null) {
                  leave(candidate); // timed out, or the caller cancelled
                }
              });
    }
    return candidate.admitted;
  }

  private void giveUp(Candidate candidate) {
    refuse(
        candidate,
        ledger
            .report()
            .admissionTimedOut(candidate.query.name(), candidate.query.admittedFloorBytes()));
  }

  private void refuse(Candidate candidate, MemoryLimitExceededException reason) {
    if (candidate.admitted.completeExceptionally(reason)) {
      ledger.counters().add(EngineCounter.QUERIES_REFUSED, 1);
    }
  }

  private void leave(Candidate candidate) {
    synchronized (ledger.lock()) {
      if (waiting.remove(candidate)) {
        candidate.query.pool().detach();
      }
    }
    ledger.memoryReleased(); // what was kept for it is free for others
  }

  /** Admits whom it can. Called without any lock, after everything that may have freed memory. */
  void admitWaiting() {
    List<Runnable> outcomes = new ArrayList<>();
    Candidate head = admitHeads(outcomes);
    outcomes.forEach(Runnable::run); // completing a future may run foreign code: not under the lock
    BudgetShare share = ledger.share();
    if (share != null) {
      share.tellOthers();
    }
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
      region.promise(0);
      for (Candidate head = waiting.peekFirst(); head != null; head = waiting.peekFirst()) {
        long floor = head.query.admittedFloorBytes();
        boolean floorsFit = floorsFit(floor, region);
        if (floorsFit) {
          ledger.holdAll(region, floor);
        }
        if (region.acquireForAdmission(floor)) {
          head.query.pool().book(MemoryMode.OFF_HEAP, floor, null);
          ledger.queries().add(head.query);
          ledger.counters().add(EngineCounter.QUERIES_ADMITTED, 1);
          outcomes.add(head::admit);
        } else if (floor > region.limitBytes()
            || (floor > region.maxExecutionBytes() && ledger.queries().isEmpty())) {
          // Nobody is there whose end could make room.
          long sufficient = floor + region.limitBytes() - region.maxExecutionBytes();
          Candidate rejected = head;
          outcomes.add(() -> reject(rejected, sufficient));
        } else {
          region.promise(floorsFit ? floor : 0);
          publish(true, floorsFit ? region.lackingBytes(0) : 0);
          head.moreMeanwhile = head.ordersUnderWay;
          return floorsFit && !head.ordersUnderWay ? head : null;
        }
        waiting.removeFirst();
      }
      publish(false, 0);
      return null;
    }
  }

  /** Beside the floors of the queries already admitted, those of the budget's others included. */
  private boolean floorsFit(long floor, UnifiedRegion region) {
    long floors = floor + admittedFloors();
    BudgetShare share = ledger.share();
    return floors <= region.maxExecutionBytes() && (share == null || share.floorsFit(floors));
  }

  private void publish(boolean waits, long claimedBytes) {
    ledger.counters().set(EngineCounter.QUERIES_WAITING, waiting.size());
    ledger.counters().set(EngineCounter.QUERIES_RUNNING, ledger.queries().size());
    BudgetShare share = ledger.share();
    if (share != null) {
      share.admissions(waits, claimedBytes, admittedFloors());
    }
  }

  private void reject(Candidate head, long sufficientBytes) {
    synchronized (ledger.lock()) {
      head.query.pool().detach();
    }
    refuse(
        head,
        ledger.report().neverAdmitted(head.query.name(), sufficientBytes, ledger.limitBytes()));
  }

  private long admittedFloors() {
    long sum = 0;
    for (QueryMemory query : ledger.queries()) {
      sum += query.floorInUseBytes();
    }
    return sum;
  }

  private void makeRoomFor(Candidate head) {
    BudgetShare share = ledger.share();
    if (share != null && share.collectUnused()) {
      ledger.memoryReleased();
      return;
    }
    long missing;
    long evict;
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(MemoryMode.OFF_HEAP);
      missing = head.query.admittedFloorBytes() - region.executionFree() - region.storageFree();
      evict = Math.min(missing, region.evictableForExecution());
      // In use beyond a lowered limit: that must come back as well.
      missing += region.overLimitBytes();
      missing -= share == null ? 0 : share.availableBytes();
      if (missing <= 0 || head.ordersUnderWay) {
        return;
      }
      head.ordersUnderWay = true;
      head.moreMeanwhile = false;
    }
    try {
      askFor(head, missing, evict);
    } catch (RuntimeException e) {
      ordersDone(head, false);
      throw e;
    }
  }

  private void askFor(Candidate head, long missing, long evict) {
    BudgetShare share = ledger.share();
    boolean evicted =
        evict > 0 && ledger.storage(MemoryMode.OFF_HEAP).evictFor(evict, head.query.pool());
    long open = missing - (evicted ? evict : 0);
    List<CompletableFuture<Long>> orders = new ArrayList<>();
    String reason = "admission of " + head.query.name();
    for (Victims.Demand demand : arbiter.victims().anywhere(open)) {
      orders.add(arbiter.order(demand.consumer(), demand.bytes(), reason).done());
      open -= demand.bytes();
    }
    if (share != null && open > 0) {
      orders.addAll(share.reclaimForAdmission(open, head.query.pool(), reason));
    }
    var _ =
        CompletableFuture.allOf(orders.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (_, _) ->
                    ordersDone(
                        head, evicted || orders.stream().anyMatch(freed -> freed.getNow(0L) > 0)));
  }

  /**
   * Without progress the next try comes with the next release, or with one that has come already,
   * not at once: nobody may spin here.
   */
  private void ordersDone(Candidate head, boolean progress) {
    boolean again;
    synchronized (ledger.lock()) {
      head.ordersUnderWay = false;
      again = progress || head.moreMeanwhile;
    }
    if (again) {
      ledger.memoryReleased();
    }
  }
}
