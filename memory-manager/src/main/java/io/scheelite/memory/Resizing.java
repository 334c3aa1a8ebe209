package io.scheelite.memory;

import io.scheelite.memory.internal.RegionAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Changes the limit of off-heap memory and gets back what is held beyond it; see {@link
 * MemoryManager#resize}.
 *
 * <p>A state machine: each step looks how much is still beyond the limit and asks the next holder.
 * Steps come when the limit is changed, when orders are done, when memory was released, and by
 * timer, because a consumer may hold only claimed reservation when it is asked and reclaimable
 * state a moment later. One thread makes steps at a time, without any lock: others leave a note.
 */
final class Resizing {
  private static final long RETRY_NANOS = Duration.ofMillis(20).toNanos();

  private final Ledger ledger;
  private final Arbiter arbiter;
  private final MemoryConfig config;
  private final Executor executor;
  private final WaitClock clock;
  private final AtomicInteger notes = new AtomicInteger();
  private final AtomicBoolean stepDue = new AtomicBoolean();
  private @Nullable RegionAllocator allocator; // set once, before use
  private @Nullable BudgetShare share;
  private volatile @Nullable Shrink current; // written under this monitor
  private long askedBytes = Long.MAX_VALUE; // by resize; guarded by this
  private long allowedBytes = Long.MAX_VALUE; // by a limit of the whole process; guarded by this

  Resizing(
      Ledger ledger, Arbiter arbiter, MemoryConfig config, Executor executor, WaitClock clock) {
    this.ledger = ledger;
    this.arbiter = arbiter;
    this.config = config;
    this.executor = executor;
    this.clock = clock;
  }

  void nativeMemory(RegionAllocator pages, @Nullable BudgetShare budgetShare) {
    allocator = pages;
    share = budgetShare;
  }

  /**
   * One change of the limit, until it is done. Its fields are used by the stepping thread alone.
   */
  private final class Shrink {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    final long limitBytes;
    final long startNanos = clock.nanoTime();
    long leastHeldBytes = Long.MAX_VALUE;
    long progressNanos = startNanos;
    volatile boolean ordersUnderWay;
    final WaitEvent event = new WaitEvent();
    final AtomicBoolean ended = new AtomicBoolean();
    String holder = "";
    long missingBytes;
    volatile boolean waits;
    volatile Runnable cancelTimer = () -> {};

    Shrink(long limitBytes) {
      this.limitBytes = limitBytes;
      event.begin();
    }

    void waitFor(String largestHolder, long missing) {
      if (!waits) {
        holder = largestHolder;
        missingBytes = missing;
        waits = true; // last: whoever supersedes this one reads them
      }
    }

    void end(@Nullable Throwable failure) {
      cancelTimer.run();
      if (waits && ended.compareAndSet(false, true)) {
        boolean timedOut = failure instanceof MemoryLimitExceededException;
        event.finish("resize to " + limitBytes, "resize", holder, missingBytes, timedOut);
      }
      if (failure == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(failure);
      }
    }
  }

  /** What the owner of the engine asks for; in force as far as {@link #allow} lets it. */
  CompletableFuture<Void> resize(long limitBytes) {
    Shrink fresh;
    Shrink earlier;
    synchronized (this) {
      askedBytes = limitBytes;
      earlier = current;
      fresh = applyLimit();
    }
    if (earlier != null) {
      earlier.end(null);
    }
    return begin(fresh);
  }

  /**
   * What a limit of the whole process leaves. The smaller of this and what was asked for last is in
   * force; a resize under way is not superseded but ends together with the change.
   */
  CompletableFuture<Void> allow(long limitBytes) {
    Shrink fresh;
    Shrink earlier;
    synchronized (this) {
      allowedBytes = limitBytes;
      if (Math.min(askedBytes, allowedBytes) == ledger.limitBytes()) {
        return CompletableFuture.completedFuture(null);
      }
      earlier = current;
      fresh = applyLimit();
    }
    if (earlier != null) {
      var _ = fresh.done.whenComplete((_, failure) -> earlier.end(failure));
    }
    return begin(fresh);
  }

  /** No process limit any more: the limit in force stays until the next resize. */
  synchronized void allowAll() {
    askedBytes = ledger.limitBytes();
    allowedBytes = Long.MAX_VALUE;
  }

  /** Under this monitor. */
  private Shrink applyLimit() {
    long limitBytes = Math.min(askedBytes, allowedBytes);
    Shrink fresh = new Shrink(limitBytes);
    ledger.resize(limitBytes);
    if (share == null && allocator != null) {
      allocator.capacity(limitBytes);
    }
    current = fresh;
    return fresh;
  }

  private CompletableFuture<Void> begin(Shrink fresh) {
    ledger.memoryReleased(); // a higher limit admits and wakes; a lower one refuses
    step();
    return fresh.done.copy();
  }

  /** Called after every release, from any thread, without any lock. */
  void memoryReleased() {
    if (current != null) {
      stepSoon();
    }
  }

  /** Not on this thread: it may belong to a driver, or be inside an evictor. */
  private void stepSoon() {
    if (stepDue.compareAndSet(false, true)) {
      try {
        executor.execute(
            () -> {
              stepDue.set(false);
              step();
            });
      } catch (RejectedExecutionException e) {
        stepDue.set(false); // shutting down; closing the manager ends the resize
      }
    }
  }

  private void step() {
    int seen = 1;
    if (notes.getAndIncrement() > 0) {
      return;
    }
    while (seen != 0) {
      Shrink shrink = current;
      if (shrink != null) {
        try {
          step(shrink);
        } catch (RuntimeException e) {
          finish(shrink, e); // of an evictor: whoever steps next must find the notes in order
        }
      }
      seen = notes.addAndGet(-seen);
    }
  }

  private void step(Shrink shrink) {
    long held = heldBytes();
    if (held <= shrink.limitBytes) {
      finish(shrink, null);
      return;
    }
    if (held < shrink.leastHeldBytes) {
      shrink.leastHeldBytes = held;
      shrink.progressNanos = clock.nanoTime();
    } else if (clock.nanoTime() - shrink.progressNanos >= config.waitTimeout().toNanos()) {
      finish(shrink, ledger.report().resizeTimedOut(shrink.limitBytes, held));
      return;
    }
    getBack(shrink);
    held = heldBytes();
    if (held <= shrink.limitBytes) {
      finish(shrink, null);
    } else {
      shrink.waitFor(ledger.report().largestHolder(), held - shrink.limitBytes);
      shrink.cancelTimer.run();
      shrink.cancelTimer = clock.after(RETRY_NANOS, this::stepSoon);
      if (current != shrink) {
        shrink.cancelTimer.run(); // superseded before it could see this timer
      }
    }
  }

  /** The larger of what is booked and what is resident. */
  private long heldBytes() {
    if (share != null) {
      share.settle();
    }
    long booked = ledger.limitBytes() + ledger.overLimitBytes();
    return ledger.overLimitBytes() > 0 || allocator == null ? booked : allocator.residentBytes();
  }

  private void getBack(Shrink shrink) {
    evict(Long.MAX_VALUE, true);
    long over = ledger.overLimitBytes();
    if (over <= 0 || shrink.ordersUnderWay) {
      return;
    }
    List<CompletableFuture<Long>> orders = new ArrayList<>();
    for (Victims.Demand demand : arbiter.victims().anywhere(over)) {
      orders.add(arbiter.order(demand.consumer(), demand.bytes(), "resize").done());
    }
    if (orders.isEmpty()) {
      evict(over, false);
      return;
    }
    shrink.ordersUnderWay = true;
    var _ =
        CompletableFuture.allOf(orders.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (_, _) -> {
                  shrink.ordersUnderWay = false;
                  // Without progress the timer tries again: nobody may spin here.
                  if (orders.stream().anyMatch(freed -> freed.getNow(0L) > 0)) {
                    step();
                  }
                });
  }

  /** Evicts stored blocks, so far as that helps; the protected ones only if told so. */
  private void evict(long bytes, boolean spareProtected) {
    long evictable;
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(MemoryMode.OFF_HEAP);
      long most = spareProtected ? region.evictableForExecution() : region.storageUsed();
      evictable = Math.min(Math.min(bytes, region.overLimitBytes()), most);
    }
    if (evictable > 0) {
      ledger.storage(MemoryMode.OFF_HEAP).evictFor(evictable, ledger.root());
    }
  }

  private void finish(Shrink shrink, @Nullable Throwable failure) {
    synchronized (this) {
      if (current == shrink) {
        current = null;
      }
    }
    shrink.end(failure);
  }

  /** The manager is closed. */
  void close() {
    Shrink shrink = current;
    if (shrink != null) {
      finish(shrink, new IllegalStateException("memory manager was closed during a resize"));
    }
  }
}
