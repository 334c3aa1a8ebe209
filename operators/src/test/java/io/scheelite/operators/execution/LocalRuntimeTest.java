package io.scheelite.operators.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.ScriptedTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans from start to end: limits, failures, cancellation, little memory. */
class LocalRuntimeTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final int ROWS_PER_SPLIT = 5_000;
  private static final int ENDLESS = 100_000_000;
  private static final Expression KEY = new Expression.ColumnRef(0, DataType.INT64, false);

  private static PlanNode scan(ScriptedTable table) {
    return new PlanNode.Scan(table, List.of(0), List.of(), -1);
  }

  private static Expression literal(long value) {
    return new Expression.Literal(value, DataType.INT64);
  }

  /** Keys above {@code bound}, doubled. */
  private static PlanNode doubledAbove(PlanNode input, long bound) {
    PlanNode filtered =
        new PlanNode.Filter(
            input, new Expression.Comparison(ComparisonOperator.GREATER, KEY, literal(bound)), -1);
    Expression doubled =
        new Expression.Arithmetic(ArithmeticOperator.MULTIPLY, KEY, literal(2), DataType.INT64);
    return new PlanNode.Project(filtered, List.of(doubled), List.of("doubled"));
  }

  @Test
  void readsEverySplitOnce() {
    ScriptedTable table = new ScriptedTable(7, ROWS_PER_SPLIT, 100, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      List<List<@Nullable Object>> rows =
          harness.run(doubledAbove(scan(table), 97), RuntimeHarness.options(2048));
      assertThat(rows).hasSize(7 * ROWS_PER_SPLIT / 100 * 2);
      assertThat(rows.stream().map(List::getFirst).distinct())
          .containsExactlyInAnyOrder(196L, 198L);
    }
    assertThat(table.openReaders()).isZero();
  }

  @Test
  void stopsReadingWhenTheLimitIsReached() {
    ScriptedTable table = new ScriptedTable(4, ENDLESS, 100, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      PlanNode plan = new PlanNode.Limit(doubledAbove(scan(table), 50), 1_000, 17);
      assertThat(harness.run(plan, RuntimeHarness.options(2048))).hasSize(1_000);
    }
    assertThat(table.openReaders()).isZero();
    assertThat(table.batchesRead()).isLessThan(ENDLESS / 2048);
  }

  @Test
  void failsOnceAndGivesEverythingBack() {
    for (int batch : new int[] {1, 2, 5, 11}) {
      ScriptedTable table = new ScriptedTable(5, ROWS_PER_SPLIT, 100, batch);
      try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
        PlanNode plan = doubledAbove(scan(table), 50);
        assertThatThrownBy(() -> harness.run(plan, RuntimeHarness.options(2048)))
            .isInstanceOf(ScriptedTable.ScriptedFailure.class);
      }
      assertThat(table.openReaders()).isZero();
    }
  }

  @Test
  void reportsTheErrorOfARow() {
    ScriptedTable table = new ScriptedTable(5, ROWS_PER_SPLIT, 100, ScriptedTable.NEVER);
    Expression quotient =
        new Expression.Arithmetic(ArithmeticOperator.DIVIDE, literal(1), KEY, DataType.INT64);
    PlanNode plan = new PlanNode.Project(scan(table), List.of(quotient), List.of("q"));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      assertThatThrownBy(() -> harness.run(plan, RuntimeHarness.options(2048)))
          .isInstanceOfSatisfying(
              ScheeliteException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVISION_BY_ZERO));
    }
    assertThat(table.openReaders()).isZero();
  }

  @Test
  void endsSoonAfterItWasCancelled() {
    ScriptedTable table = new ScriptedTable(4, ENDLESS, 100, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      PlanNode plan = doubledAbove(scan(table), 50);
      try (QueryExecution execution = harness.runtime().start(plan, RuntimeHarness.options(2048))) {
        assertThat(execution.cursor().next()).isNotNull();
        execution.cancel();
        assertThat(execution.ended().handle((done, failure) -> failure))
            .succeedsWithin(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> OperatorHarness.readAll(execution.cursor()))
            .isInstanceOfSatisfying(
                ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      }
      assertThat(harness.memory().outstandingBytes()).isZero();
      assertThat(harness.run(new PlanNode.Limit(plan, 5, 0), RuntimeHarness.options(64)))
          .hasSize(5);
    }
    assertThat(table.openReaders()).isZero();
  }

  @Test
  void closesWhatAQueryReadsBeforeAnybodyHearsOfItsEnd() {
    ScriptedTable table = new ScriptedTable(4, ENDLESS, 100, ScriptedTable.NEVER);
    List<Boolean> ended = Collections.synchronizedList(new ArrayList<>());
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      QueryExecution execution =
          harness.runtime().start(doubledAbove(scan(table), 50), RuntimeHarness.options(2048));
      execution.closeAtEnd(() -> ended.add(execution.ended().isDone()));
      execution.close();
      assertThat(ended).containsExactly(false);
      execution.closeAtEnd(() -> ended.add(execution.ended().isDone()));
      assertThat(ended).containsExactly(false, true);
    }
  }

  @Test
  void closingTheRuntimeEndsWhatRuns() {
    ScriptedTable table = new ScriptedTable(4, ENDLESS, 100, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      QueryExecution execution =
          harness.runtime().start(doubledAbove(scan(table), 50), RuntimeHarness.options(2048));
      harness.runtime().close();
      assertThat(execution.ended()).isDone();
      execution.close();
    }
    assertThat(table.openReaders()).isZero();
  }

  @Test
  void runsAtTheSmallestLimitAndNamesItBelow() {
    ScriptedTable table = new ScriptedTable(3, ROWS_PER_SPLIT, 100, ScriptedTable.NEVER);
    PlanNode plan = doubledAbove(scan(table), 50);
    QueryOptions options = QueryOptions.defaults("query");
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      long smallest = harness.runtime().forecast(plan, options).smallestLimitBytes();
      assertThat(harness.run(plan, options.withMemoryLimitBytes(smallest)))
          .hasSize(3 * ROWS_PER_SPLIT / 100 * 49);
      assertThatThrownBy(() -> harness.run(plan, options.withMemoryLimitBytes(smallest - 1)))
          .isInstanceOfSatisfying(
              MemoryLimitExceededException.class,
              e -> assertThat(e.sufficientLimitBytes()).isEqualTo(smallest))
          .hasMessageContaining(String.valueOf(smallest));
    }
  }

  @Test
  void givesUpBatchSizeAndDriversForSmallLimits() {
    ScriptedTable table = new ScriptedTable(8, ROWS_PER_SPLIT, 100, ScriptedTable.NEVER);
    PlanNode plan = doubledAbove(scan(table), 50);
    QueryOptions options = QueryOptions.defaults("query").withBatchSize(32 << 10);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES, 4)) {
      MemoryForecast rich = harness.runtime().forecast(plan, options);
      assertThat(rich.batchSize()).isEqualTo(32 << 10);
      assertThat(rich.floors().drivers()).isEqualTo(4);
      long modest = rich.floors().floorBytes();
      MemoryForecast smaller =
          harness.runtime().forecast(plan, options.withMemoryLimitBytes(modest));
      assertThat(smaller.batchSize()).isLessThan(32 << 10);
      assertThat(smaller.floors().drivers()).isEqualTo(4);
      MemoryForecast poor =
          harness
              .runtime()
              .forecast(plan, options.withMemoryLimitBytes(smaller.smallestLimitBytes()));
      assertThat(poor.floors().drivers()).isEqualTo(1);
      assertThat(poor.floors().floorBytes()).isEqualTo(poor.smallestLimitBytes());
    }
  }

  @Test
  void fourQueriesShareOneThreadAndALimitOfTheirFloors() {
    ScriptedTable table = new ScriptedTable(3, ROWS_PER_SPLIT, 100, ScriptedTable.NEVER);
    PlanNode plan = doubledAbove(scan(table), 50);
    QueryOptions options = QueryOptions.defaults("query");
    long smallest;
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES, 1)) {
      smallest = harness.runtime().forecast(plan, options).smallestLimitBytes();
    }
    try (RuntimeHarness harness = new RuntimeHarness(4 * smallest, 1)) {
      List<QueryExecution> queries = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        queries.add(harness.runtime().start(plan, options.withMemoryLimitBytes(smallest)));
      }
      for (QueryExecution query : queries) {
        assertThat(OperatorHarness.readAll(query.cursor())).hasSize(3 * ROWS_PER_SPLIT / 100 * 49);
        query.close();
      }
    }
  }
}
