package io.scheelite.operators.execution;

import io.scheelite.operators.exchange.ExchangeSinkFactory;
import io.scheelite.operators.exchange.KeySample;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionProfile;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A task that was started: one stage of a plan, whose rows go to an {@link
 * io.scheelite.operators.exchange.ExchangeOutput}. Gives back memory, files and inputs by itself
 * when it ends. Thread-safe; no call waits.
 */
public final class StageExecution implements AutoCloseable {
  private final ExecutionProfile profile;
  private final ExecutionGraph graph;
  private final ExchangeSinkFactory sink;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  StageExecution(ExecutionProfile profile, ExecutionGraph graph, ExchangeSinkFactory sink) {
    this.profile = profile;
    this.graph = graph;
    this.sink = sink;
    var _ = graph.ended().whenComplete((done, failure) -> end(failure));
  }

  private void end(@Nullable Throwable failure) {
    graph.release();
    if (failure == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(failure);
    }
  }

  /**
   * Completes when the output is committed, exceptionally with what the task failed with or {@link
   * io.scheelite.operators.runtime.QueryCancelledException}; in both cases nothing of the task runs
   * any more and it holds nothing.
   */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Counters of all operators, also while they run. */
  public ExecutionProfile profile() {
    return profile;
  }

  /** Most bytes of execution memory that the task ever held, floors included. */
  public long peakMemoryBytes() {
    return graph.peakMemoryBytes();
  }

  /** Bytes that the task has written to spill files. */
  public long spilledBytes() {
    return graph.spilledBytes();
  }

  /** Rows that have come to the output so far. */
  public long numRows() {
    return sink.numRows();
  }

  /** The sample that was asked for, once the task has ended well; else null. */
  public @Nullable KeySample sample() {
    return ended.isDone() && !ended.isCompletedExceptionally() ? sink.sample() : null;
  }

  /** Makes the task end soon. */
  public void cancel() {
    graph.cancel();
  }

  /** As {@link #cancel}. */
  @Override
  public void close() {
    cancel();
  }
}
