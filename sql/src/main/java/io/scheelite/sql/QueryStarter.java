package io.scheelite.sql;

import io.scheelite.operators.execution.MemoryForecast;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.PlanText;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.logical.LogicalQuery;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Plans queries and starts them, with the rows that are cached or to be cached for them. Stateless;
 * the engine's parts stay the engine's.
 */
final class QueryStarter {
  private final QueryPlanner planner;
  private final FrameCache cache;
  private final QueryRunner runner;
  private final RecursionRunner recursions;

  QueryStarter(QueryPlanner planner, FrameCache cache, QueryRunner runner) {
    this.planner = planner;
    this.cache = cache;
    this.runner = runner;
    this.recursions = new RecursionRunner(this, runner.blocks());
  }

  /** Threads whose drivers may write at the same time; 1 if others run them. */
  int writingThreads() {
    return runner.onCluster() ? 1 : runner.threads();
  }

  PlanNode plan(LogicalQuery query) {
    return planner.plan(cache.forExplain(query));
  }

  String explain(LogicalQuery query) {
    PlanNode plan = plan(query);
    MemoryForecast forecast = runner.forecast(plan);
    return PlanText.of(plan, new OperatorNotes(forecast.profile())::planned)
        + JoinRegions.describe(plan)
        + cache.notes(query)
        + runner.explainStages(plan)
        + ExplainSummary.of(forecast, runner.memory().limitBytes());
  }

  String explainAnalyze(LogicalQuery query, UnaryOperator<QueryResult> track) {
    try (QueryResult result = track.apply(run(query, 0))) {
      result.drain();
      return PlanText.of(result.plan(), new OperatorNotes(result.profile())::done)
          + JoinRegions.describe(result.plan())
          + cache.notes(query)
          + ExplainSummary.of(result.metrics());
    }
  }

  /**
   * Starts a query, unless rows must be stored first: then its reader does. {@code parsingNanos}
   * went into it before.
   */
  QueryResult run(LogicalQuery query, long parsingNanos) {
    long start = System.nanoTime();
    CacheScans ready = cache.ifReady(query);
    PreparedQuery prepared = ready == null ? null : planOf(ready, () -> prepare(ready.query()));
    boolean now = prepared != null && !RecursionRunner.isNeeded(prepared);
    PlanNode plan =
        ready == null || !now
            ? null
            : planOf(
                ready, () -> planner.plan(Objects.requireNonNull(prepared), ready::holdTables));
    if (ready != null && !now) {
      ready.close();
    }
    long planned = System.nanoTime();
    QueryExecution started = plan == null || ready == null ? null : start(plan, ready);
    return new QueryResult(
        query.schema(),
        started,
        preparation -> {
          CacheScans scans = cache.forRun(query, preparation);
          return start(planOf(scans, () -> prepare(scans.query())), scans, preparation);
        },
        parsingNanos + planned - start,
        planned);
  }

  /**
   * As {@link #run(LogicalQuery, long)}, but the drivers put the rows into a sink themselves, and
   * the result ends without rows; without a cluster.
   *
   * @param sink where to; asked for another one, in place of the first, if the query starts again
   */
  QueryResult runInto(LogicalQuery query, Supplier<SinkFactory> sink) {
    return new QueryResult(
        query.schema(),
        null,
        preparation -> {
          CacheScans scans = cache.forRun(query, preparation);
          PreparedQuery prepared = planOf(scans, () -> prepare(scans.query()));
          PlanNode plan =
              planOf(
                  scans,
                  () ->
                      recursions.with(
                          prepared,
                          scans,
                          preparation,
                          () -> planner.plan(prepared, scans::holdTables)));
          return start(scans, () -> runner.startInto(plan, sink));
        },
        0,
        System.nanoTime());
  }

  /** Optimizes a query of another one, or of a program. */
  PreparedQuery prepare(LogicalQuery query) {
    return prepare(query, new CompletableFuture<>());
  }

  PreparedQuery prepare(LogicalQuery query, CompletableFuture<?> unwanted) {
    return planner.prepare(query, unwanted);
  }

  /** Starts a query that reads nothing cached. {@code nanosBefore} went into it before. */
  QueryResult run(PreparedQuery query, long nanosBefore) {
    long start = System.nanoTime();
    if (RecursionRunner.isNeeded(query)) {
      return new QueryResult(
          query.query().schema(),
          null,
          preparation -> start(query, new CacheScans(query.query(), List.of()), preparation),
          nanosBefore,
          start);
    }
    CacheScans scans = new CacheScans(query.query(), List.of());
    PlanNode plan = planOf(scans, () -> planner.plan(query, scans::holdTables));
    long planned = System.nanoTime();
    QueryExecution started = start(plan, scans);
    return new QueryResult(
        query.query().schema(), started, _ -> started, nanosBefore + planned - start, planned);
  }

  /** Starts the step of a recursion, which reads tables in place of others. */
  QueryResult run(PreparedQuery query, Map<TableSource, MemoryTable> tables) {
    long planned = System.nanoTime();
    return new QueryResult(
        query.query().schema(),
        null,
        preparation -> {
          CacheScans scans = new CacheScans(query.query(), List.of());
          tables.forEach(scans::compute);
          return start(query, scans, preparation);
        },
        0,
        planned);
  }

  /** Computes the recursions that a query reads, and starts it. */
  private QueryExecution start(
      PreparedQuery query, CacheScans scans, CachePreparation preparation) {
    PlanNode plan =
        planOf(
            scans,
            () ->
                recursions.with(
                    query, scans, preparation, () -> planner.plan(query, scans::holdTables)));
    return start(plan, scans);
  }

  private static <T> T planOf(CacheScans scans, Supplier<T> planning) {
    boolean done = false;
    try {
      T plan = planning.get();
      done = true;
      return plan;
    } finally {
      if (!done) {
        scans.close();
      }
    }
  }

  /** Starts a plan that reads locked blocks; they are unlocked when it ends. */
  private QueryExecution start(PlanNode plan, CacheScans scans) {
    return start(scans, () -> runner.start(plan));
  }

  private static QueryExecution start(CacheScans scans, Supplier<QueryExecution> starting) {
    boolean started = false;
    try {
      QueryExecution execution = starting.get();
      started = true;
      execution.closeAtEnd(scans); // whoever closes the result may drop the tables then
      return execution;
    } finally {
      if (!started) {
        scans.close();
      }
    }
  }

  QueryResult run(PlanNode plan, long planningNanos) {
    long planned = System.nanoTime();
    return new QueryResult(
        plan.schema(), runner.start(plan), _ -> runner.start(plan), planningNanos, planned);
  }
}
