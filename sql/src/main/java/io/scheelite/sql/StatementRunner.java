package io.scheelite.sql;

import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.SqlStatement;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements of any kind. One that is overtaken by another, which drops or replaces a table
 * that it has found, is planned and run once more: until its first row is there, or its change is
 * put in place, it has done nothing. Thread-safe.
 */
final class StatementRunner {
  private final Engine engine;
  private final QueryPlanner planner;
  private final QueryStarter starter;
  private final PlanCache plans;
  private final TableStatements tables;
  private final Catalog catalog;

  StatementRunner(
      Engine engine,
      QueryPlanner planner,
      QueryStarter starter,
      PlanCache plans,
      TableStatements tables,
      Catalog catalog) {
    this.engine = engine;
    this.planner = planner;
    this.starter = starter;
    this.plans = plans;
    this.tables = tables;
    this.catalog = catalog;
  }

  /** See {@link Engine#statement}. */
  StatementOutcome execute(
      String text, List<? extends @Nullable Object> parameters, StatementExecution execution) {
    return twiceIfOvertaken(execution, () -> executeOnce(text, parameters, execution));
  }

  /** See {@link Engine#insertion}. */
  StatementOutcome insert(
      String text,
      List<? extends List<? extends @Nullable Object>> rows,
      StatementExecution execution) {
    return twiceIfOvertaken(
        execution,
        () -> tables.run(planner.insertion(text, rows, catalog, execution.unwanted()), execution));
  }

  private static StatementOutcome twiceIfOvertaken(
      StatementExecution execution, Supplier<StatementOutcome> attempt) {
    try {
      return attempt.get();
    } catch (TableGoneException gone) {
      execution.requireWanted();
      return attempt.get();
    }
  }

  private StatementOutcome executeOnce(
      String text, List<? extends @Nullable Object> parameters, StatementExecution execution) {
    long start = System.nanoTime();
    PlanCache.Key key = PlanCache.Key.of(text, parameters);
    long version = plans.version();
    PreparedQuery known = plans.find(key);
    if (known != null) {
      return run(known, start, execution);
    }
    SqlStatement statement = planner.parse(text, parameters, catalog, execution.unwanted());
    execution.requireWanted();
    return switch (statement) {
      case SqlStatement.Query query -> {
        PreparedQuery fresh = starter.prepare(query.query(), execution.unwanted());
        if (query.lasting()) {
          plans.put(key, fresh, version);
        }
        execution.requireWanted();
        yield run(fresh, start, execution);
      }
      case SqlStatement.Explain _ ->
          StatementOutcome.of(
              engine.frame(statement, System.nanoTime() - start).collect(execution::track));
      case SqlStatement other -> tables.run(other, execution);
    };
  }

  private StatementOutcome run(PreparedQuery query, long start, StatementExecution execution) {
    return StatementOutcome.of(execution.track(starter.run(query, System.nanoTime() - start)));
  }
}
