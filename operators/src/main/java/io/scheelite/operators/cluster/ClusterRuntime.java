package io.scheelite.operators.cluster;

import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;

/**
 * Runs plans on a cluster for one application. Thread-safe. Closing it cancels what still runs and
 * ends the application: the cluster forgets its map outputs.
 */
public interface ClusterRuntime extends AutoCloseable {
  /** Starts a query; returns at once. Whoever reads the result closes the execution. */
  QueryExecution start(PlanNode plan, QueryOptions options);

  /** How the plan would be cut into stages, as text for EXPLAIN. */
  String explain(PlanNode plan);

  @Override
  void close();
}
