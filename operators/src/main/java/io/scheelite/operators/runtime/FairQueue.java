package io.scheelite.operators.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Ready work of all queries: queries take turns, and within a query its work takes turns, whatever
 * the number of drivers each has.
 *
 * <p>Every {@link #add} submits one run to the executor, and every run takes one piece, so no
 * thread ever waits here. Thread-safe.
 */
final class FairQueue {
  /** The ready work of one query; guarded by the queue. */
  static final class Lane {
    private final ArrayDeque<WorkItem> ready = new ArrayDeque<>();
  }

  private final Executor executor;
  private final long quantumNanos;
  private final ArrayDeque<Lane> lanes = new ArrayDeque<>();

  FairQueue(Executor executor, long quantumNanos) {
    this.executor = executor;
    this.quantumNanos = quantumNanos;
  }

  /** Has the work run for a quantum when its turn comes. */
  void add(Lane lane, WorkItem item) {
    synchronized (this) {
      if (lane.ready.isEmpty()) {
        lanes.addLast(lane);
      }
      lane.ready.addLast(item);
    }
    executor.execute(this::runNext);
  }

  private void runNext() {
    next().run(quantumNanos);
  }

  private synchronized WorkItem next() {
    Lane lane = lanes.removeFirst();
    WorkItem item = lane.ready.removeFirst();
    if (!lane.ready.isEmpty()) {
      lanes.addLast(lane);
    }
    return item;
  }
}
