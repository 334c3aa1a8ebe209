package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes DISTINCT aggregates in two levels: the inner one groups by the distinct argument too
 * (and pre-aggregates what is not DISTINCT), the outer one aggregates the argument's values, each
 * of which is there once.
 */
final class DistinctAggregates {
  private final ColumnFactory columns;

  DistinctAggregates(ColumnFactory columns) {
    this.columns = columns;
  }

  /** The plan without DISTINCT in aggregates. */
  LogicalPlan rewrite(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::rewrite);
    if (node instanceof Aggregate aggregate
        && aggregate.aggregates().stream().anyMatch(AggregateAssignment::distinct)) {
      return split(aggregate);
    }
    return node;
  }

  private LogicalPlan split(Aggregate aggregate) {
    Expression argument = commonArgument(aggregate);
    PlanColumn value =
        argument instanceof PlanColumn column ? column : columns.create("value", argument);
    LogicalPlan input = aggregate.input();
    if (!value.equals(argument)) {
      List<Assignment> all = new ArrayList<>();
      input.columns().forEach(column -> all.add(Assignment.keep(column)));
      all.add(new Assignment(value, argument));
      input = new Project(input, all);
    }
    List<AggregateAssignment> inner = new ArrayList<>();
    List<AggregateAssignment> outer = new ArrayList<>();
    List<Assignment> results = new ArrayList<>();
    aggregate.keys().forEach(key -> results.add(Assignment.keep(key)));
    for (AggregateAssignment call : aggregate.aggregates()) {
      if (call.distinct()) {
        PlanColumn result = columns.copyOf(call.column());
        outer.add(new AggregateAssignment(result, call.function(), value, null, false));
        results.add(new Assignment(call.column(), result));
      } else {
        results.add(new Assignment(call.column(), preAggregated(call, inner, outer)));
      }
    }
    List<PlanColumn> innerKeys = new ArrayList<>(aggregate.keys());
    if (!innerKeys.contains(value)) {
      innerKeys.add(value);
    }
    LogicalPlan distinct = new Aggregate(input, innerKeys, inner);
    return new Project(new Aggregate(distinct, aggregate.keys(), outer), results);
  }

  private static Expression commonArgument(Aggregate aggregate) {
    List<Expression> arguments = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      Expression argument = call.argument();
      if (call.distinct() && argument != null) {
        if (call.filter() != null) {
          throw SqlException.unsupported("DISTINCT aggregates with FILTER");
        }
        if (!arguments.contains(argument)) {
          arguments.add(argument);
        }
      }
    }
    if (arguments.size() != 1) {
      throw SqlException.unsupported("DISTINCT aggregates over different columns in one SELECT");
    }
    return arguments.getFirst();
  }

  /** Adds both levels of an aggregate without DISTINCT; gives its value above them. */
  private Expression preAggregated(
      AggregateAssignment call, List<AggregateAssignment> inner, List<AggregateAssignment> outer) {
    return switch (call.function()) {
      case MIN, MAX -> level(call, call.function(), call.function(), inner, outer);
      case SUM ->
          TypedExpressions.cast(
              level(call, AggregateFunction.SUM, AggregateFunction.SUM, inner, outer),
              call.column().type());
      case COUNT, COUNT_STAR -> count(call, call.function(), inner, outer);
      case AVG -> {
        Expression sum = level(call, AggregateFunction.SUM, AggregateFunction.SUM, inner, outer);
        Expression count = count(call, AggregateFunction.COUNT, inner, outer);
        Expression none =
            TypedExpressions.comparison(
                ComparisonOperator.EQUAL, count, new Literal(0L, DataType.INT64));
        yield TypedExpressions.caseWhen(
            List.of(none),
            List.of(new Literal(null, DataType.FLOAT64)),
            TypedExpressions.arithmetic(
                ArithmeticOperator.DIVIDE,
                TypedExpressions.cast(sum, DataType.FLOAT64),
                TypedExpressions.cast(count, DataType.FLOAT64)));
      }
    };
  }

  private Expression count(
      AggregateAssignment call,
      AggregateFunction function,
      List<AggregateAssignment> inner,
      List<AggregateAssignment> outer) {
    Expression sum = level(call, function, AggregateFunction.SUM, inner, outer);
    Expression none = new Literal(0L, DataType.INT64);
    return TypedExpressions.caseWhen(
        List.of(new Expression.IsNull(sum)),
        List.of(none),
        TypedExpressions.cast(sum, DataType.INT64));
  }

  private PlanColumn level(
      AggregateAssignment call,
      AggregateFunction innerFunction,
      AggregateFunction outerFunction,
      List<AggregateAssignment> inner,
      List<AggregateAssignment> outer) {
    String name = call.column().name();
    Expression argument = innerFunction == AggregateFunction.COUNT_STAR ? null : call.argument();
    boolean counts =
        innerFunction == AggregateFunction.COUNT || innerFunction == AggregateFunction.COUNT_STAR;
    PlanColumn partial =
        columns.create(name, AggregateTypes.result(innerFunction, argument), !counts);
    inner.add(new AggregateAssignment(partial, innerFunction, argument, call.filter(), false));
    PlanColumn total = columns.create(name, AggregateTypes.result(outerFunction, partial), true);
    outer.add(new AggregateAssignment(total, outerFunction, partial, null, false));
    return total;
  }
}
