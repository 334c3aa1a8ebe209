package io.scheelite.sql.calcite;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/**
 * Finds what subqueries of HAVING read of the groups: Calcite tells it of the first subquery alone.
 * References that could as well be those of a HAVING inside are left out, and refused later.
 */
final class HavingReferences extends RexShuttle {
  private final OuterRows known;
  private final List<List<String>> rows;
  private final Set<CorrelationId> found = new HashSet<>();
  private boolean ambiguous;

  private HavingReferences(OuterRows known, Aggregate groups) {
    this.known = known;
    this.rows = rows(groups);
  }

  /**
   * The references that nothing has defined, by their rows' types.
   *
   * @param known what is defined around and by the filter
   */
  static Set<CorrelationId> in(Filter filter, OuterRows known) {
    Aggregate groups = groups(filter);
    if (groups == null) {
      return Set.of();
    }
    HavingReferences references = new HavingReferences(known, groups);
    RexNode _ = filter.getCondition().accept(references);
    return references.ambiguous ? Set.of() : references.found;
  }

  @Override
  public RexNode visitCorrelVariable(RexCorrelVariable variable) {
    if (!known.has(variable.id) && rows.contains(columns(variable.getType()))) {
      found.add(variable.id);
    }
    return variable;
  }

  @Override
  public RexNode visitSubQuery(RexSubQuery query) {
    lookAt(query.rel);
    return super.visitSubQuery(query);
  }

  private void lookAt(RelNode node) {
    Aggregate inside = node instanceof Filter filter ? groups(filter) : null;
    ambiguous |= inside != null && !Collections.disjoint(rows(inside), rows);
    RelNode _ = node.accept(this);
    node.getInputs().forEach(this::lookAt);
  }

  /** Null if what a filter reads are no groups. */
  static @Nullable Aggregate groups(Filter filter) {
    RelNode node = filter.getInput();
    while (node instanceof Filter below) {
      node = below.getInput();
    }
    return node instanceof Aggregate groups ? groups : null;
  }

  /** What references to groups may take for their row: the group, or what is grouped. */
  private static List<List<String>> rows(Aggregate groups) {
    return List.of(columns(groups.getRowType()), columns(OuterRows.grouped(groups.getInput())));
  }

  private static List<String> columns(RelDataType row) {
    return row.getFieldList().stream()
        .map(field -> field.getName() + ' ' + field.getType().getSqlTypeName())
        .toList();
  }
}
