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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes DISTINCT aggregates in two levels: the inner one groups by the distinct argument too
 * (and pre-aggregates what is not DISTINCT), the outer one aggregates the argument's values, each
 * of which is there once. With several distinct arguments rows are repeated for each of them first.
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
    List<Expression> arguments = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      if (call.distinct() && !arguments.contains(argument(call))) {
        arguments.add(argument(call));
      }
    }
    Rows rows = rows(aggregate.input(), arguments);
    List<AggregateAssignment> inner = new ArrayList<>();
    List<AggregateAssignment> outer = new ArrayList<>();
    List<Assignment> results = new ArrayList<>();
    aggregate.keys().forEach(key -> results.add(Assignment.keep(key)));
    for (AggregateAssignment call : aggregate.aggregates()) {
      if (call.distinct()) {
        PlanColumn value = rows.values().get(arguments.indexOf(argument(call)));
        PlanColumn result = columns.copyOf(call.column());
        outer.add(new AggregateAssignment(result, call.function(), value, null, false));
        results.add(new Assignment(call.column(), result));
      } else {
        results.add(new Assignment(call.column(), preAggregated(rows.once(call), inner, outer)));
      }
    }
    Set<PlanColumn> innerKeys = new LinkedHashSet<>(aggregate.keys());
    innerKeys.addAll(rows.keys());
    LogicalPlan distinct = new Aggregate(rows.plan(), List.copyOf(innerKeys), inner);
    return new Project(new Aggregate(distinct, aggregate.keys(), outer), results);
  }

  /** What is aggregated: nulls, which count nowhere, where a filter does not pass. */
  private static Expression argument(AggregateAssignment call) {
    Expression argument = Objects.requireNonNull(call.argument());
    return call.filter() == null
        ? argument
        : TypedExpressions.caseWhen(
            List.of(call.filter()), List.of(argument), new Literal(null, argument.type()));
  }

  /**
   * Rows with the arguments of DISTINCT. Of several arguments each has rows of its own, in which
   * the others are null.
   *
   * @param keys make rows that differ in an argument different
   * @param isFirst true in one of the rows that were one; null if none were repeated
   */
  private record Rows(
      LogicalPlan plan,
      List<PlanColumn> values,
      List<PlanColumn> keys,
      @Nullable Expression isFirst) {
    /** An aggregate without DISTINCT, over rows that were repeated. */
    AggregateAssignment once(AggregateAssignment call) {
      if (isFirst == null) {
        return call;
      }
      Expression filter =
          call.filter() == null ? isFirst : new Expression.And(List.of(isFirst, call.filter()));
      return new AggregateAssignment(
          call.column(), call.function(), call.argument(), filter, call.distinct());
    }
  }

  private Rows rows(LogicalPlan input, List<Expression> arguments) {
    List<PlanColumn> values = new ArrayList<>();
    List<Assignment> all = new ArrayList<>();
    input.columns().forEach(column -> all.add(Assignment.keep(column)));
    for (Expression argument : arguments) {
      PlanColumn value =
          argument instanceof PlanColumn column ? column : columns.create("value", argument);
      values.add(value);
      if (!value.equals(argument)) {
        all.add(new Assignment(value, argument));
      }
    }
    LogicalPlan plan = all.size() == input.columns().size() ? input : new Project(input, all);
    if (values.size() == 1) {
      return new Rows(plan, values, values, null);
    }
    PlanColumn set = columns.create("set", DataType.INT32, false);
    List<PlanColumn> alone =
        values.stream().map(value -> columns.copyOf(value).withNullable(true)).toList();
    List<List<Integer>> sets = IntStream.range(0, values.size()).mapToObj(List::of).toList();
    List<PlanColumn> keys = new ArrayList<>(alone);
    keys.add(set);
    return new Rows(
        new LogicalPlan.Expand(plan, values, alone, sets, set, false),
        alone,
        keys,
        TypedExpressions.comparison(
            ComparisonOperator.EQUAL, set, new Literal(0L, DataType.INT32)));
  }

  /** Adds both levels of an aggregate without DISTINCT; gives its value above them. */
  private Expression preAggregated(
      AggregateAssignment call, List<AggregateAssignment> inner, List<AggregateAssignment> outer) {
    return switch (call.function()) {
      case MIN, MAX, BIT_OR, BIT_XOR, PRODUCT ->
          level(call, call.function(), call.function(), inner, outer);
      case SUM ->
          TypedExpressions.cast(
              level(call, AggregateFunction.SUM, AggregateFunction.SUM, inner, outer),
              call.column().type());
      case COUNT, COUNT_STAR -> count(call, call.function(), inner, outer);
      case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP ->
          throw SqlException.unsupported("variances beside DISTINCT aggregates");
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
