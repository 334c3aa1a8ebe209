package io.scheelite.operators.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.ResultCursor;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.testing.ReferenceRows;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows that are computed once and read by several places, in memory and from files. */
class SharedPlanTest {
  private static final Schema SCHEMA =
      Schema.of(new Field("key", DataType.INT64, true), new Field("text", DataType.UTF8, false));

  private PlanNode rows(RandomGenerator random, int numRows) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      Long key = random.nextInt(10) == 0 ? null : (long) i;
      rows.add(Arrays.asList(key, "row number " + i + " with a text"));
    }
    return new PlanNode.Scan(new RowsTable(SCHEMA, rows, 1000), List.of(0, 1), List.of(), -1);
  }

  private static PlanNode twice(PlanNode shared) {
    return new PlanNode.UnionAll(List.of(shared, shared), SCHEMA);
  }

  /** Every row with a key joins itself; so do those of a copy. */
  private static PlanNode joined(PlanNode shared) {
    return new PlanNode.HashJoin(
        twice(shared), shared, JoinType.SEMI, List.of(0), List.of(0), null, -1);
  }

  private static void check(long memoryBytes, boolean reclaimAlways, PlanNode plan) {
    try (RuntimeHarness harness = new RuntimeHarness(memoryBytes)) {
      List<List<@Nullable Object>> rows =
          harness.run(plan, RuntimeHarness.options(512).withReclaimAlways(reclaimAlways));
      ReferenceRows.assertSame(plan, ReferenceRows.of(plan, Integer.MAX_VALUE), rows, "shared");
    }
  }

  @Test
  void yieldsAllRowsToEachReader() {
    PlanNode shared = new PlanNode.Shared(7, rows(Seeds.random("shared"), 5000));
    check(64 << 20, false, twice(shared));
    check(64 << 20, false, joined(shared));
    check(64 << 20, false, twice(new PlanNode.Shared(1, rows(Seeds.random("none"), 0))));
  }

  @Test
  void goesOnInFilesWhenRowsAreSpilledWhileTheyAreRead() {
    PlanNode shared = new PlanNode.Shared(7, rows(Seeds.random("spilled"), 20_000));
    check(64 << 20, true, twice(shared));
    check(64 << 20, true, joined(shared));
  }

  @Test
  void spillsWhatDoesNotFit() {
    PlanNode plan = twice(new PlanNode.Shared(7, rows(Seeds.random("large"), 150_000)));
    try (RuntimeHarness harness = new RuntimeHarness(8 << 20);
        QueryExecution execution = harness.runtime().start(plan, RuntimeHarness.options(512))) {
      long read = 0;
      ResultCursor cursor = execution.cursor();
      for (var batch = cursor.next(); batch != null; batch = cursor.next()) {
        read += batch.numSelectedRows();
      }
      assertThat(read).isEqualTo(300_000);
      assertThat(harness.spill().manager().spilledBytes()).isPositive();
    }
  }

  @Test
  void endsEarly() {
    PlanNode shared = new PlanNode.Shared(7, rows(Seeds.random("early"), 20_000));
    PlanNode plan = new PlanNode.Limit(joined(shared), 10, 0);
    try (RuntimeHarness harness = new RuntimeHarness(64 << 20)) {
      assertThat(harness.run(plan, RuntimeHarness.options(512).withReclaimAlways(true)))
          .hasSize(10);
    }
  }
}
