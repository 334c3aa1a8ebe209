package io.scheelite.operators.distributed;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places a plan from its tables up. */
final class Distributing {
  private final DistributionOptions options;
  private final AggregateDistribution aggregates;
  private final JoinDistribution joins;
  private final Map<Integer, PlacedPlan> shared = new HashMap<>();

  Distributing(DistributionOptions options) {
    this.options = options;
    this.aggregates = new AggregateDistribution(options);
    this.joins = new JoinDistribution(options);
  }

  PlacedPlan place(PlanNode node) {
    List<PlacedPlan> inputs =
        node instanceof PlanNode.Shared
            ? List.of()
            : node.inputs().stream().map(this::place).toList();
    return switch (node) {
      case PlanNode.Scan scan ->
          new PlacedPlan(
              scan, TableSplits.isForOneTask(scan) ? Placement.SINGLE : Placement.SPREAD);
      case PlanNode.Values _ -> new PlacedPlan(node, Placement.SINGLE);
      case PlanNode.Filter _ -> over(node, inputs.getFirst());
      case PlanNode.Project project -> project(project, inputs.getFirst());
      case PlanNode.Aggregate aggregate -> {
        PlacedPlan same = over(aggregate, inputs.getFirst());
        yield aggregates.place((PlanNode.Aggregate) same.node(), inputs.getFirst());
      }
      case PlanNode.HashJoin join -> joins.place(join, inputs.get(0), inputs.get(1));
      case PlanNode.Shared shared -> shared(shared);
      case PlanNode.SingleRow _ -> over(node, inputs.getFirst().inOneTask());
      case PlanNode.Sort sort -> sort(sort, inputs.getFirst());
      case PlanNode.TopN top -> topN(top, inputs.getFirst());
      case PlanNode.Expand _ -> over(node, inputs.getFirst());
      case PlanNode.Window window -> window(window, inputs.getFirst());
      case PlanNode.Limit limit -> limit(limit, inputs.getFirst());
      case PlanNode.UnionAll union -> union(union, inputs);
      case PlanNode.Exchange _, PlanNode.ExchangeRead _ ->
          throw new IllegalArgumentException("plan is distributed already: " + node);
    };
  }

  /** Written by one stage, at the same exchange wherever it is read. */
  private PlacedPlan shared(PlanNode.Shared node) {
    PlacedPlan known = shared.get(node.id());
    if (known != null) {
      return known;
    }
    PlacedPlan input = place(node.input());
    Placement placement = input.placement();
    List<List<Integer>> hashed = placement.hashed();
    Distribution distribution =
        placement.single()
            ? new Distribution.Single()
            : hashed.isEmpty()
                ? new Distribution.ByTask()
                : new Distribution.Hash(hashed.getFirst());
    Placement written =
        placement.single() || hashed.isEmpty() ? placement : Placement.hashed(hashed.getFirst());
    PlacedPlan placed =
        new PlacedPlan(new PlanNode.Shared(node.id(), input.exchange(distribution)), written);
    shared.put(node.id(), placed);
    return placed;
  }

  /** A node that leaves rows and columns where they are. */
  private static PlacedPlan over(PlanNode node, PlacedPlan input) {
    return new PlacedPlan(PlanInputs.replace(node, List.of(input.node())), input.placement());
  }

  private static PlacedPlan project(PlanNode.Project node, PlacedPlan input) {
    Placement placement = input.placement().mapped(column -> outputOf(node, column));
    return new PlacedPlan(PlanInputs.replace(node, List.of(input.node())), placement);
  }

  private static int outputOf(PlanNode.Project node, int column) {
    for (int i = 0; i < node.expressions().size(); i++) {
      if (node.expressions().get(i) instanceof Expression.ColumnRef reference
          && reference.index() == column) {
        return i;
      }
    }
    return -1;
  }

  /** Large inputs are divided by ranges of the order; who reads range after range has the order. */
  private PlacedPlan sort(PlanNode.Sort node, PlacedPlan input) {
    boolean large = input.node().estimatedRows() >= options.rangeSortRows();
    if (input.placement().single() || !large || node.keys().isEmpty()) {
      return over(node, input.inOneTask());
    }
    PlacedPlan sampled =
        new PlacedPlan(input.exchange(new Distribution.ByTask()), Placement.SPREAD);
    PlacedPlan ranges =
        new PlacedPlan(sampled.exchange(new Distribution.Range(node.keys())), Placement.SPREAD);
    return over(node, ranges).inOneTask();
  }

  /** A partition is in one task. */
  private static PlacedPlan window(PlanNode.Window node, PlacedPlan input) {
    if (node.partitionKeys().isEmpty()) {
      return over(node, input.inOneTask());
    }
    boolean together = input.placement().keepsTogether(node.partitionKeys());
    return over(node, together ? input : input.byHash(node.partitionKeys()));
  }

  /** The first rows of all are among the first rows of each task. */
  private static PlacedPlan topN(PlanNode.TopN node, PlacedPlan input) {
    if (input.placement().single() || node.limit() > Long.MAX_VALUE - node.offset()) {
      return over(node, input.inOneTask());
    }
    PlanNode first = new PlanNode.TopN(input.node(), node.keys(), node.limit() + node.offset(), 0);
    return over(node, new PlacedPlan(first, Placement.SPREAD).inOneTask());
  }

  private static PlacedPlan limit(PlanNode.Limit node, PlacedPlan input) {
    if (input.placement().single() || node.limit() > Long.MAX_VALUE - node.offset()) {
      return over(node, input.inOneTask());
    }
    PlanNode enough = new PlanNode.Limit(input.node(), node.limit() + node.offset(), 0);
    return over(node, new PlacedPlan(enough, Placement.SPREAD).inOneTask());
  }

  private static PlacedPlan union(PlanNode.UnionAll node, List<PlacedPlan> inputs) {
    boolean single = inputs.stream().allMatch(input -> input.placement().single());
    List<PlanNode> nodes = new ArrayList<>();
    Placement common = null;
    for (PlacedPlan input : inputs) {
      PlacedPlan placed = single ? input : input.spread();
      nodes.add(placed.node());
      common = common == null ? placed.placement() : common.common(placed.placement());
    }
    return new PlacedPlan(
        PlanInputs.replace(node, nodes), common == null ? Placement.SINGLE : common);
  }
}
