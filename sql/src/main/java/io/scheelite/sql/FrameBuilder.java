package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.optimizer.PlanColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts one operation of a data frame on top of a query. Stateless but for the column factory. */
final class FrameBuilder {
  private final ColumnFactory columns;

  FrameBuilder(ColumnFactory columns) {
    this.columns = columns;
  }

  private ColumnResolver rows(LogicalQuery query) {
    return ColumnResolver.ofRows(query.outputs(), columns);
  }

  LogicalQuery filter(LogicalQuery query, Column condition) {
    Expression predicate = rows(query).truth(condition.node());
    return new LogicalQuery(
        PlanTrees.filter(query.plan(), ExpressionTrees.conjuncts(predicate)), query.outputs());
  }

  LogicalQuery select(LogicalQuery query, List<Column> selected) {
    ColumnResolver resolver = rows(query);
    List<Output> outputs = new ArrayList<>();
    LogicalPlan plan = project(query.plan(), selected, resolver, outputs);
    return new LogicalQuery(plan, outputs);
  }

  /** Computes what is not there yet beside the plan's columns. */
  private LogicalPlan project(
      LogicalPlan plan, List<Column> selected, ColumnResolver resolver, List<Output> outputs) {
    List<Assignment> assignments = new ArrayList<>();
    plan.columns().forEach(column -> assignments.add(Assignment.keep(column)));
    int kept = assignments.size();
    for (Column column : selected) {
      Expression expression = resolver.resolve(column);
      String label = ColumnResolver.label(column);
      outputs.add(new Output(label, define(label, expression, assignments)));
    }
    return assignments.size() == kept ? plan : new Project(plan, assignments);
  }

  private PlanColumn define(String label, Expression expression, List<Assignment> assignments) {
    if (expression instanceof PlanColumn column) {
      return column;
    }
    PlanColumn column = columns.create(label, expression);
    assignments.add(new Assignment(column, expression));
    return column;
  }

  LogicalQuery aggregate(LogicalQuery query, List<Column> keys, List<Column> values) {
    List<Output> outputs = new ArrayList<>();
    LogicalPlan input = project(query.plan(), keys, rows(query), outputs);
    List<PlanColumn> keyColumns = outputs.stream().map(Output::column).distinct().toList();
    ColumnResolver resolver = ColumnResolver.ofGroups(query.outputs(), columns);
    List<Expression> results = values.stream().map(resolver::resolve).toList();
    LogicalPlan grouped = new Aggregate(input, keyColumns, resolver.aggregates());
    List<Assignment> assignments = new ArrayList<>();
    grouped.columns().forEach(column -> assignments.add(Assignment.keep(column)));
    for (int i = 0; i < values.size(); i++) {
      Expression result = results.get(i);
      for (PlanColumn read : ExpressionTrees.columns(result)) {
        if (!grouped.columns().contains(read)) {
          throw SqlException.of(
              ErrorCode.INVALID_QUERY, "column is neither grouped nor aggregated: " + read.name());
        }
      }
      String label = ColumnResolver.label(values.get(i));
      outputs.add(new Output(label, define(label, result, assignments)));
    }
    boolean computed = assignments.size() > grouped.columns().size();
    return new LogicalQuery(computed ? new Project(grouped, assignments) : grouped, outputs);
  }

  LogicalQuery distinct(LogicalQuery query) {
    List<PlanColumn> keys = query.outputs().stream().map(Output::column).distinct().toList();
    return new LogicalQuery(new Aggregate(query.plan(), keys, List.of()), query.outputs());
  }

  LogicalQuery join(LogicalQuery left, LogicalQuery right, Column condition, JoinKind kind) {
    LogicalQuery other = withoutSharedColumns(left, right);
    List<Output> outputs = new ArrayList<>(left.outputs());
    outputs.addAll(other.outputs());
    Expression predicate = ColumnResolver.ofRows(outputs, columns).truth(condition.node());
    return joined(left, other, ExpressionTrees.conjuncts(predicate), kind, other.outputs());
  }

  LogicalQuery joinUsing(LogicalQuery left, LogicalQuery right, List<String> names, JoinKind kind) {
    LogicalQuery other = withoutSharedColumns(left, right);
    List<Expression> condition = new ArrayList<>();
    for (String name : names) {
      Column column = Functions.col(name);
      condition.add(
          TypedExpressions.comparison(
              ComparisonOperator.EQUAL, rows(left).resolve(column), rows(other).resolve(column)));
    }
    List<Output> rightOutputs =
        other.outputs().stream()
            .filter(output -> names.stream().noneMatch(output.label()::equalsIgnoreCase))
            .toList();
    return joined(left, other, condition, kind, rightOutputs);
  }

  private static LogicalQuery joined(
      LogicalQuery left,
      LogicalQuery right,
      List<Expression> condition,
      JoinKind kind,
      List<Output> rightOutputs) {
    List<Output> outputs = new ArrayList<>(left.outputs());
    switch (kind) {
      case INNER -> outputs.addAll(rightOutputs);
      case LEFT ->
          rightOutputs.forEach(
              o -> outputs.add(new Output(o.label(), o.column().withNullable(true))));
      case SEMI, ANTI -> {}
      case FULL, SINGLE, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK ->
          throw new IllegalArgumentException("not a join of data frames: kind=" + kind);
    }
    return new LogicalQuery(new Join(left.plan(), right.plan(), kind, condition), outputs);
  }

  /** The right side with columns of its own, where both sides come from one data frame. */
  private LogicalQuery withoutSharedColumns(LogicalQuery left, LogicalQuery right) {
    Set<PlanColumn> mine = PlanTrees.allColumns(left.plan());
    boolean shared = PlanTrees.allColumns(right.plan()).stream().anyMatch(mine::contains);
    if (!shared) {
      return right;
    }
    PlanColumns.Copy copy = PlanColumns.copy(right.plan(), columns);
    return new LogicalQuery(
        copy.plan(),
        right.outputs().stream()
            .map(o -> new Output(o.label(), copy.columns().getOrDefault(o.column(), o.column())))
            .toList());
  }

  LogicalQuery orderBy(LogicalQuery query, List<Column> keys) {
    List<Output> keyOutputs = new ArrayList<>();
    LogicalPlan plan = project(query.plan(), keys, rows(query), keyOutputs);
    List<Ordering> orderings = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      orderings.add(
          new Ordering(
              keyOutputs.get(i).column(), keys.get(i).ascending(), keys.get(i).nullsFirst()));
    }
    return new LogicalQuery(new LogicalPlan.Sort(plan, orderings), query.outputs());
  }

  LogicalQuery limit(LogicalQuery query, long limit, long offset) {
    return new LogicalQuery(new LogicalPlan.Limit(query.plan(), limit, offset), query.outputs());
  }
}
