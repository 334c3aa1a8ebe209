package io.scheelite.operators.execution;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.FloorPlan;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A query that was started: its result, its counters, and the means to stop it. Thread-safe but for
 * the cursor.
 */
public final class QueryExecution implements AutoCloseable {
  private final PlanNode plan;
  private final ExecutionProfile profile;
  private final ExecutionGraph graph;
  private final ResultCursor cursor;
  private final Supplier<ClusterReport> report;

  QueryExecution(
      PlanNode plan, ExecutionProfile profile, ExecutionGraph graph, ResultCursor cursor) {
    this(plan, profile, graph, cursor, () -> ClusterReport.NONE);
  }

  private QueryExecution(
      PlanNode plan,
      ExecutionProfile profile,
      ExecutionGraph graph,
      ResultCursor cursor,
      Supplier<ClusterReport> report) {
    this.plan = plan;
    this.profile = profile;
    this.graph = graph;
    this.cursor = cursor;
    this.report = report;
  }

  /** The same execution, known to be the last stage of a query that reports so. */
  public QueryExecution withReport(Supplier<ClusterReport> clusterReport) {
    return new QueryExecution(plan, profile, graph, cursor, clusterReport);
  }

  /** What is executed. */
  public PlanNode plan() {
    return plan;
  }

  /** The result; to be closed. */
  public ResultCursor cursor() {
    return cursor;
  }

  /** Counters of all operators, also while they run. */
  public ExecutionProfile profile() {
    return profile;
  }

  /** How it runs: drivers, concurrency, floor. */
  public FloorPlan floors() {
    return graph.floors();
  }

  /** Most bytes of execution memory that the query ever held, floors included. */
  public long peakMemoryBytes() {
    return graph.peakMemoryBytes();
  }

  /** Bytes that the query has written to spill files. */
  public long spilledBytes() {
    return graph.spilledBytes();
  }

  /** What the query has done on other processes so far. */
  public ClusterReport report() {
    return report.get();
  }

  /**
   * Completes when nothing of the query runs any more, exceptionally if it failed or was cancelled.
   */
  public CompletableFuture<Void> ended() {
    return graph.ended().copy();
  }

  /** Closes what the query reads before {@link #ended} completes, or now if it has. */
  public void closeAtEnd(AutoCloseable part) {
    graph.closeAtEnd(part);
  }

  /** Makes the query end soon. */
  public void cancel() {
    graph.cancel();
  }

  /** Closes the cursor. */
  @Override
  public void close() {
    cursor.close();
  }
}
