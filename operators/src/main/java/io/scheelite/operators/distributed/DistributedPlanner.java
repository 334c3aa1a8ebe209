package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;

/**
 * Decides where rows change hands, so that many tasks can run a plan: adds exchanges and splits
 * aggregations, sorts and limits into a part before and a part after them.
 */
public final class DistributedPlanner {
  private DistributedPlanner() {}

  /**
   * A plan with the same result, which {@link StageCutter} can cut into stages. Where tasks are not
   * told apart it can be executed as it is.
   *
   * @param plan without exchanges
   */
  public static PlanNode plan(PlanNode plan, DistributionOptions options) {
    PlanNode placed = new Distributing(options).place(plan).inOneTask().node();
    PlanNode narrow = ExchangeNarrowing.narrow(RootStage.withoutScans(placed));
    return new KeyReduction(options).reduce(narrow);
  }
}
