package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;
import java.util.List;

/** Replaces the inputs of plan nodes. */
final class PlanInputs {
  private PlanInputs() {}

  /** The node over other inputs of the same schemas; itself if they are the same ones. */
  static PlanNode replace(PlanNode node, List<PlanNode> inputs) {
    List<PlanNode> before = node.inputs();
    boolean same = inputs.size() == before.size();
    for (int i = 0; same && i < inputs.size(); i++) {
      same = inputs.get(i) == before.get(i);
    }
    return same ? node : rebuild(node, inputs);
  }

  private static PlanNode rebuild(PlanNode node, List<PlanNode> inputs) {
    PlanNode first = inputs.getFirst();
    return switch (node) {
      case PlanNode.Scan scan -> scan;
      case PlanNode.Values values -> values;
      case PlanNode.ExchangeRead read -> read;
      case PlanNode.Filter it -> new PlanNode.Filter(first, it.predicate(), it.estimatedRows());
      case PlanNode.Project it -> new PlanNode.Project(first, it.expressions(), it.names());
      case PlanNode.Aggregate it ->
          new PlanNode.Aggregate(first, it.keys(), it.aggregates(), it.estimatedRows());
      case PlanNode.HashJoin it ->
          new PlanNode.HashJoin(
              first,
              inputs.get(1),
              it.joinType(),
              it.probeKeys(),
              it.buildKeys(),
              it.residual(),
              it.estimatedRows());
      case PlanNode.SingleRow _ -> new PlanNode.SingleRow(first);
      case PlanNode.Shared it -> new PlanNode.Shared(it.id(), first);
      case PlanNode.Sort it -> new PlanNode.Sort(first, it.keys());
      case PlanNode.TopN it -> new PlanNode.TopN(first, it.keys(), it.limit(), it.offset());
      case PlanNode.Window it ->
          new PlanNode.Window(first, it.partitionKeys(), it.orderKeys(), it.calls());
      case PlanNode.Expand it -> new PlanNode.Expand(first, it.keys(), it.sets(), it.emptyGroups());
      case PlanNode.Limit it -> new PlanNode.Limit(first, it.limit(), it.offset());
      case PlanNode.UnionAll it -> new PlanNode.UnionAll(inputs, it.schema());
      case PlanNode.Exchange it ->
          new PlanNode.Exchange(first, it.distribution(), it.estimatedRows());
    };
  }
}
