package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.PlanText;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.ReferenceRows;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random plans with exchanges anywhere have the same rows, by a naive executor, after reductions by
 * keys wherever the estimates allow them. Limits keep the same rows each time here, so they are in
 * the plans as well.
 */
class KeyReductionFuzzTest {
  private static final int CASES = 1000;
  private static final int MOST_ROWS = 3000;
  private static final double MANY = 1e6;
  private static final double FEW = 10;

  @Test
  void reducedPlansHaveTheSameRows() {
    int reductions = 0;
    int cases = Seeds.iterations(CASES);
    for (int i = 0; i < cases; i++) {
      RandomGenerator random = Seeds.random(KeyReductionFuzzTest.class, i);
      RandomPlans plans = new RandomPlans(random);
      PlanNode build = plans.filter(plans.plan(random.nextInt(3)));
      PlanNode plan = exchanged(plans.join(plans.plan(1 + random.nextInt(4)), build), random);
      PlanNode reduced = new KeyReduction(DistributionOptions.of(2)).reduce(plan);
      List<List<@Nullable Object>> expected =
          reduced == plan ? null : ReferenceRows.of(plan, MOST_ROWS);
      if (expected != null) {
        reductions++;
        String what = PlanText.of(plan) + "becomes\n" + PlanText.of(reduced);
        List<List<@Nullable Object>> actual = ReferenceRows.of(reduced, MOST_ROWS);
        assertThat(actual).as(what).isNotNull();
        ReferenceRows.assertSame(plan, expected, Objects.requireNonNull(actual), what);
      }
    }
    assertThat(reductions).isGreaterThanOrEqualTo(cases / 100);
  }

  /** The plan with exchanges between most of its nodes, and limits on some of them. */
  private static PlanNode exchanged(PlanNode node, RandomGenerator random) {
    List<PlanNode> inputs = new ArrayList<>();
    for (PlanNode input : node.inputs()) {
      boolean first = inputs.isEmpty();
      boolean many = random.nextInt(8) == 0 ? !first : first; // mostly small build sides
      PlanNode below = exchanged(input, random);
      PlanNode above =
          random.nextInt(4) == 0
              ? below
              : new PlanNode.Exchange(below, new Distribution.Hash(List.of(0)), many ? MANY : FEW);
      inputs.add(random.nextInt(12) == 0 ? new PlanNode.Limit(above, 30, 1) : above);
    }
    return node instanceof PlanNode.Scan scan
        ? new PlanNode.Scan(scan.table(), scan.columns(), scan.filters(), MANY)
        : PlanInputs.replace(node, inputs);
  }
}
