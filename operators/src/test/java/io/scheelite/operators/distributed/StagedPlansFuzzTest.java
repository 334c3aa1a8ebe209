package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.ReferenceRows;
import io.scheelite.operators.testing.StagedExecution;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random plans give the rows that a naive executor gives, in whatever stages and tasks they run.
 */
class StagedPlansFuzzTest {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int MOST_PARTITIONS = 5;
  private static final int MOST_ROWS = 3000;
  private static final int[] BATCH_SIZES = {1, 7, 64, 2048};

  /** Spilling around every row is slow. */
  private static final int CASES = World.current().forceSpill() ? 40 : 250;

  @Test
  void stagedPlansGiveTheRowsOfTheReference() {
    int cases = Seeds.iterations(CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(StagedPlansFuzzTest.class, i);
        PlanNode plan = new RandomPlans(random).plan(1 + random.nextInt(4));
        List<List<@Nullable Object>> expected = ReferenceRows.of(plan, MOST_ROWS);
        if (expected == null) {
          continue;
        }
        DistributionOptions options = options(random);
        PlanNode distributed = DistributedPlanner.plan(plan, options);
        assertThat(distributed.schema()).isEqualTo(plan.schema());
        int batchSize = BATCH_SIZES[random.nextInt(BATCH_SIZES.length)];
        QueryOptions query = RuntimeHarness.options(batchSize);
        ReferenceRows.assertSame(
            plan, expected, harness.run(distributed, query), "case " + i + " in one process");
        StagePlan stages = StageCutter.cut(distributed, options);
        List<List<@Nullable Object>> actual =
            run(harness, stages, 1 + random.nextInt(MOST_PARTITIONS), query);
        ReferenceRows.assertSame(
            plan, expected, actual, "case " + i + " " + options + "\n" + stages.text());
      }
    }
  }

  /** Small limits, so that random estimates fall on both sides of them. */
  private static DistributionOptions options(RandomGenerator random) {
    return new DistributionOptions(
        1 + random.nextInt(MOST_PARTITIONS), random.nextInt(20_000), random.nextInt(1000));
  }

  private static List<List<@Nullable Object>> run(
      RuntimeHarness harness, StagePlan stages, int wantedTasks, QueryOptions options) {
    StagedExecution staged = new StagedExecution(harness.runtime(), stages, wantedTasks, options);
    try (QueryExecution execution = staged.start()) {
      return OperatorHarness.readAll(execution.cursor());
    }
  }
}
