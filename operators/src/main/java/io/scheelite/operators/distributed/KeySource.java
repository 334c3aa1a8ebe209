package io.scheelite.operators.distributed;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exchanged rows among whose values are all keys of a plan's rows. Immutable.
 *
 * <p>Going down from the plan to the exchange may meet limits: below them there are more keys,
 * never fewer. Below the exchange there must be none, for rows are dropped by these keys in one
 * place and joined with them in another: a limit that kept other rows the second time would lose
 * rows.
 *
 * @param columns of the exchanged rows, one per key
 */
record KeySource(PlanNode.Exchange rows, List<Integer> columns) {
  /** The exchange that columns of a plan come from; null if they come from several or none. */
  static @Nullable KeySource of(PlanNode node, List<Integer> columns) {
    return switch (node) {
      case PlanNode.Exchange exchange ->
          isRepeatable(exchange) ? new KeySource(exchange, columns) : null;
      case PlanNode.Filter _, PlanNode.Sort _, PlanNode.TopN _, PlanNode.Limit _ ->
          of(node.inputs().getFirst(), columns);
      case PlanNode.Project project -> ofProject(project, columns);
      case PlanNode.Aggregate aggregate ->
          columns.stream().allMatch(column -> column < aggregate.keys().size())
              ? of(aggregate.input(), columns.stream().map(aggregate.keys()::get).toList())
              : null;
      case PlanNode.HashJoin join -> ofJoin(join, columns);
      case PlanNode.Scan _,
          PlanNode.Values _,
          PlanNode.SingleRow _,
          PlanNode.Shared _,
          PlanNode.UnionAll _,
          PlanNode.Window _,
          PlanNode.Expand _,
          PlanNode.ExchangeRead _ ->
          null;
    };
  }

  /** Estimated bytes of the keys alone; infinite if the rows are not known. */
  double estimatedKeyBytes() {
    double numRows = rows.estimatedRows();
    return numRows < 0
        ? Double.POSITIVE_INFINITY
        : numRows * RowWidth.of(rows.schema().select(columns));
  }

  /** Whether a plan yields the same rows each time that it runs. */
  private static boolean isRepeatable(PlanNode node) {
    return switch (node) {
      // the order of ties may differ
      case PlanNode.Limit _, PlanNode.TopN _, PlanNode.Window _ -> false;
      case PlanNode.Scan _,
          PlanNode.Values _,
          PlanNode.Filter _,
          PlanNode.Project _,
          PlanNode.Aggregate _,
          PlanNode.HashJoin _,
          PlanNode.SingleRow _,
          PlanNode.Shared _,
          PlanNode.Sort _,
          PlanNode.Expand _,
          PlanNode.UnionAll _,
          PlanNode.Exchange _,
          PlanNode.ExchangeRead _ ->
          node.inputs().stream().allMatch(KeySource::isRepeatable);
    };
  }

  private static @Nullable KeySource ofProject(PlanNode.Project node, List<Integer> columns) {
    List<Integer> below = new ArrayList<>();
    for (int column : columns) {
      if (!(node.expressions().get(column) instanceof Expression.ColumnRef reference)) {
        return null;
      }
      below.add(reference.index());
    }
    return of(node.input(), below);
  }

  private static @Nullable KeySource ofJoin(PlanNode.HashJoin node, List<Integer> columns) {
    int width = node.probe().schema().size();
    boolean ofProbe = columns.stream().allMatch(column -> column < width);
    boolean ofBuild = columns.stream().allMatch(column -> column >= width);
    return switch (node.joinType()) {
      case SEMI, ANTI, NULL_AWARE_ANTI -> of(node.probe(), columns);
      case RIGHT_SEMI, RIGHT_ANTI -> of(node.build(), columns);
      case FULL -> null;
      case RIGHT ->
          ofBuild
              ? of(node.build(), columns.stream().map(column -> column - width).toList())
              : null;
      case INNER, LEFT, SINGLE, MARK, NULL_AWARE_MARK -> {
        if (ofProbe) {
          yield of(node.probe(), columns);
        }
        yield ofBuild && node.joinType() == JoinType.INNER
            ? of(node.build(), columns.stream().map(column -> column - width).toList())
            : null;
      }
    };
  }

  /**
   * A join that keeps the rows of a node that have one of the keys.
   *
   * @param nodeColumns one per key; −1 for keys that the node does not have
   */
  PlanNode reduced(PlanNode node, List<Integer> nodeColumns) {
    List<Integer> probe = new ArrayList<>();
    List<Integer> build = new ArrayList<>();
    for (int i = 0; i < nodeColumns.size(); i++) {
      if (nodeColumns.get(i) >= 0) {
        probe.add(nodeColumns.get(i));
        build.add(columns.get(i));
      }
    }
    PlanNode everywhere =
        rows.distribution() instanceof Distribution.Broadcast
            ? rows
            : new PlanNode.Exchange(rows, new Distribution.Broadcast(), rows.estimatedRows());
    return new PlanNode.HashJoin(
        node, everywhere, JoinType.SEMI, probe, build, null, node.estimatedRows());
  }
}
