package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Groups by several sets of keys: rows are grouped by all keys; each group is repeated for each
 * set, and these are grouped by the keys that are left and the number of the set. With variances or
 * DISTINCT inside aggregates rows are repeated themselves.
 *
 * <p>A set without keys has a group even if there are no rows. For that one more row is grouped, in
 * which everything is null; rows are counted by a column that is null there.
 */
final class GroupingSets {
  private final ColumnFactory columns;
  private final RelTranslator.Relation input;
  private final List<Integer> positions;
  private final List<PlanColumn> sources = new ArrayList<>();
  private final List<PlanColumn> keys = new ArrayList<>();
  private final List<List<Integer>> sets = new ArrayList<>();
  private final List<Assignment> groupings = new ArrayList<>();
  private final boolean simple;
  private final PlanColumn setNumber;
  private final PlanColumn rowMark;

  GroupingSets(Aggregate aggregate, RelTranslator.Relation input, ColumnFactory columns) {
    this.columns = columns;
    this.input = input;
    this.positions = aggregate.getGroupSet().asList();
    this.simple = aggregate.getGroupType() == Aggregate.Group.SIMPLE;
    for (int position : positions) {
      PlanColumn source = input.row().get(position);
      sources.add(source);
      keys.add(simple ? source : columns.copyOf(source).withNullable(true));
    }
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      sets.add(set.asList().stream().map(positions::indexOf).toList());
    }
    setNumber = columns.create("set", DataType.INT32, false);
    rowMark = columns.create("row", DataType.INT32, false);
  }

  static boolean isGrouping(AggregateCall call) {
    String name = call.getAggregation().getName();
    return name.equals("GROUPING") || name.equals("GROUPING_ID");
  }

  /** The keys above the grouping, one per position. */
  List<PlanColumn> keys() {
    return keys;
  }

  private boolean hasEmptyGroups() {
    return !simple && sets.stream().anyMatch(List::isEmpty);
  }

  private AggregateAssignment counting(AggregateAssignment call) {
    return hasEmptyGroups() && call.function() == AggregateFunction.COUNT_STAR
        ? new AggregateAssignment(
            call.column(), AggregateFunction.COUNT, rowMark, call.filter(), call.distinct())
        : call;
  }

  /** The column with the value of {@code GROUPING}: a bit per argument, 1 = not in the set. */
  PlanColumn grouping(AggregateCall call, String name) {
    List<Expression> conditions = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      long bits = 0;
      for (int argument : call.getArgList()) {
        bits = 2 * bits + (sets.get(i).contains(positions.indexOf(argument)) ? 0 : 1);
      }
      conditions.add(
          TypedExpressions.comparison(
              ComparisonOperator.EQUAL, setNumber, new Literal((long) i, DataType.INT32)));
      values.add(new Literal(bits, DataType.INT64));
    }
    Expression last = values.removeLast();
    conditions.removeLast();
    Expression value =
        simple || conditions.isEmpty() || values.stream().allMatch(last::equals)
            ? last
            : TypedExpressions.caseWhen(conditions, values, last);
    PlanColumn column = columns.create(name, value);
    groupings.add(new Assignment(column, value));
    return column;
  }

  /** The groups with their aggregates and what {@code GROUPING} says of them. */
  LogicalPlan group(List<AggregateAssignment> calls) {
    LogicalPlan plan;
    if (simple) {
      plan = new LogicalPlan.Aggregate(input.plan(), keys.stream().distinct().toList(), calls);
    } else {
      List<PlanColumn> groupKeys = new ArrayList<>(keys);
      groupKeys.add(setNumber);
      plan =
          PartialGroups.areDivisible(calls)
              ? new PartialGroups(columns, calls)
                  .group(input.plan(), this::expand, sources, groupKeys)
              : new LogicalPlan.Aggregate(
                  expanded(), groupKeys, calls.stream().map(this::counting).toList());
    }
    return groupings.isEmpty() ? plan : RelTranslator.withComputed(plan, groupings);
  }

  private LogicalPlan expanded() {
    LogicalPlan plan = input.plan();
    if (hasEmptyGroups()) {
      Assignment mark = new Assignment(rowMark, new Literal(1L, DataType.INT32));
      plan = RelTranslator.withComputed(plan, List.of(mark));
    }
    return expand(plan);
  }

  private LogicalPlan expand(LogicalPlan rows) {
    return new LogicalPlan.Expand(rows, sources, keys, sets, setNumber, hasEmptyGroups());
  }
}
