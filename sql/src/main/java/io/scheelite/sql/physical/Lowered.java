package io.scheelite.sql.physical;

import io.scheelite.columnar.Field;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A physical node and the identity of each of its columns, by position.
 *
 * @param columns one per column of the node's schema
 */
record Lowered(PlanNode node, List<PlanColumn> columns) {
  Lowered {
    columns = List.copyOf(columns);
    assert columns.size() == node.schema().size();
  }

  /** Where a column stands. */
  int position(PlanColumn column) {
    int position = columns.indexOf(column);
    if (position < 0) {
      throw new IllegalStateException("column is not produced below: " + column);
    }
    return position;
  }

  /** The expression over positions, with the nullability that holds here. */
  Expression bind(Expression expression) {
    return bind(expression, columns, node.schema().fields());
  }

  /** The expression over the columns of a schema. */
  static Expression bind(Expression expression, List<PlanColumn> columns, List<Field> fields) {
    return ExpressionTrees.rewrite(
        expression,
        node -> {
          if (!(node instanceof PlanColumn column)) {
            return node;
          }
          int position = columns.indexOf(column);
          if (position < 0) {
            throw new IllegalStateException("column is not produced below: " + column);
          }
          Field field = fields.get(position);
          return new Expression.ColumnRef(position, field.type(), field.nullable());
        });
  }

  /** The same rows without the columns that are not needed. */
  Lowered keepOnly(Collection<PlanColumn> needed) {
    List<PlanColumn> kept = columns.stream().filter(needed::contains).toList();
    return kept.size() == columns.size() || kept.isEmpty() ? this : select(kept);
  }

  /** These columns, in this order. */
  Lowered select(List<PlanColumn> wanted) {
    if (wanted.equals(columns)) {
      return this;
    }
    return new Lowered(
        new PlanNode.Project(
            node,
            wanted.stream().map(this::bind).toList(),
            wanted.stream().map(PlanColumn::name).toList()),
        wanted);
  }

  /** All columns and then computed ones. */
  Lowered with(List<PlanColumn> computed, List<Expression> expressions) {
    return with(columns, computed, expressions);
  }

  /** Those columns that are needed and then computed ones; the same if nothing is computed. */
  Lowered with(
      Collection<PlanColumn> needed, List<PlanColumn> computed, List<Expression> expressions) {
    if (computed.isEmpty()) {
      return this;
    }
    List<PlanColumn> all = new ArrayList<>(columns.stream().filter(needed::contains).toList());
    List<Expression> bound = new ArrayList<>(all.stream().map(this::bind).toList());
    all.addAll(computed);
    expressions.forEach(expression -> bound.add(bind(expression)));
    return new Lowered(
        new PlanNode.Project(node, bound, all.stream().map(PlanColumn::name).toList()), all);
  }
}
