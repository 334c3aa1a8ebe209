package io.scheelite.operators.distributed;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Divides an aggregation into one of each task's rows and one of the partial results, with the same
 * columns, types and values in the end: counts are summed up, averages are sums and counts until
 * the end.
 *
 * <p>A partial sum has the type of the whole one. So a sum is out of range too where that of one
 * task is, although other tasks would bring it back: an error where there need not be one, never
 * another value.
 *
 * <p>Its output is the keys, then the partial aggregates; those that several aggregates need are
 * computed once.
 */
final class TwoStepAggregation {
  /** An average of values of more digits may exist although their sum is out of range. */
  private static final int MOST_AVERAGED_DIGITS = 34;

  private static final DataType WIDE_INTEGER =
      new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);

  private final PlanNode.Aggregate whole;
  private final Schema input;
  private final List<AggregateCall> partial = new ArrayList<>();
  private final List<AggregateCall> merging = new ArrayList<>();

  private TwoStepAggregation(PlanNode.Aggregate whole) {
    this.whole = whole;
    this.input = whole.input().schema();
    whole.aggregates().forEach(this::add);
  }

  /** The two steps of an aggregation; null if it cannot be divided. */
  static @Nullable TwoStepAggregation of(PlanNode.Aggregate whole) {
    boolean nothing = whole.keys().isEmpty() && whole.aggregates().isEmpty();
    return nothing || !whole.aggregates().stream().allMatch(call -> isDivisible(call, whole))
        ? null
        : new TwoStepAggregation(whole);
  }

  private static boolean isDivisible(AggregateCall call, PlanNode.Aggregate whole) {
    return switch (call.function()) {
      case COUNT_STAR, COUNT, SUM, MIN, MAX, BIT_OR, BIT_XOR, PRODUCT -> true;
      case AVG ->
          !(whole.input().schema().type(call.argument()) instanceof DataType.Decimal decimal)
              || decimal.precision() <= MOST_AVERAGED_DIGITS;
      // three numbers that one column does not hold
      case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> false;
    };
  }

  private void add(AggregateCall call) {
    switch (call.function()) {
      case COUNT_STAR, COUNT, SUM, MIN, MAX, BIT_OR, BIT_XOR, PRODUCT -> partial(call);
      case AVG -> {
        partial(sumOf(call));
        partial(countOf(call));
      }
      case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> throw indivisible(call);
    }
  }

  /** Position of a partial aggregate among all of them; names do not tell them apart. */
  private int partial(AggregateCall call) {
    for (int i = 0; i < partial.size(); i++) {
      AggregateCall known = partial.get(i);
      AggregateCall renamed =
          new AggregateCall(
              call.function(), call.argument(), call.filter(), call.type(), known.name());
      if (known.equals(renamed)) {
        return i;
      }
    }
    partial.add(call);
    merging.add(merging(call, whole.keys().size() + partial.size() - 1));
    return partial.size() - 1;
  }

  private static AggregateCall merging(AggregateCall call, int column) {
    AggregateFunction function =
        switch (call.function()) {
          case COUNT_STAR, COUNT, SUM -> AggregateFunction.SUM;
          case MIN, MAX, BIT_OR, BIT_XOR, PRODUCT -> call.function();
          case AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> throw indivisible(call);
        };
    return new AggregateCall(function, column, null, call.type(), call.name());
  }

  private static IllegalStateException indivisible(AggregateCall call) {
    return new IllegalStateException("no partial result: " + call);
  }

  private AggregateCall sumOf(AggregateCall average) {
    DataType type =
        switch (input.type(average.argument())) {
          case DataType.Float32 _, DataType.Float64 _ -> DataType.FLOAT64;
          case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _ -> DataType.INT64;
          case DataType.Decimal decimal ->
              new DataType.Decimal(DataType.Decimal.MAX_PRECISION, decimal.scale());
          default -> WIDE_INTEGER;
        };
    return new AggregateCall(
        AggregateFunction.SUM, average.argument(), average.filter(), type, average.name());
  }

  private static AggregateCall countOf(AggregateCall average) {
    return new AggregateCall(
        AggregateFunction.COUNT,
        average.argument(),
        average.filter(),
        DataType.INT64,
        average.name());
  }

  /** Groups the rows of each task. */
  PlanNode first(double estimatedRows) {
    return new PlanNode.Aggregate(whole.input(), whole.keys(), partial, estimatedRows);
  }

  /** Merges the groups of all tasks. */
  PlanNode second(PlanNode partials) {
    List<Integer> keys = IntStream.range(0, whole.keys().size()).boxed().toList();
    PlanNode merged = new PlanNode.Aggregate(partials, keys, merging, whole.estimatedRows());
    if (merged.schema().equals(whole.schema())) {
      return merged;
    }
    Schema columns = merged.schema();
    List<Expression> outputs = new ArrayList<>();
    keys.forEach(key -> outputs.add(column(columns, key)));
    whole.aggregates().forEach(call -> outputs.add(output(call, columns)));
    List<String> names = whole.schema().fields().stream().map(field -> field.name()).toList();
    return new PlanNode.Project(merged, outputs, names);
  }

  private Expression output(AggregateCall call, Schema merged) {
    return switch (call.function()) {
      case SUM, MIN, MAX, BIT_OR, BIT_XOR, PRODUCT -> merged(call, merged);
      case COUNT_STAR, COUNT ->
          new Expression.FunctionCall(
              ScalarFunction.COALESCE,
              List.of(merged(call, merged), new Expression.Literal(0L, DataType.INT64)),
              DataType.INT64,
              false);
      case AVG ->
          new Expression.FunctionCall(
              ScalarFunction.MEAN,
              List.of(merged(sumOf(call), merged), merged(countOf(call), merged)),
              DataType.FLOAT64,
              true);
      case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> throw indivisible(call);
    };
  }

  private Expression merged(AggregateCall call, Schema merged) {
    return column(merged, whole.keys().size() + partial(call));
  }

  private static Expression column(Schema schema, int index) {
    return new Expression.ColumnRef(index, schema.type(index), schema.field(index).nullable());
  }
}
