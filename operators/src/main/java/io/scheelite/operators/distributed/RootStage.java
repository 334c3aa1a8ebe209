package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import java.util.List;

/**
 * Keeps tables out of the last stage, which runs in the process that asked: tables are read by the
 * cluster, however small they are.
 */
final class RootStage {
  private RootStage() {}

  static PlanNode withoutScans(PlanNode plan) {
    return scans(plan) ? readingBelow(plan) : plan;
  }

  private static boolean scans(PlanNode node) {
    boolean below = !(node instanceof PlanNode.Exchange);
    return node instanceof PlanNode.Scan
        || (below && node.inputs().stream().anyMatch(RootStage::scans));
  }

  /** What makes the order of the result stays above the exchange, which keeps none. */
  private static PlanNode readingBelow(PlanNode node) {
    return switch (node) {
      case PlanNode.Project it -> PlanInputs.replace(it, List.of(readingBelow(it.input())));
      case PlanNode.Sort it -> PlanInputs.replace(it, List.of(readingBelow(it.input())));
      case PlanNode.Limit it -> PlanInputs.replace(it, List.of(readingBelow(it.input())));
      case PlanNode.TopN it -> {
        boolean bounded = it.limit() <= Long.MAX_VALUE - it.offset();
        PlanNode first =
            bounded
                ? new PlanNode.TopN(it.input(), it.keys(), it.limit() + it.offset(), 0)
                : it.input();
        yield PlanInputs.replace(it, List.of(exchanged(first)));
      }
      case PlanNode.Scan _,
          PlanNode.Values _,
          PlanNode.Filter _,
          PlanNode.Aggregate _,
          PlanNode.HashJoin _,
          PlanNode.SingleRow _,
          PlanNode.Shared _,
          PlanNode.UnionAll _,
          PlanNode.Window _,
          PlanNode.Expand _,
          PlanNode.Exchange _,
          PlanNode.ExchangeRead _ ->
          exchanged(node);
    };
  }

  private static PlanNode exchanged(PlanNode node) {
    return new PlanNode.Exchange(node, new Distribution.Single(), node.estimatedRows());
  }
}
