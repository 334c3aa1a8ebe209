package io.scheelite.operators.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A disk that fails at any point fails the query that spills, and nothing else: no memory, no file
 * and no thread is left.
 */
class FailingDiskTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final int ROWS = 3000;
  private static final int FAULTS = 4;

  private static final Schema SCHEMA =
      Schema.of(new Field("key", DataType.INT64, true), new Field("text", DataType.UTF8, false));
  private static final Expression TEXT = new Expression.ColumnRef(1, DataType.UTF8, false);

  private static PlanNode rows(RandomGenerator random) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Long key = random.nextInt(10) == 0 ? null : (long) random.nextInt(2 * ROWS);
      rows.add(Arrays.asList(key, "row number " + i + " with a text"));
    }
    return new PlanNode.Scan(new RowsTable(SCHEMA, rows, 500), List.of(0, 1), List.of(), -1);
  }

  private static PlanNode window(PlanNode input) {
    WindowCall largest =
        new WindowCall(
            WindowFunction.MAX,
            List.of(TEXT),
            null,
            false,
            WindowFrame.WHOLE_PARTITION,
            DataType.UTF8,
            "largest");
    return new PlanNode.Window(
        input, List.of(), List.of(new SortKey(0, true, false)), List.of(largest));
  }

  private static PlanNode join(JoinType type, PlanNode probe, PlanNode build) {
    return new PlanNode.HashJoin(probe, build, type, List.of(0), List.of(0), null, -1);
  }

  private static PlanNode shared(PlanNode input) {
    PlanNode shared = new PlanNode.Shared(1, input);
    return join(JoinType.SEMI, new PlanNode.UnionAll(List.of(shared, shared), SCHEMA), shared);
  }

  /** Runs a plan while something is wrong with the disk; says whether it came to the end. */
  private static boolean runs(PlanNode plan, Consumer<FaultyDisk> fault) {
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      fault.accept(harness.spill().disk());
      harness.run(plan, RuntimeHarness.options(256).withReclaimAlways(true));
      assertThat(harness.spill().manager().spilledBytes()).isPositive();
      return true;
    } catch (SpillException | CorruptDataException expected) {
      return false;
    }
  }

  private static void failsAtAnyPoint(PlanNode plan) {
    assertThat(runs(plan, _ -> {})).isTrue();
    int failed = 0;
    RandomGenerator random = Seeds.random("faults");
    for (int i = 0; i < Seeds.iterations(FAULTS); i++) {
      int read = random.nextInt(60);
      failed += runs(plan, disk -> disk.withFailingRead(read)) ? 0 : 1;
      int capacity = 500 << random.nextInt(8);
      failed += runs(plan, disk -> disk.withCapacity(capacity)) ? 0 : 1;
    }
    assertThat(failed).isPositive();
  }

  @Test
  void ofWindows() {
    failsAtAnyPoint(window(rows(Seeds.random("windows"))));
  }

  @Test
  void ofFullJoins() {
    RandomGenerator random = Seeds.random("full joins");
    failsAtAnyPoint(join(JoinType.FULL, rows(random), rows(random)));
  }

  @Test
  void ofMarks() {
    RandomGenerator random = Seeds.random("marks");
    failsAtAnyPoint(join(JoinType.NULL_AWARE_MARK, rows(random), rows(random)));
  }

  @Test
  void ofSharedRows() {
    failsAtAnyPoint(shared(rows(Seeds.random("shared"))));
  }
}
