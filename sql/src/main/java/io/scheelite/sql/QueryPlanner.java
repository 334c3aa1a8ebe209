package io.scheelite.sql;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.calcite.StatementTranslator;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.optimizer.Optimizer;
import io.scheelite.sql.physical.PhysicalPlanner;

/** From a logical query to the plan that runs. Thread-safe. */
final class QueryPlanner {
  private final ColumnFactory columns;
  private final Optimizer optimizer;

  QueryPlanner(ColumnFactory columns) {
    this.columns = columns;
    this.optimizer = new Optimizer(columns);
  }

  /** Parses and checks a statement. */
  SqlStatement parse(String sql, Catalog catalog) {
    return PlanningThread.call(() -> StatementTranslator.translate(sql, catalog, columns));
  }

  /** Optimizes and chooses operators. */
  PlanNode plan(LogicalQuery query) {
    return PlanningThread.call(() -> planHere(query));
  }

  private PlanNode planHere(LogicalQuery query) {
    Estimator estimator = new Estimator();
    LogicalQuery optimized = optimizer.optimize(query, estimator);
    return new PhysicalPlanner(estimator, columns).plan(optimized);
  }
}
