package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins subqueries to the plan whose expressions contain them, so that their values become columns:
 * a scalar subquery its only row's value, EXISTS and IN a mark.
 */
final class SubqueryValues {
  private final ColumnFactory columns;
  private final DependentJoins joins;
  private LogicalPlan plan;

  private SubqueryValues(LogicalPlan input, ColumnFactory columns) {
    this.plan = input;
    this.columns = columns;
    this.joins = new DependentJoins(columns, input);
  }

  /** A plan that produces the subqueries' values and the expressions that now read them. */
  record Joined(LogicalPlan plan, List<Expression> expressions) {}

  /** Joins every subquery inside {@code expressions} to {@code input}. */
  static Joined join(LogicalPlan input, List<Expression> expressions, ColumnFactory columns) {
    SubqueryValues values = new SubqueryValues(input, columns);
    List<Expression> rewritten =
        expressions.stream().map(e -> ExpressionTrees.rewrite(e, values::value)).toList();
    return new Joined(values.plan, rewritten);
  }

  private Expression value(Expression node) {
    return switch (node) {
      case SubqueryExpression.Scalar scalar -> scalar(scalar);
      case SubqueryExpression.Exists exists ->
          mark(JoinKind.MARK, ExistingRows.of(exists.plan()), List.of());
      case SubqueryExpression.In in -> in(in);
      default -> node;
    };
  }

  private Expression mark(JoinKind kind, LogicalPlan rows, List<Expression> condition) {
    PlanColumn mark = columns.create("mark", DataType.BOOLEAN, kind == JoinKind.NULL_AWARE_MARK);
    plan = joins.join(plan, rows, kind, condition, mark);
    return mark;
  }

  /** True if a row matches; else null if some comparison is unknown; else false. */
  private Expression in(SubqueryExpression.In in) {
    if (!NullAwareness.matters(in)) {
      return mark(JoinKind.MARK, in.plan(), in.matches());
    }
    if (NullAwareness.appliesTo(in)) {
      NullAwareness.Sides sides = NullAwareness.sides(plan, in, columns);
      plan = sides.left();
      return mark(JoinKind.NULL_AWARE_MARK, sides.right(), List.of(sides.condition()));
    }
    PlanColumns.Copy copy = PlanColumns.copy(in.plan(), columns);
    Expression matches = mark(JoinKind.MARK, in.plan(), in.matches());
    Expression unknown =
        new Expression.IsNull(
            ExpressionTrees.substitute(ExpressionTrees.and(in.matches()), copy.columns()));
    Expression uncertain = mark(JoinKind.MARK, copy.plan(), List.of(unknown));
    return TypedExpressions.caseWhen(
        List.of(matches, uncertain),
        List.of(new Literal(true, DataType.BOOLEAN), new Literal(null, DataType.BOOLEAN)),
        new Literal(false, DataType.BOOLEAN));
  }

  private Expression scalar(SubqueryExpression.Scalar scalar) {
    LogicalPlan query = scalar.plan();
    if (PlanTrees.outerColumns(query).isEmpty()) {
      LogicalPlan row = hasOneRow(query) ? query : new SingleRow(query);
      plan = new Join(plan, row, JoinKind.INNER, List.of());
      return row.columns().get(row.columns().indexOf(scalar.column()));
    }
    Expression ofGroups = correlatedAggregate(query, scalar.column());
    if (ofGroups != null) {
      return ofGroups;
    }
    boolean once = query instanceof Limit limit && limit.limit() <= 1;
    JoinKind kind = hasOneRow(query) ? JoinKind.INNER : once ? JoinKind.LEFT : JoinKind.SINGLE;
    Join joined = joins.join(plan, query, kind, List.of(), null);
    plan = joined;
    return joined.columns().get(joined.columns().indexOf(scalar.column()));
  }

  /** Whether the plan yields exactly one row whatever the data. */
  static boolean hasOneRow(LogicalPlan plan) {
    return switch (plan) {
      case Aggregate aggregate -> aggregate.keys().isEmpty();
      case Project project -> hasOneRow(project.input());
      case LogicalPlan.Sort sort -> hasOneRow(sort.input());
      case LogicalPlan.Window window -> hasOneRow(window.input());
      case SingleRow _ -> true;
      case LogicalPlan.Values values -> values.rows().size() == 1;
      case Join join ->
          switch (join.kind()) {
            case INNER ->
                join.condition().isEmpty() && hasOneRow(join.left()) && hasOneRow(join.right());
            case LEFT -> hasOneRow(join.left()) && hasOneRow(join.right());
            case SINGLE, MARK, NULL_AWARE_MARK -> hasOneRow(join.left());
            case FULL, SEMI, ANTI, NULL_AWARE_ANTI -> false;
          };
      case LogicalPlan.Scan _,
          LogicalPlan.Shared _,
          LogicalPlan.Filter _,
          Limit _,
          LogicalPlan.UnionAll _,
          LogicalPlan.Expand _ ->
          false;
    };
  }

  /**
   * An aggregate that only equalities correlate: these become grouping keys and a left join, and
   * the projections above it are computed after the join, where a group without rows has null
   * aggregates and zero counts. Null if it is of another form.
   */
  private @Nullable Expression correlatedAggregate(LogicalPlan query, PlanColumn column) {
    Expression result = column;
    LogicalPlan node = query;
    while (node instanceof Project project) {
      result = ExpressionTrees.substitute(result, assignments(project));
      node = project.input();
    }
    if (!(node instanceof Aggregate aggregate) || !aggregate.keys().isEmpty()) {
      return null;
    }
    Decorrelation.Result split = Decorrelation.split(aggregate.input());
    if (split == null || !PlanTrees.outerColumns(split.plan()).isEmpty()) {
      return null;
    }
    Set<PlanColumn> produced = Set.copyOf(split.plan().columns());
    if (!aggregate.aggregates().stream()
        .allMatch(call -> produced.containsAll(ExpressionTrees.columns(read(call))))) {
      return null;
    }
    List<Assignment> keys = new ArrayList<>();
    List<Expression> condition = new ArrayList<>();
    for (Expression conjunct : split.conjuncts()) {
      if (!addKey(conjunct, produced, keys, condition)) {
        return null;
      }
    }
    LogicalPlan grouped =
        new Aggregate(
            withKeys(split.plan(), keys),
            keys.stream().map(Assignment::column).distinct().toList(),
            aggregate.aggregates());
    Map<PlanColumn, Expression> afterJoin = new HashMap<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      afterJoin.put(call.column(), DomainPushdown.valueOrOfNothing(call));
    }
    plan = new Join(plan, grouped, JoinKind.LEFT, condition);
    return ExpressionTrees.substitute(result, afterJoin);
  }

  private static List<Expression> read(AggregateAssignment call) {
    List<Expression> read = new ArrayList<>();
    Expression argument = call.argument();
    Expression filter = call.filter();
    if (argument != null) {
      read.add(argument);
    }
    if (filter != null) {
      read.add(filter);
    }
    return read;
  }

  private static Map<PlanColumn, Expression> assignments(Project project) {
    Map<PlanColumn, Expression> result = new HashMap<>();
    project.assignments().forEach(a -> result.put(a.column(), a.expression()));
    return result;
  }

  private static LogicalPlan withKeys(LogicalPlan input, List<Assignment> keys) {
    if (keys.stream().allMatch(Assignment::isKept)) {
      return input;
    }
    List<Assignment> all = new ArrayList<>();
    input.columns().forEach(column -> all.add(Assignment.keep(column)));
    keys.stream().filter(key -> !key.isKept()).forEach(all::add);
    return new Project(input, all);
  }

  /** Splits {@code inner = outer}; false if the conjunct is of another form. */
  private boolean addKey(
      Expression conjunct,
      Set<PlanColumn> produced,
      List<Assignment> keys,
      List<Expression> condition) {
    if (!(conjunct instanceof Expression.Comparison comparison)
        || comparison.operator() != ComparisonOperator.EQUAL) {
      return false;
    }
    boolean leftInner = produced.containsAll(ExpressionTrees.columns(comparison.left()));
    Expression inner = leftInner ? comparison.left() : comparison.right();
    Expression outer = leftInner ? comparison.right() : comparison.left();
    boolean separable =
        produced.containsAll(ExpressionTrees.columns(inner))
            && ExpressionTrees.columns(outer).stream().noneMatch(produced::contains);
    if (!separable) {
      return false;
    }
    PlanColumn key = inner instanceof PlanColumn same ? same : columns.create("key", inner);
    if (keys.stream().noneMatch(existing -> existing.column().equals(key))) {
      keys.add(new Assignment(key, inner));
    }
    condition.add(new Expression.Comparison(ComparisonOperator.EQUAL, outer, key));
    return true;
  }
}
