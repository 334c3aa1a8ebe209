package io.scheelite.operators.reduction;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import java.util.List;

/**
 * Follows a column of a plan down to the scans it comes from: where rows that lack certain keys in
 * a node's output may be dropped, this says in which columns of its inputs they may be dropped
 * instead.
 */
public final class KeyDescent {
  private KeyDescent() {}

  /** Whether some scan below the node has the column. */
  public static boolean reachesScan(PlanNode node, int column) {
    if (node instanceof PlanNode.Scan) {
      return true;
    }
    List<PlanNode> inputs = node.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      int inputColumn = inputColumn(node, i, column);
      if (inputColumn >= 0 && reachesScan(inputs.get(i), inputColumn)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The column of input {@code inputIndex} on which rows may be dropped in place of {@code column}
   * of the node's output, or −1.
   */
  public static int inputColumn(PlanNode node, int inputIndex, int column) {
    return switch (node) {
      case PlanNode.Scan _, PlanNode.Values _ -> -1;
      case PlanNode.Filter _, PlanNode.Sort _, PlanNode.UnionAll _ -> column;
      case PlanNode.Project project ->
          project.expressions().get(column) instanceof Expression.ColumnRef reference
              ? reference.index()
              : -1;
      case PlanNode.Aggregate aggregate ->
          column < aggregate.keys().size() ? aggregate.keys().get(column) : -1;
      case PlanNode.HashJoin join -> inputIndex == 0 ? probe(join, column) : build(join, column);
      // fewer rows would let others take their place
      case PlanNode.SingleRow _, PlanNode.TopN _, PlanNode.Limit _ -> -1;
    };
  }

  private static boolean yieldsProbeRows(PlanNode.HashJoin join) {
    return switch (join.joinType()) {
      case INNER, LEFT, SEMI, ANTI -> true;
      case RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  private static int probe(PlanNode.HashJoin join, int column) {
    int width = join.probe().schema().size();
    if (yieldsProbeRows(join) && column < width) {
      return column;
    }
    return switch (join.joinType()) {
      case INNER -> partner(column - width, join.buildKeys(), join.probeKeys());
      case RIGHT_SEMI, RIGHT_ANTI -> partner(column, join.buildKeys(), join.probeKeys());
      case LEFT, SEMI, ANTI -> -1;
    };
  }

  /** A build row whose key equals only keys that are dropped is never asked for. */
  private static int build(PlanNode.HashJoin join, int column) {
    int width = join.probe().schema().size();
    if (!yieldsProbeRows(join)) {
      return column;
    }
    if (column < width) {
      return partner(column, join.probeKeys(), join.buildKeys());
    }
    return join.joinType() == JoinType.INNER ? column - width : -1;
  }

  /** The key of the other side that equals key column {@code column}. */
  private static int partner(int column, List<Integer> keys, List<Integer> otherKeys) {
    int index = keys.indexOf(column);
    return index < 0 ? -1 : otherKeys.get(index);
  }

  /** Whether probe rows without a partner on the build side are of no use to the join. */
  public static boolean dropsUnmatchedProbeRows(PlanNode.HashJoin join) {
    return switch (join.joinType()) {
      case INNER, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
      case LEFT, ANTI -> false;
    };
  }

  /** Whether a plan is likely to yield only some of the keys that its tables have. */
  public static boolean isSelective(PlanNode node) {
    return switch (node) {
      case PlanNode.Scan scan -> !scan.filters().isEmpty();
      case PlanNode.Filter _,
          PlanNode.Values _,
          PlanNode.SingleRow _,
          PlanNode.TopN _,
          PlanNode.Limit _ ->
          true;
      case PlanNode.HashJoin join ->
          join.joinType() != JoinType.INNER && join.joinType() != JoinType.LEFT
              || join.inputs().stream().anyMatch(KeyDescent::isSelective);
      case PlanNode.Project _, PlanNode.Aggregate _, PlanNode.Sort _, PlanNode.UnionAll _ ->
          node.inputs().stream().anyMatch(KeyDescent::isSelective);
    };
  }
}
