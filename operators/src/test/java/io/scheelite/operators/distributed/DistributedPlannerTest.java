package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.operators.testing.StagedExecution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where exchanges are put, and what little they carry. */
class DistributedPlannerTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final DistributionOptions OPTIONS = DistributionOptions.of(3);
  private static final DistributionOptions DIVIDING =
      OPTIONS.withBroadcastBytes(0).withRangeSortRows(0);

  /** Keys 0 to 99 in turn, and the number of the row; large by estimate. */
  private static PlanNode.Scan table(String name, int numRows) {
    return table(name, numRows, 1000.0 * numRows);
  }

  private static PlanNode.Scan table(String name, int numRows, double estimatedRows) {
    Schema schema =
        new Schema(
            List.of(
                new Field(name + "_key", DataType.INT64, false),
                new Field(name + "_row", DataType.INT64, false)));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long i = 0; i < numRows; i++) {
      rows.add(List.of(i % 100, i));
    }
    return new PlanNode.Scan(
        new RowsTable(schema, rows, 50), List.of(0, 1), List.of(), estimatedRows);
  }

  private static PlanNode join(JoinType type, PlanNode probe, PlanNode build) {
    return new PlanNode.HashJoin(probe, build, type, List.of(0), List.of(0), null, 5e5);
  }

  private static PlanNode count(PlanNode input, int... keys) {
    List<Integer> columns = new ArrayList<>();
    for (int key : keys) {
      columns.add(key);
    }
    AggregateCall call =
        new AggregateCall(AggregateFunction.COUNT_STAR, -1, null, DataType.INT64, "n");
    return new PlanNode.Aggregate(input, columns, List.of(call), keys.length == 0 ? 1 : 2e4);
  }

  private static StagePlan stages(PlanNode plan, DistributionOptions options) {
    return StageCutter.cut(DistributedPlanner.plan(plan, options), options);
  }

  private static List<String> outputs(PlanNode plan, DistributionOptions options) {
    return stages(plan, options).text().lines().filter(line -> line.startsWith("Stage")).toList();
  }

  private static List<List<@Nullable Object>> run(PlanNode plan, DistributionOptions options) {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StagedExecution staged =
          new StagedExecution(
              harness.runtime(), stages(plan, options), 4, RuntimeHarness.options(64));
      try (QueryExecution execution = staged.start()) {
        return OperatorHarness.readAll(execution.cursor());
      }
    }
  }

  @Test
  void joinAndAggregationByTheSameKeyExchangeEachSideOnce() {
    PlanNode plan = count(join(JoinType.INNER, table("a", 300), table("b", 200)), 2);
    assertThat(outputs(plan, DIVIDING))
        .containsExactly(
            "Stage 0 -> hash(a_key) x 3",
            "Stage 1 -> hash(b_key) x 3",
            "Stage 2 -> single",
            "Stage 3 root");
    assertThat(run(plan, DIVIDING)).hasSize(100).allMatch(row -> row.get(1).equals(6L));
  }

  @Test
  void joinByAnotherKeyExchangesAgain() {
    PlanNode first = join(JoinType.INNER, table("a", 300), table("b", 200));
    PlanNode second =
        new PlanNode.HashJoin(
            first, table("c", 300), JoinType.SEMI, List.of(1), List.of(1), null, -1);
    assertThat(outputs(second, DIVIDING))
        .contains("Stage 2 -> hash(a_row) x 3", "Stage 3 -> hash(c_row) x 3");
  }

  @Test
  void buildSideThatIsEmittedIsNeverBroadcast() {
    PlanNode small = new PlanNode.Filter(table("b", 200), alwaysTrue(), 3);
    for (JoinType type : JoinType.values()) {
      boolean emitsBuild =
          switch (type) {
            case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI -> true;
            case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
          };
      List<String> outputs = outputs(join(type, table("a", 300), small), OPTIONS);
      assertThat(outputs.contains("Stage 0 -> broadcast")).as("%s", type).isEqualTo(!emitsBuild);
    }
  }

  private static Expression alwaysTrue() {
    Expression column = new Expression.ColumnRef(0, DataType.INT64, false);
    return new Expression.Comparison(
        ComparisonOperator.GREATER_OR_EQUAL, column, new Expression.Literal(0L, DataType.INT64));
  }

  @Test
  void buildSideWithoutKeysIsSentEverywhereOrJoinedInOneTask() {
    for (JoinType type : JoinType.values()) {
      if (type.isNullAware() || type == JoinType.SINGLE) {
        continue; // has a key; has one match
      }
      PlanNode plan =
          new PlanNode.HashJoin(
              table("a", 300), table("b", 200), type, List.of(), List.of(), null, -1);
      assertThat(outputs(plan, DIVIDING)).as("%s", type).noneMatch(line -> line.contains("hash"));
      int expected =
          switch (type) {
            case INNER, LEFT, RIGHT, FULL -> 60_000;
            case SEMI, MARK -> 300;
            case ANTI, RIGHT_ANTI, NULL_AWARE_ANTI, NULL_AWARE_MARK, SINGLE -> 0;
            case RIGHT_SEMI -> 200;
          };
      assertThat(run(plan, DIVIDING)).as("%s", type).hasSize(expected);
    }
  }

  @Test
  void aggregationWithoutKeysHasOneRowEvenForNothing() {
    PlanNode nothing = new PlanNode.Filter(table("a", 300), new Expression.Not(alwaysTrue()), -1);
    assertThat(run(count(nothing), OPTIONS)).containsExactly(List.of(0L));
    assertThat(outputs(count(nothing), OPTIONS))
        .containsExactly("Stage 0 -> single", "Stage 1 root");
  }

  @Test
  void largeSortIsDividedByRangesAndReadInOrder() {
    PlanNode plan = new PlanNode.Sort(table("a", 1000), List.of(new SortKey(1, false, false)));
    StagePlan stages = stages(plan, DIVIDING);
    assertThat(stages.stage(0).samples()).isTrue();
    assertThat(stages.stage(1).boundsStage()).isZero();
    assertThat(stages.root().reads()).singleElement().matches(PlanNode.ExchangeRead::ordered);
    List<List<@Nullable Object>> rows = run(plan, DIVIDING);
    assertThat(rows).hasSize(1000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).get(1)).isEqualTo(999L - i);
    }
  }

  @Test
  void limitKeepsAsManyRowsAsThereAre() {
    for (long limit : new long[] {0, 7, 290, 500, Long.MAX_VALUE}) {
      PlanNode plan = new PlanNode.Limit(table("a", 300), limit, 20);
      assertThat(run(plan, OPTIONS)).hasSize((int) Math.min(limit, 280));
    }
  }

  @Test
  void singleRowIsFoundWhateverTaskHasIt() {
    Expression last =
        new Expression.Comparison(
            ComparisonOperator.EQUAL,
            new Expression.ColumnRef(1, DataType.INT64, false),
            new Expression.Literal(299L, DataType.INT64));
    PlanNode one = new PlanNode.SingleRow(new PlanNode.Filter(table("a", 300), last, -1));
    assertThat(run(one, OPTIONS)).containsExactly(List.of(99L, 299L));
    PlanNode many = new PlanNode.SingleRow(table("a", 300));
    assertThatThrownBy(() -> run(many, OPTIONS)).hasMessageContaining("row");
  }

  @Test
  void rowsThatNoJoinKeepsAreNotExchanged() {
    PlanNode small = new PlanNode.Filter(table("b", 200), fewKeys(), 60);
    PlanNode plan = join(JoinType.RIGHT_SEMI, table("a", 5000), small);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StagePlan stages = stages(plan, OPTIONS);
      StagedExecution staged =
          new StagedExecution(harness.runtime(), stages, 4, RuntimeHarness.options(64));
      try (QueryExecution execution = staged.start()) {
        assertThat(OperatorHarness.readAll(execution.cursor())).hasSize(6);
      }
      assertThat(staged.rows(0)).as("keys").isEqualTo(6);
      assertThat(staged.rows(1)).as("rows with one of the keys").isEqualTo(150);
      assertThat(stages.stage(1).schema().size()).as("columns that are read").isOne();
    }
  }

  @Test
  void largeBuildSideIsSentEverywhereWhereThatSparesMuch() {
    PlanNode build = new PlanNode.Filter(table("b", 200), fewKeys(), 3e6); // 48 MB
    for (double probeRows : new double[] {2e7, 9e7}) { // 3 * 8 * 48 MB are 72 million rows
      PlanNode plan = join(JoinType.INNER, table("a", 5000, probeRows), build);
      assertThat(outputs(plan, OPTIONS).contains("Stage 0 -> broadcast"))
          .as("probeRows=%s", probeRows)
          .isEqualTo(probeRows > 7.2e7);
      assertThat(run(plan, OPTIONS)).hasSize(300);
    }
    PlanNode tooLarge = new PlanNode.Filter(table("b", 200), fewKeys(), 1e7); // 160 MB
    assertThat(outputs(join(JoinType.INNER, table("a", 5000, 1e10), tooLarge), OPTIONS))
        .doesNotContain("Stage 0 -> broadcast");
  }

  @Test
  void keysOfWideRowsAreSentAheadWhereThatSparesMore() {
    PlanNode build = new PlanNode.Filter(table("b", 200), fewKeys(), 3e6); // 48 MB
    for (int tasks : new int[] {4, 5}) { // which would be sent 192 and 240 MB to spare 208 MB
      StagePlan stages =
          stages(
              join(JoinType.INNER, table("a", 5000, 1.3e7), build), DistributionOptions.of(tasks));
      assertThat(stages.text().contains("HashJoin SEMI"))
          .as("tasks=%d", tasks)
          .isEqualTo(tasks == 4);
    }
  }

  private static Expression fewKeys() {
    return new Expression.Comparison(
        ComparisonOperator.LESS,
        new Expression.ColumnRef(0, DataType.INT64, false),
        new Expression.Literal(3L, DataType.INT64));
  }

  @Test
  void keysOfDifferentTypesAreRefused() {
    Schema narrow = new Schema(List.of(new Field("c", DataType.INT32, false)));
    PlanNode other = new PlanNode.Values(narrow, List.of());
    assertThatThrownBy(() -> join(JoinType.INNER, table("a", 10), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same types");
  }

  @Test
  void planThatIsDistributedAlreadyIsRefused() {
    PlanNode plan = DistributedPlanner.plan(table("a", 300), OPTIONS);
    assertThatThrownBy(() -> DistributedPlanner.plan(plan, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
