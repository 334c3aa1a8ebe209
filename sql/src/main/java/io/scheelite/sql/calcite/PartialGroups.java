package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Aggregates groups of groups. */
final class PartialGroups {
  private final ColumnFactory columns;
  private final List<AggregateAssignment> inner = new ArrayList<>();
  private final List<AggregateAssignment> outer = new ArrayList<>();
  private final List<Assignment> results = new ArrayList<>();

  PartialGroups(ColumnFactory columns, List<AggregateAssignment> calls) {
    this.columns = columns;
    calls.forEach(this::add);
  }

  /** Whether all of the aggregates can be made of those of parts of their rows. */
  static boolean areDivisible(List<AggregateAssignment> calls) {
    return calls.stream().noneMatch(call -> call.distinct() || call.function().isVariance());
  }

  /**
   * Groups twice.
   *
   * @param between what happens to the groups before they are grouped again
   */
  LogicalPlan group(
      LogicalPlan input,
      UnaryOperator<LogicalPlan> between,
      List<PlanColumn> innerKeys,
      List<PlanColumn> outerKeys) {
    LogicalPlan groups =
        new LogicalPlan.Aggregate(input, innerKeys.stream().distinct().toList(), inner);
    List<Assignment> all = new ArrayList<>();
    outerKeys.forEach(key -> all.add(Assignment.keep(key)));
    all.addAll(results);
    return new LogicalPlan.Project(
        new LogicalPlan.Aggregate(between.apply(groups), outerKeys, outer), all);
  }

  private void add(AggregateAssignment call) {
    Expression result =
        switch (call.function()) {
          case SUM, MIN, MAX, BIT_OR, BIT_XOR, PRODUCT ->
              level(call, call.function(), call.column().type(), call.function());
          case COUNT, COUNT_STAR -> count(call, call.function());
          case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP ->
              throw new IllegalArgumentException("indivisible: " + call.function());
          case AVG -> {
            DataType sum = AggregateTypes.result(AggregateFunction.SUM, call.argument());
            yield new Expression.FunctionCall(
                ScalarFunction.MEAN,
                List.of(
                    level(call, AggregateFunction.SUM, sum, AggregateFunction.SUM),
                    count(call, AggregateFunction.COUNT)),
                DataType.FLOAT64,
                true);
          }
        };
    results.add(new Assignment(call.column(), result));
  }

  /** Counts are summed up; there is nothing to sum up where there are no rows. */
  private Expression count(AggregateAssignment call, AggregateFunction function) {
    PlanColumn sum = level(call, function, DataType.INT64, AggregateFunction.SUM);
    return TypedFunctions.call(
        ScalarFunction.COALESCE, List.of(sum, new Literal(0L, DataType.INT64)));
  }

  /** The column with what the outer function makes of the inner one's values. */
  private PlanColumn level(
      AggregateAssignment call,
      AggregateFunction innerFunction,
      DataType type,
      AggregateFunction outerFunction) {
    boolean counts =
        innerFunction == AggregateFunction.COUNT || innerFunction == AggregateFunction.COUNT_STAR;
    PlanColumn partial = columns.create(call.column().name(), type, !counts);
    @Nullable Expression argument =
        innerFunction == AggregateFunction.COUNT_STAR ? null : call.argument();
    inner.add(new AggregateAssignment(partial, innerFunction, argument, call.filter(), false));
    PlanColumn total = columns.create(call.column().name(), type, true);
    outer.add(new AggregateAssignment(total, outerFunction, partial, null, false));
    return total;
  }
}
