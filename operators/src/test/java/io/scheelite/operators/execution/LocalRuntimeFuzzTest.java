package io.scheelite.operators.execution;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.ReferenceRows;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random plans give the rows that a naive executor gives. */
class LocalRuntimeFuzzTest {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int MOST_ROWS = 100_000;
  private static final int[] BATCH_SIZES = {1, 7, 64, 2048};

  /** Spilling around every row is slow. */
  private static final int CASES = World.current().forceSpill() ? 60 : 300;

  @Test
  void streamingPlansGiveTheRowsOfTheReference() {
    int cases = Seeds.iterations(CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(LocalRuntimeFuzzTest.class, i);
        PlanNode plan = new RandomPlans(random).streaming(random.nextInt(4));
        check(harness, plan, i, random);
      }
    }
  }

  @Test
  void plansGiveTheRowsOfTheReference() {
    int cases = Seeds.iterations(CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random("plan-" + i);
        PlanNode plan = new RandomPlans(random).plan(1 + random.nextInt(3));
        check(harness, plan, i, random);
      }
    }
  }

  private static void check(
      RuntimeHarness harness, PlanNode plan, int index, RandomGenerator random) {
    QueryOptions options = RuntimeHarness.options(BATCH_SIZES[random.nextInt(BATCH_SIZES.length)]);
    List<List<@Nullable Object>> expected = ReferenceRows.of(plan, MOST_ROWS);
    if (expected != null) {
      ReferenceRows.assertSame(
          plan,
          expected,
          harness.run(plan, options),
          "case " + index + " batchSize=" + options.batchSize() + " plan=" + plan.getClass());
    }
  }
}
