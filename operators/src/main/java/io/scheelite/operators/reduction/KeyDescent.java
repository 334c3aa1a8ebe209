package io.scheelite.operators.reduction;

import io.scheelite.operators.expression.Expression;
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
      case PlanNode.Scan _, PlanNode.Values _, PlanNode.ExchangeRead _ -> -1;
      case PlanNode.Filter _, PlanNode.Sort _, PlanNode.UnionAll _, PlanNode.Exchange _ -> column;
      case PlanNode.Project project ->
          project.expressions().get(column) instanceof Expression.ColumnRef reference
              ? reference.index()
              : -1;
      case PlanNode.Aggregate aggregate ->
          column < aggregate.keys().size() ? aggregate.keys().get(column) : -1;
      // whole partitions may go, single rows of one may not
      case PlanNode.Window window -> window.partitionKeys().contains(column) ? column : -1;
      case PlanNode.HashJoin join -> inputIndex == 0 ? probe(join, column) : build(join, column);
      case PlanNode.Expand _ -> -1;
      // fewer rows would let others take their place
      case PlanNode.SingleRow _, PlanNode.TopN _, PlanNode.Limit _ -> -1;
      // others read these rows as well
      case PlanNode.Shared _ -> -1;
    };
  }

  private static boolean yieldsProbeRows(PlanNode.HashJoin join) {
    return switch (join.joinType()) {
      case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> true;
      case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  private static int probe(PlanNode.HashJoin join, int column) {
    int width = join.probe().schema().size();
    if (yieldsProbeRows(join) && column < width) {
      return column;
    }
    return switch (join.joinType()) {
      case INNER, RIGHT -> partner(column - width, join.buildKeys(), join.probeKeys());
      case RIGHT_SEMI, RIGHT_ANTI -> partner(column, join.buildKeys(), join.probeKeys());
      case LEFT, FULL, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> -1;
    };
  }

  /** A build row whose key equals only keys that are dropped is never asked for. */
  private static int build(PlanNode.HashJoin join, int column) {
    int width = join.probe().schema().size();
    return switch (join.joinType()) {
      case RIGHT_SEMI, RIGHT_ANTI -> column;
      case RIGHT -> column < width ? -1 : column - width;
      case INNER ->
          column < width ? partner(column, join.probeKeys(), join.buildKeys()) : column - width;
      case LEFT, SINGLE, SEMI, ANTI, MARK ->
          column < width ? partner(column, join.probeKeys(), join.buildKeys()) : -1;
      case FULL, NULL_AWARE_ANTI, NULL_AWARE_MARK -> -1;
    };
  }

  /** The key of the other side that equals key column {@code column}. */
  private static int partner(int column, List<Integer> keys, List<Integer> otherKeys) {
    int index = keys.indexOf(column);
    return index < 0 ? -1 : otherKeys.get(index);
  }

  /** Whether probe rows without a partner on the build side are of no use to the join. */
  public static boolean dropsUnmatchedProbeRows(PlanNode.HashJoin join) {
    return switch (join.joinType()) {
      case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
      case LEFT, FULL, SINGLE, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
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
          switch (join.joinType()) {
            case SEMI, ANTI, NULL_AWARE_ANTI, RIGHT_SEMI, RIGHT_ANTI -> true;
            case INNER, LEFT, RIGHT, FULL, SINGLE, MARK, NULL_AWARE_MARK ->
                join.inputs().stream().anyMatch(KeyDescent::isSelective);
          };
      // what lies below is not known here; a scan gives up a filter that drops too little
      case PlanNode.ExchangeRead _ -> true;
      case PlanNode.Project _,
          PlanNode.Aggregate _,
          PlanNode.Window _,
          PlanNode.Expand _,
          PlanNode.Sort _,
          PlanNode.Shared _,
          PlanNode.UnionAll _,
          PlanNode.Exchange _ ->
          node.inputs().stream().anyMatch(KeyDescent::isSelective);
    };
  }
}
