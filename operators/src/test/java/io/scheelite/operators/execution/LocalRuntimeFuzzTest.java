package io.scheelite.operators.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.NaiveConditions;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random plans give the rows that a naive executor gives. */
class LocalRuntimeFuzzTest {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int[] BATCH_SIZES = {1, 7, 64, 2048};

  /** Spilling around every row is slow. */
  private static final int CASES = World.current().forceSpill() ? 60 : 300;

  private final ReferenceExecutor reference = new ReferenceExecutor(new NaiveConditions());

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

  private void check(RuntimeHarness harness, PlanNode plan, int index, RandomGenerator random) {
    QueryOptions options = RuntimeHarness.options(BATCH_SIZES[random.nextInt(BATCH_SIZES.length)]);
    List<List<@Nullable Object>> expected = withOneZero(reference.execute(plan));
    List<List<@Nullable Object>> actual = withOneZero(harness.run(plan, options));
    var rows =
        assertThat(actual)
            .as("case %d batchSize=%d plan=%s", index, options.batchSize(), plan.getClass());
    if (plan instanceof PlanNode.Sort || plan instanceof PlanNode.TopN) {
      rows.containsExactlyElementsOf(expected);
    } else {
      rows.containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** 0 and −0 are equal, so a group may show either. */
  private static List<List<@Nullable Object>> withOneZero(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>(row);
      values.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
      result.add(values);
    }
    return result;
  }
}
