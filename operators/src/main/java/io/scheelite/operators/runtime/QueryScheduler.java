package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.spill.SpillManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs queries of one engine on one {@link WorkerPool}: all of them share its threads fairly, a
 * quantum at a time.
 *
 * <p>Thread-safe. Closing it cancels what still runs and waits for its end; pool, memory manager
 * and spill manager belong to whoever made them and are closed after it.
 */
public final class QueryScheduler implements AutoCloseable {
  private static final long QUANTUM_NANOS = 10_000_000;

  private final RuntimeServices services;
  private final Set<ExecutionGraph> running = new HashSet<>();
  private boolean closed;

  /** A scheduler whose waits are timed by {@code clock}. */
  public QueryScheduler(
      WorkerPool pool, MemoryManager memory, SpillManager spill, WaitClock clock) {
    this.services =
        new RuntimeServices(memory, spill, clock, new FairQueue(pool.executor(), QUANTUM_NANOS));
  }

  /**
   * Starts pipelines; returns at once. The graph must be released after its end.
   *
   * @throws QueryCancelledException if this is closed
   */
  public ExecutionGraph start(QueryPipelines pipelines, QueryOptions options, FloorPlan floors) {
    ExecutionGraph graph = new ExecutionGraph(pipelines, options, floors, services);
    synchronized (this) {
      if (closed) {
        throw QueryCancelledException.ofClosedEngine();
      }
      running.add(graph);
    }
    var _ = graph.ended().whenComplete((done, failure) -> remove(graph));
    graph.start();
    return graph;
  }

  private synchronized void remove(ExecutionGraph graph) {
    running.remove(graph);
  }

  /**
   * Cancels all queries and waits until none of their drivers runs any more. Not for a thread of
   * the pool.
   */
  @Override
  public void close() {
    List<ExecutionGraph> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(running);
    }
    left.forEach(ExecutionGraph::cancel);
    for (ExecutionGraph graph : left) {
      awaitEnd(graph.ended());
    }
  }

  private static void awaitEnd(CompletableFuture<Void> ended) {
    try {
      ended.join();
    } catch (CompletionException expected) {
      // its own reader hears of the failure
    }
  }
}
