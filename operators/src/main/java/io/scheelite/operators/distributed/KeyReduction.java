package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.reduction.KeyDescent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spares exchanges the rows that no join above them keeps: where the build side of a join is small
 * and the probe side comes through exchanges, the probe side's table is first semi-joined with the
 * build side's rows, which its tasks read as well. What key filters do within a stage, this does
 * across stages.
 *
 * <p>The build side's exchange is the same object at both places, so {@link StageCutter} runs it
 * once.
 */
final class KeyReduction {
  /** How many times as many rows a table must have as there are keys. */
  private static final double WORTHWHILE_RATIO = 4;

  /** Smaller inputs are exchanged in less time than they wait for the keys. */
  private static final double WORTHWHILE_ROWS = 10_000;

  private final DistributionOptions options;
  private final IdentityHashMap<PlanNode.Exchange, PlanNode> done = new IdentityHashMap<>();

  KeyReduction(DistributionOptions options) {
    this.options = options;
  }

  /** From the top down, so that what a join has shared is not changed by another one above it. */
  PlanNode reduce(PlanNode node) {
    PlanNode known = node instanceof PlanNode.Exchange exchange ? done.get(exchange) : null;
    if (known != null) {
      return known;
    }
    PlanNode before = node instanceof PlanNode.HashJoin join ? reduceProbe(join) : node;
    List<PlanNode> inputs = before.inputs().stream().map(this::reduce).toList();
    PlanNode after = PlanInputs.replace(before, inputs);
    if (node instanceof PlanNode.Exchange exchange) {
      done.put(exchange, after);
    }
    return after;
  }

  private PlanNode reduceProbe(PlanNode.HashJoin join) {
    KeySource keys =
        join.probeKeys().isEmpty() || !KeyDescent.dropsUnmatchedProbeRows(join)
            ? null
            : KeySource.of(join.build(), join.buildKeys());
    if (keys == null || !KeyDescent.isSelective(keys.rows()) || !isSmall(keys)) {
      return join;
    }
    PlanNode probe = insert(join.probe(), join.probeKeys(), keys, null);
    return PlanInputs.replace(join, List.of(probe, join.build()));
  }

  /** Whether every task can hold the keys. */
  private boolean isSmall(KeySource keys) {
    return keys.estimatedKeyBytes() <= options.largeBroadcastBytes();
  }

  /**
   * Goes down to where the keys come from; the node itself if nothing is to be gained.
   *
   * @param columns the join's keys among the node's columns, −1 for those that are not there
   * @param crossed the last exchange between the join and the node, null if there is none
   */
  private PlanNode insert(
      PlanNode node, List<Integer> columns, KeySource keys, PlanNode.@Nullable Exchange crossed) {
    int input = 0;
    List<Integer> below = List.of();
    for (int i = 0; i < node.inputs().size(); i++) {
      List<Integer> candidate = inputColumns(node, i, columns);
      if (count(candidate) > count(below)) {
        input = i;
        below = candidate;
      }
    }
    if (count(below) == 0) {
      return crossed != null && isWorthwhile(node, keys, crossed)
          ? keys.reduced(node, columns)
          : node;
    }
    List<PlanNode> inputs = new ArrayList<>(node.inputs());
    PlanNode.Exchange crossing = node instanceof PlanNode.Exchange exchange ? exchange : crossed;
    inputs.set(input, insert(inputs.get(input), below, keys, crossing));
    return PlanInputs.replace(node, inputs);
  }

  private static List<Integer> inputColumns(PlanNode node, int input, List<Integer> columns) {
    return columns.stream()
        .map(column -> column < 0 ? -1 : KeyDescent.inputColumn(node, input, column))
        .toList();
  }

  private static long count(List<Integer> columns) {
    return columns.stream().filter(column -> column >= 0).count();
  }

  private boolean isWorthwhile(PlanNode node, KeySource keys, PlanNode.Exchange crossed) {
    double rows = node.estimatedRows();
    double sentBytes = bytes(keys.rows()) * options.numPartitions();
    boolean movable = !(node instanceof PlanNode.Scan scan) || !TableSplits.isForOneTask(scan);
    return movable
        && rows >= WORTHWHILE_ROWS
        && rows >= WORTHWHILE_RATIO * keys.rows().estimatedRows()
        && sentBytes <= bytes(crossed);
  }

  private static double bytes(PlanNode.Exchange exchange) {
    return new PlacedPlan(exchange, Placement.SPREAD).estimatedBytes();
  }
}
