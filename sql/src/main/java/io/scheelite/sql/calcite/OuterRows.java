package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import io.scheelite.sql.logical.PlanColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The rows that correlated references read. Where those are groups, Calcite numbers the first
 * reference's column as one of the groups, and those of all others as columns of what is grouped.
 */
final class OuterRows {
  private final Map<CorrelationId, List<PlanColumn>> rows = new HashMap<>();
  private final Map<CorrelationId, RelNode> nodes = new HashMap<>();
  private Set<CorrelationId> hidden = Set.of();

  /**
   * Notes what references read from now on.
   *
   * @param node whose rows they are
   */
  void define(Set<CorrelationId> ids, RelNode node, List<PlanColumn> row) {
    for (CorrelationId id : ids) {
      rows.put(id, row);
      nodes.put(id, node);
    }
  }

  /** Whether a reference's row is known. */
  boolean has(CorrelationId id) {
    return rows.containsKey(id);
  }

  /** Refuses references to the rows that are known now, until {@link #show}. */
  Set<CorrelationId> hide() {
    Set<CorrelationId> before = hidden;
    hidden = Set.copyOf(rows.keySet());
    return before;
  }

  /**
   * Ends what {@link #hide} began.
   *
   * @param before what that returned
   */
  void show(Set<CorrelationId> before) {
    hidden = before;
  }

  /** The column that a reference reads. */
  PlanColumn column(RexFieldAccess access, RexCorrelVariable variable) {
    if (hidden.contains(variable.id)) {
      throw SqlException.unsupported("a recursive query that reads columns of an outer one");
    }
    List<PlanColumn> row = rows.get(variable.id);
    RelNode node = nodes.get(variable.id);
    if (row == null || node == null) {
      throw SqlException.unsupported("this place for a correlated reference");
    }
    int index = access.getField().getIndex();
    while (node instanceof Filter filter) {
      node = filter.getInput();
    }
    boolean grouped =
        node instanceof Aggregate aggregate && isGrouped(variable.getType(), aggregate);
    return row.get(grouped ? key((Aggregate) node, index) : index);
  }

  /** Whether a row is one of those that are grouped, and not the group. */
  private static boolean isGrouped(RelDataType row, Aggregate groups) {
    RelDataType group = groups.getRowType();
    if (row.getFieldNames().equals(group.getFieldNames())) {
      return false;
    }
    return !types(row).equals(types(group))
        || row.getFieldNames().equals(grouped(groups.getInput()).getFieldNames());
  }

  private static List<SqlTypeName> types(RelDataType row) {
    return row.getFieldList().stream().map(field -> field.getType().getSqlTypeName()).toList();
  }

  /** The row that is grouped, of what an aggregate reads. */
  static RelDataType grouped(RelNode input) {
    return (input instanceof Project project ? project.getInput() : input).getRowType();
  }

  /** Which key of the groups a column of what is grouped is. */
  private static int key(Aggregate groups, int column) {
    List<Integer> keys = groups.getGroupSet().asList();
    for (int i = 0; i < keys.size(); i++) {
      if (source(groups.getInput(), keys.get(i)) == column) {
        return i;
      }
    }
    throw SqlException.unsupported("this place for a correlated reference");
  }

  private static int source(RelNode input, int column) {
    if (!(input instanceof Project project)) {
      return column;
    }
    return project.getProjects().get(column) instanceof RexInputRef ref ? ref.getIndex() : -1;
  }
}
