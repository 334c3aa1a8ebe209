package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.operators.testing.StagedExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of exchanges that are read more than once. */
class StageCutterTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final DistributionOptions OPTIONS = DistributionOptions.of(3);
  private static final int NUM_ROWS = 300;

  private static PlanNode table() {
    Schema schema = new Schema(List.of(new Field("number", DataType.INT64, false)));
    List<List<@Nullable Object>> rows =
        LongStream.range(0, NUM_ROWS).mapToObj(i -> List.<@Nullable Object>of(i)).toList();
    return new PlanNode.Scan(new RowsTable(schema, rows, 50), List.of(0), List.of(), 1e6);
  }

  private static PlanNode exchange(PlanNode input, Distribution distribution) {
    return new PlanNode.Exchange(input, distribution, -1);
  }

  private static List<List<@Nullable Object>> run(StagePlan stages) {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StagedExecution staged =
          new StagedExecution(harness.runtime(), stages, 4, RuntimeHarness.options(64));
      try (QueryExecution execution = staged.start()) {
        return OperatorHarness.readAll(execution.cursor());
      }
    }
  }

  private static List<List<@Nullable Object>> times(int count) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LongStream.range(0, NUM_ROWS).forEach(value -> rows.add(List.of(value)));
    }
    return rows;
  }

  private static void assertScannedOnce(StagePlan stages) {
    assertThat(stages.stages().stream().mapToInt(stage -> stage.scans().size()).sum()).isOne();
  }

  @Test
  void stageThatNeedsTheSameRowsAgainHasThemPassedOn() {
    for (Distribution distribution :
        List.of(
            new Distribution.Hash(List.of(0)),
            new Distribution.ByTask(),
            new Distribution.Single(),
            new Distribution.Broadcast())) {
      PlanNode shared = exchange(table(), distribution);
      PlanNode thrice = new PlanNode.UnionAll(List.of(shared, shared, shared), shared.schema());
      PlanNode plan = exchange(thrice, new Distribution.Single());
      StagePlan stages = StageCutter.cut(plan, OPTIONS);
      assertScannedOnce(stages);
      assertThat(run(stages)).containsExactlyInAnyOrderElementsOf(times(3));
    }
  }

  @Test
  void rowsOfAllPartitionsArePassedOn() {
    PlanNode shared = exchange(table(), new Distribution.Hash(List.of(0)));
    PlanNode first = exchange(shared, new Distribution.Broadcast());
    PlanNode second = exchange(shared, new Distribution.Broadcast());
    StagePlan stages =
        StageCutter.cut(new PlanNode.UnionAll(List.of(first, second), shared.schema()), OPTIONS);
    assertScannedOnce(stages);
    assertThat(run(stages)).containsExactlyInAnyOrderElementsOf(times(2));
  }

  @Test
  void orderIsPassedOn() {
    PlanNode sorted = new PlanNode.Sort(table(), List.of(new SortKey(0, false, false)));
    PlanNode shared = exchange(sorted, new Distribution.Single());
    PlanNode second = new PlanNode.Limit(shared, 5, 0);
    PlanNode first = new PlanNode.Limit(shared, 1, 0);
    StagePlan stages =
        StageCutter.cut(new PlanNode.UnionAll(List.of(first, second), shared.schema()), OPTIONS);
    assertThat(stages.root().reads()).hasSize(2).allMatch(PlanNode.ExchangeRead::ordered);
    assertThat(stages.stage(1).reads()).singleElement().matches(PlanNode.ExchangeRead::ordered);
  }
}
