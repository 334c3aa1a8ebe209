package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Decides how an aggregation runs in tasks. */
final class AggregateDistribution {
  /**
   * The share of groups among rows up to which grouping before the exchange pays. Whether a task
   * meets few groups or all of them depends on how the table is ordered; where grouping does not
   * help, the aggregation passes rows on at little cost.
   */
  private static final double WORTHWHILE_SHARE = 0.7;

  /** So many rows are cheaper to group in one task than in a stage of their own. */
  private static final double SINGLE_TASK_ROWS = 10_000;

  private final DistributionOptions options;

  AggregateDistribution(DistributionOptions options) {
    this.options = options;
  }

  /**
   * An aggregation of rows that are somewhere.
   *
   * @param node its input is that of {@code input}
   */
  PlacedPlan place(PlanNode.Aggregate node, PlacedPlan input) {
    IntUnaryOperator position = node.keys()::indexOf;
    if (input.placement().keepsTogether(node.keys())) {
      return new PlacedPlan(node, input.placement().mapped(position));
    }
    TwoStepAggregation steps = TwoStepAggregation.of(node);
    return steps != null && (node.keys().isEmpty() || reduces(node))
        ? inTwoSteps(node, steps, input.placement().mapped(position))
        : inOneStep(node, input, position);
  }

  private static PlacedPlan inOneStep(
      PlanNode.Aggregate node, PlacedPlan input, IntUnaryOperator position) {
    PlacedPlan exchanged =
        isForOneTask(node.keys(), input) ? input.inOneTask() : input.byHash(node.keys());
    PlanNode whole = PlanInputs.replace(node, List.of(exchanged.node()));
    return new PlacedPlan(whole, exchanged.placement().mapped(position));
  }

  private PlacedPlan inTwoSteps(
      PlanNode.Aggregate node, TwoStepAggregation steps, Placement partial) {
    PlacedPlan first = new PlacedPlan(steps.first(partialRows(node)), partial);
    List<Integer> keys = IntStream.range(0, node.keys().size()).boxed().toList();
    PlacedPlan exchanged = isForOneTask(keys, first) ? first.inOneTask() : first.byHash(keys);
    return new PlacedPlan(steps.second(exchanged.node()), exchanged.placement());
  }

  private static boolean isForOneTask(List<Integer> keys, PlacedPlan input) {
    double rows = input.node().estimatedRows();
    return keys.isEmpty() || (rows >= 0 && rows <= SINGLE_TASK_ROWS);
  }

  /** Each task may meet each group, but has no more groups than rows. */
  private double partialRows(PlanNode.Aggregate node) {
    if (node.keys().isEmpty()) {
      return options.numPartitions();
    }
    double rows = node.input().estimatedRows();
    double groups = node.estimatedRows() * options.numPartitions();
    return rows < 0 || groups < 0 ? Math.max(rows, groups) : Math.min(rows, groups);
  }

  private static boolean reduces(PlanNode.Aggregate node) {
    double rows = node.input().estimatedRows();
    double groups = node.estimatedRows();
    return rows < 0 || groups < 0 || groups <= WORTHWHILE_SHARE * rows;
  }
}
