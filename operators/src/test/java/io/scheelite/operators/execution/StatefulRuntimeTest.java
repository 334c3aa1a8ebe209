package io.scheelite.operators.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.ScriptedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A plan with a join, an aggregation and a sort: failures, cancellation, little memory. */
class StatefulRuntimeTest {
  private static final long MEMORY_BYTES = 96L << 20;
  private static final int ROWS_PER_SPLIT = 5_000;
  private static final int KEYS = 4_000;
  private static final int ENDLESS = 100_000_000;

  private static PlanNode scan(ScriptedTable table) {
    return new PlanNode.Scan(table, List.of(0), List.of(), -1);
  }

  private static ScriptedTable table(int numSplits, int rowsPerSplit, int failAtBatch) {
    return new ScriptedTable(numSplits, rowsPerSplit, KEYS, failAtBatch);
  }

  /** Counts the rows per key of the join, sorted by key. */
  private static PlanNode plan(ScriptedTable probe, ScriptedTable build) {
    PlanNode join =
        new PlanNode.HashJoin(
            scan(probe), scan(build), JoinType.INNER, List.of(0), List.of(0), null, -1);
    PlanNode counted =
        new PlanNode.Aggregate(
            join,
            List.of(0),
            List.of(new AggregateCall(AggregateFunction.COUNT_STAR, -1, null, DataType.INT64, "n")),
            -1);
    return new PlanNode.Sort(counted, List.of(new SortKey(0, true, false)));
  }

  /** {@code probeRows} and {@code buildRows} are multiples of the number of keys. */
  private static List<List<@Nullable Object>> expected(long probeRows, long buildRows) {
    long pairs = probeRows / KEYS * (buildRows / KEYS);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    LongStream.range(0, KEYS).forEach(key -> rows.add(List.of(key, pairs)));
    return rows;
  }

  @Test
  void joinsGroupsAndSorts() {
    ScriptedTable probe = table(8, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    ScriptedTable build = table(4, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      assertThat(harness.run(plan(probe, build), RuntimeHarness.options(2048)))
          .isEqualTo(expected(8 * ROWS_PER_SPLIT, 4 * ROWS_PER_SPLIT));
    }
  }

  @Test
  void failsInAnyPipelineAndGivesEverythingBack() {
    for (int batch : new int[] {1, 3, 9}) {
      for (boolean onBuild : new boolean[] {true, false}) {
        ScriptedTable probe = table(4, ROWS_PER_SPLIT, onBuild ? ScriptedTable.NEVER : batch);
        ScriptedTable build = table(4, ROWS_PER_SPLIT, onBuild ? batch : ScriptedTable.NEVER);
        try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
          assertThatThrownBy(() -> harness.run(plan(probe, build), RuntimeHarness.options(2048)))
              .isInstanceOf(ScriptedTable.ScriptedFailure.class);
        }
        assertThat(probe.openReaders() + build.openReaders()).isZero();
      }
    }
  }

  @Test
  void cancelsInAnyPipeline() {
    for (boolean onBuild : new boolean[] {true, false}) {
      ScriptedTable endless = table(2, ENDLESS, ScriptedTable.NEVER);
      ScriptedTable small = table(4, ROWS_PER_SPLIT, ScriptedTable.NEVER);
      PlanNode plan = onBuild ? plan(small, endless) : plan(endless, small);
      try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
        QueryExecution execution = harness.runtime().start(plan, RuntimeHarness.options(2048));
        while (endless.batchesRead() < 20) {
          Thread.onSpinWait();
        }
        execution.cancel();
        assertThat(execution.ended().handle((done, failure) -> failure))
            .succeedsWithin(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> OperatorHarness.readAll(execution.cursor()))
            .isInstanceOfSatisfying(
                ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        execution.close();
        assertThat(harness.memory().outstandingBytes()).isZero();
      }
      assertThat(endless.openReaders() + small.openReaders()).isZero();
    }
  }

  @Test
  void runsAtTheSmallestLimitAndNamesItBelow() {
    ScriptedTable probe = table(8, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    ScriptedTable build = table(4, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    PlanNode plan = plan(probe, build);
    QueryOptions options = QueryOptions.defaults("query");
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      long smallest = harness.runtime().forecast(plan, options).smallestLimitBytes();
      assertThat(harness.run(plan, options.withMemoryLimitBytes(smallest)))
          .isEqualTo(expected(8 * ROWS_PER_SPLIT, 4 * ROWS_PER_SPLIT));
      assertThatThrownBy(() -> harness.run(plan, options.withMemoryLimitBytes(smallest - 1)))
          .isInstanceOfSatisfying(
              MemoryLimitExceededException.class,
              e -> assertThat(e.sufficientLimitBytes()).isGreaterThanOrEqualTo(smallest));
    }
  }

  @Test
  void fourQueriesShareOneThreadAndALimitOfTheirFloors() {
    ScriptedTable probe = table(8, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    ScriptedTable build = table(4, ROWS_PER_SPLIT, ScriptedTable.NEVER);
    PlanNode plan = plan(probe, build);
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
        assertThat(OperatorHarness.readAll(query.cursor()))
            .isEqualTo(expected(8 * ROWS_PER_SPLIT, 4 * ROWS_PER_SPLIT));
        query.close();
      }
    }
  }
}
