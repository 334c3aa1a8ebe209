package io.scheelite.operators.runtime;

import io.scheelite.memory.ReclaimGate;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work in the hands of the scheduler: makes sure that it runs on one thread at a time, comes back
 * when what it waits for is complete, and reports its end once.
 *
 * <pre>
 *   NEW -> QUEUED -> RUNNING -> WAITING -> QUEUED ...
 *                       \-> QUEUED (quantum over)
 *                        \-> ENDED
 * </pre>
 */
final class WorkItem {
  private enum State {
    NEW,
    QUEUED,
    RUNNING,
    WAITING,
    ENDED
  }

  private final GatedWork work;
  private final FairQueue queue;
  private final FairQueue.Lane lane;
  private final BiConsumer<WorkItem, @Nullable Throwable> onEnd;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private volatile boolean wokenEarly;

  /**
   * @param onEnd called once, after the work has closed itself, with its failure or null
   */
  WorkItem(
      GatedWork work,
      FairQueue queue,
      FairQueue.Lane lane,
      BiConsumer<WorkItem, @Nullable Throwable> onEnd) {
    this.work = work;
    this.queue = queue;
    this.lane = lane;
    this.onEnd = onEnd;
  }

  /** Queues the work for the first time. */
  void start() {
    if (state.compareAndSet(State.NEW, State.QUEUED)) {
      queue.add(lane, this);
    }
  }

  /** Does not let it wait any longer, now or when it next waits: the query was cancelled. */
  void wakeEarly() {
    wokenEarly = true;
    wake();
  }

  private void wake() {
    if (state.compareAndSet(State.WAITING, State.QUEUED)) {
      queue.add(lane, this);
    }
  }

  /** Called by the queue. */
  @SuppressWarnings("IllegalCatch") // a thread root: nothing may be lost
  void run(long quantumNanos) {
    state.set(State.RUNNING);
    Progress progress;
    try {
      progress = work.advance(quantumNanos);
    } catch (Throwable failure) {
      end(failure);
      return;
    }
    switch (progress) {
      case Progress.Yield yield -> {
        state.set(State.QUEUED);
        queue.add(lane, this);
      }
      case Progress.Blocked blocked -> {
        state.set(State.WAITING);
        var _ = blocked.future().whenComplete((value, failure) -> wake());
        if (wokenEarly) {
          wakeUnlessGateIsTaken();
        }
      }
      case Progress.Done done -> end(null);
    }
  }

  /**
   * A cancelled driver only waits for a reclaim of its own memory to end, which wakes it by itself.
   */
  private void wakeUnlessGateIsTaken() {
    if (work.gate().state() != ReclaimGate.State.RECLAIMING) {
      wake();
    }
  }

  private void end(@Nullable Throwable failure) {
    state.set(State.ENDED);
    onEnd.accept(this, failure);
  }
}
