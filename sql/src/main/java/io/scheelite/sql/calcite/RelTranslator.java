package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.CatalogSchema.CatalogTable;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.TableScans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Translates Calcite's relational algebra, which knows columns by position, into ours, which knows
 * them by identity. Projections that merely rename or reorder therefore vanish.
 */
final class RelTranslator {
  /** A translated node: {@code row} says which of the plan's columns stands at which position. */
  record Relation(LogicalPlan plan, List<PlanColumn> row) {}

  private final ColumnFactory columns;
  private final Map<CorrelationId, List<PlanColumn>> outerRows = new HashMap<>();

  RelTranslator(ColumnFactory columns) {
    this.columns = columns;
  }

  Relation translate(RelNode node) {
    return switch (node) {
      case TableScan scan -> scan(scan);
      case Filter filter -> filter(filter);
      case Project project -> project(project);
      case Join join -> join(join);
      case Aggregate aggregate -> aggregate(aggregate);
      case Sort sort -> sort(sort);
      case Union union -> union(union);
      case Values values -> values(values);
      default -> throw SqlException.unsupported(featureName(node));
    };
  }

  private static String featureName(RelNode node) {
    String name = node.getClass().getSimpleName().replace("Logical", "");
    return switch (name) {
      case "Intersect" -> "INTERSECT";
      case "Minus" -> "EXCEPT";
      case "Correlate" -> "LATERAL";
      case "TableFunctionScan" -> "table functions";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }

  /** The row that a correlated reference reads. */
  List<PlanColumn> outerRow(CorrelationId id) {
    List<PlanColumn> row = outerRows.get(id);
    if (row == null) {
      throw SqlException.unsupported("this place for a correlated reference");
    }
    return row;
  }

  private RexTranslator expressions(Set<CorrelationId> defined, List<PlanColumn> row) {
    defined.forEach(id -> outerRows.put(id, row));
    return new RexTranslator(this, row);
  }

  private Relation scan(TableScan scan) {
    CatalogTable table = scan.getTable().unwrap(CatalogTable.class);
    if (table == null) {
      throw new IllegalStateException("table is not of our catalog: " + scan.getTable());
    }
    LogicalPlan plan = TableScans.scan(table.source(), table.name(), columns).plan();
    return new Relation(plan, plan.columns());
  }

  private Relation filter(Filter filter) {
    Relation input = translate(filter.getInput());
    Expression condition =
        expressions(filter.getVariablesSet(), input.row()).translate(filter.getCondition());
    return new Relation(
        PlanTrees.filter(input.plan(), ExpressionTrees.conjuncts(condition)), input.row());
  }

  private Relation project(Project project) {
    Relation input = translate(project.getInput());
    RexTranslator translator = expressions(project.getVariablesSet(), input.row());
    List<PlanColumn> row = new ArrayList<>();
    List<Assignment> computed = new ArrayList<>();
    for (int i = 0; i < project.getProjects().size(); i++) {
      Expression expression = translator.translate(project.getProjects().get(i));
      if (expression instanceof PlanColumn column && input.row().contains(column)) {
        row.add(column);
      } else {
        PlanColumn column = columns.create(project.getRowType().getFieldNames().get(i), expression);
        computed.add(new Assignment(column, expression));
        row.add(column);
      }
    }
    if (computed.isEmpty()) {
      return new Relation(input.plan(), row);
    }
    return new Relation(withComputed(input.plan(), computed), row);
  }

  /** All of the input's columns and the computed ones; pruning drops what nobody reads. */
  private static LogicalPlan withComputed(LogicalPlan input, List<Assignment> computed) {
    List<Assignment> all = new ArrayList<>();
    input.columns().forEach(column -> all.add(Assignment.keep(column)));
    all.addAll(computed);
    return new LogicalPlan.Project(input, all);
  }

  private Relation join(Join join) {
    Relation left = translate(join.getLeft());
    Relation right = translate(join.getRight());
    List<PlanColumn> row = new ArrayList<>(left.row());
    row.addAll(right.row());
    List<Expression> condition =
        ExpressionTrees.conjuncts(
            expressions(join.getVariablesSet(), row).translate(join.getCondition()));
    return switch (join.getJoinType()) {
      case INNER -> {
        boolean subquery = condition.stream().anyMatch(ExpressionTrees::hasSubquery);
        LogicalPlan plan =
            new LogicalPlan.Join(
                left.plan(), right.plan(), JoinKind.INNER, subquery ? List.of() : condition);
        yield new Relation(subquery ? PlanTrees.filter(plan, condition) : plan, row);
      }
      case LEFT -> {
        LogicalPlan plan =
            new LogicalPlan.Join(left.plan(), right.plan(), JoinKind.LEFT, condition);
        yield new Relation(plan, concat(left.row(), nullable(right.row())));
      }
      case RIGHT -> {
        LogicalPlan plan =
            new LogicalPlan.Join(right.plan(), left.plan(), JoinKind.LEFT, condition);
        yield new Relation(plan, concat(nullable(left.row()), right.row()));
      }
      default -> throw SqlException.unsupported(join.getJoinType() + " JOIN");
    };
  }

  private static List<PlanColumn> nullable(List<PlanColumn> row) {
    return row.stream().map(column -> column.withNullable(true)).toList();
  }

  private static List<PlanColumn> concat(List<PlanColumn> left, List<PlanColumn> right) {
    List<PlanColumn> result = new ArrayList<>(left);
    result.addAll(right);
    return result;
  }

  private Relation aggregate(Aggregate aggregate) {
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      throw SqlException.unsupported("GROUPING SETS, ROLLUP and CUBE");
    }
    Relation input = translate(aggregate.getInput());
    List<PlanColumn> row = new ArrayList<>();
    aggregate.getGroupSet().forEach(position -> row.add(input.row().get(position)));
    List<PlanColumn> keys = row.stream().distinct().toList();
    List<AggregateAssignment> calls = new ArrayList<>();
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      String name = aggregate.getRowType().getFieldNames().get(aggregate.getGroupCount() + i);
      AggregateAssignment call = call(aggregate.getAggCallList().get(i), name, input.row());
      calls.add(call);
      row.add(call.column());
    }
    return new Relation(new LogicalPlan.Aggregate(input.plan(), keys, calls), row);
  }

  private AggregateAssignment call(AggregateCall call, String name, List<PlanColumn> input) {
    AggregateFunction function = function(call);
    PlanColumn argument =
        call.getArgList().isEmpty() ? null : input.get(call.getArgList().getFirst());
    if (call.getArgList().size() > 1) {
      throw SqlException.unsupported(call.getAggregation().getName() + " of several columns");
    }
    PlanColumn filter = call.filterArg < 0 ? null : input.get(call.filterArg);
    boolean nullable =
        function != AggregateFunction.COUNT && function != AggregateFunction.COUNT_STAR;
    PlanColumn column = columns.create(name, AggregateTypes.result(function, argument), nullable);
    boolean distinct =
        call.isDistinct() && function != AggregateFunction.MIN && function != AggregateFunction.MAX;
    return new AggregateAssignment(column, function, argument, filter, distinct);
  }

  private static AggregateFunction function(AggregateCall call) {
    return switch (call.getAggregation().getKind()) {
      case COUNT ->
          call.getArgList().isEmpty() ? AggregateFunction.COUNT_STAR : AggregateFunction.COUNT;
      case SUM -> AggregateFunction.SUM;
      case MIN -> AggregateFunction.MIN;
      case MAX -> AggregateFunction.MAX;
      case AVG -> AggregateFunction.AVG;
      default ->
          throw SqlException.unsupported(
              "aggregate " + call.getAggregation().getName().toLowerCase(Locale.ROOT));
    };
  }

  private Relation sort(Sort sort) {
    Relation input = translate(sort.getInput());
    LogicalPlan plan = input.plan();
    List<Ordering> orderings = new ArrayList<>();
    Set<PlanColumn> seen = new HashSet<>();
    for (RelFieldCollation field : sort.getCollation().getFieldCollations()) {
      PlanColumn column = input.row().get(field.getFieldIndex());
      if (seen.add(column)) {
        orderings.add(
            new Ordering(
                column,
                !field.getDirection().isDescending(),
                field.nullDirection == RelFieldCollation.NullDirection.FIRST));
      }
    }
    if (!orderings.isEmpty()) {
      plan = new LogicalPlan.Sort(plan, orderings);
    }
    if (sort.fetch != null || sort.offset != null) {
      plan =
          new LogicalPlan.Limit(
              plan, count("LIMIT", sort.fetch, Long.MAX_VALUE), count("OFFSET", sort.offset, 0));
    }
    return new Relation(plan, input.row());
  }

  private static long count(String what, @Nullable RexNode node, long absent) {
    if (node == null) {
      return absent;
    }
    if (node instanceof RexLiteral literal) {
      Long value = literal.getValueAs(Long.class);
      if (value != null) {
        return value;
      }
    }
    throw SqlException.unsupported(what + " with anything but a number");
  }

  private Relation union(Union union) {
    List<Relation> inputs = new ArrayList<>();
    union.getInputs().forEach(input -> inputs.add(translate(input)));
    int width = inputs.getFirst().row().size();
    List<DataType> types = new ArrayList<>();
    List<PlanColumn> row = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int position = i;
      List<Expression> values =
          inputs.stream().<Expression>map(input -> input.row().get(position)).toList();
      DataType type = TypedExpressions.commonType("UNION", values);
      types.add(type);
      row.add(
          columns.create(
              union.getRowType().getFieldNames().get(i),
              type,
              values.stream().anyMatch(Expression::nullable)));
    }
    List<Relation> typed = inputs.stream().map(input -> withTypes(input, types)).toList();
    LogicalPlan plan =
        new LogicalPlan.UnionAll(
            typed.stream().map(Relation::plan).toList(),
            row,
            typed.stream().map(Relation::row).toList());
    return new Relation(union.all ? plan : new LogicalPlan.Aggregate(plan, row, List.of()), row);
  }

  private Relation withTypes(Relation relation, List<DataType> types) {
    List<PlanColumn> row = new ArrayList<>();
    List<Assignment> computed = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      PlanColumn column = relation.row().get(i);
      Expression typed = TypedExpressions.cast(column, types.get(i));
      if (typed.equals(column)) {
        row.add(column);
      } else {
        PlanColumn converted = columns.create(column.name(), typed);
        computed.add(new Assignment(converted, typed));
        row.add(converted);
      }
    }
    return computed.isEmpty()
        ? relation
        : new Relation(withComputed(relation.plan(), computed), row);
  }

  private Relation values(Values values) {
    RexTranslator translator = new RexTranslator(this, List.of());
    List<DataType> types = new ArrayList<>();
    List<PlanColumn> row = new ArrayList<>();
    for (var field : values.getRowType().getFieldList()) {
      DataType type = CalciteTypes.fromCalcite(field.getType());
      types.add(type);
      row.add(columns.create(field.getName(), type, field.getType().isNullable()));
    }
    List<List<Expression.Literal>> rows = new ArrayList<>();
    for (List<RexLiteral> tuple : values.getTuples()) {
      List<Expression.Literal> literals = new ArrayList<>();
      for (int i = 0; i < tuple.size(); i++) {
        Expression value = TypedExpressions.cast(translator.translate(tuple.get(i)), types.get(i));
        if (!(value instanceof Expression.Literal literal)) {
          throw SqlException.unsupported("this constant in VALUES");
        }
        literals.add(literal);
      }
      rows.add(literals);
    }
    return new Relation(new LogicalPlan.Values(row, rows), row);
  }
}
