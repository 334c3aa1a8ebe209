package io.scheelite.sql;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.calcite.StatementTranslator;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.optimizer.ConstantEvaluator;
import io.scheelite.sql.optimizer.Optimizer;
import io.scheelite.sql.physical.PhysicalPlanner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** From a logical query to the plan that runs. Thread-safe. */
final class QueryPlanner {
  private final ColumnFactory columns;
  private final Optimizer optimizer;
  private final PlanningThreads threads;

  QueryPlanner(ColumnFactory columns) {
    this(columns, ConstantEvaluator.NONE, new PlanningThreads());
  }

  /** Lets constants be computed while planning; the threads stay their owner's. */
  QueryPlanner(ColumnFactory columns, ConstantEvaluator constants, PlanningThreads threads) {
    this.columns = columns;
    this.optimizer = new Optimizer(columns, constants);
    this.threads = threads;
  }

  /** Parses and checks a statement without parameters. */
  SqlStatement parse(String sql, Catalog catalog) {
    return parse(sql, List.of(), catalog, new CompletableFuture<>());
  }

  /** Parses and checks a statement, unless that is unwanted before it is done. */
  SqlStatement parse(
      String sql,
      List<? extends @Nullable Object> parameters,
      Catalog catalog,
      CompletableFuture<?> unwanted) {
    return threads.call(
        () -> StatementTranslator.translate(sql, parameters, catalog, columns), unwanted);
  }

  /** An INSERT of one row of constants and parameters, for all rows of parameters. */
  SqlStatement insertion(
      String sql,
      List<? extends List<? extends @Nullable Object>> rows,
      Catalog catalog,
      CompletableFuture<?> unwanted) {
    return threads.call(() -> StatementTranslator.insertion(sql, rows, catalog, columns), unwanted);
  }

  /** Parses and checks a statement without its parameters. */
  StatementDescription describe(String sql, Catalog catalog) {
    return threads.call(
        () -> StatementTranslator.describe(sql, catalog, columns), new CompletableFuture<>());
  }

  /** Optimizes and chooses operators. */
  PlanNode plan(LogicalQuery query) {
    return plan(query, optimized -> optimized);
  }

  /** As above; {@code tables} may put others in place of the tables that are to be read. */
  PlanNode plan(LogicalQuery query, UnaryOperator<LogicalQuery> tables) {
    return threads.call(() -> planHere(query, tables));
  }

  private PlanNode planHere(LogicalQuery query, UnaryOperator<LogicalQuery> tables) {
    return planHere(prepareHere(query), tables);
  }

  private PlanNode planHere(PreparedQuery query, UnaryOperator<LogicalQuery> tables) {
    Estimator estimator = query.estimator();
    return new PhysicalPlanner(estimator, columns).plan(tables.apply(query.query()));
  }

  /**
   * Optimizes, unless that is unwanted before it is done: what is left to {@link
   * #plan(PreparedQuery, UnaryOperator)} is short.
   */
  PreparedQuery prepare(LogicalQuery query, CompletableFuture<?> unwanted) {
    return threads.call(() -> prepareHere(query), unwanted);
  }

  private PreparedQuery prepareHere(LogicalQuery query) {
    PlanningThreads.requireWanted();
    StatementLimits.check(query);
    Estimator estimator = new Estimator();
    return new PreparedQuery(optimizer.optimize(query, estimator), estimator);
  }

  /** Chooses operators for what was prepared before. */
  PlanNode plan(PreparedQuery query, UnaryOperator<LogicalQuery> tables) {
    return threads.call(() -> planHere(query, tables));
  }
}
