package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.plan.WindowFrame.Bound;
import io.scheelite.operators.plan.WindowFrame.BoundKind;
import io.scheelite.operators.plan.WindowFrame.Exclusion;
import io.scheelite.operators.plan.WindowFrame.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes up windows whose values do not depend on how equal rows are ordered. */
public final class RandomWindows {
  private static final int MOST_SUM_DIGITS = 30;

  private final RandomGenerator random;

  /** Windows of this randomness. */
  public RandomWindows(RandomGenerator random) {
    this.random = random;
  }

  /** Some functions over the rows of the input, in an order of all its columns. */
  public PlanNode window(PlanNode input) {
    Schema schema = input.schema();
    List<Integer> partition = new ArrayList<>();
    List<SortKey> order = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      if (random.nextInt(3) == 0) {
        partition.add(i);
      }
      order.add(
          random.nextInt(order.size() + 1),
          new SortKey(i, random.nextBoolean(), random.nextBoolean()));
    }
    boolean peersOnly = random.nextInt(4) == 0;
    List<SortKey> keys = peersOnly ? order.subList(0, random.nextInt(order.size())) : order;
    int count = 1 + random.nextInt(3);
    List<WindowCall> calls =
        IntStream.range(0, count).mapToObj(i -> call(schema, "w" + i, peersOnly)).toList();
    return new PlanNode.Window(input, partition, keys, calls);
  }

  private WindowCall call(Schema schema, String name, boolean peersOnly) {
    WindowFunction[] functions = WindowFunction.values();
    WindowFunction function = functions[random.nextInt(functions.length)];
    int index = random.nextInt(schema.size());
    Expression column =
        new Expression.ColumnRef(index, schema.type(index), schema.field(index).nullable());
    return switch (function) {
      case ROW_NUMBER, NTILE, LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> {
        yield peersOnly ? call(schema, name, true) : byPosition(function, column, name);
      }
      case RANK, DENSE_RANK -> plain(function, List.of(), DataType.INT64, name, peersOnly);
      case PERCENT_RANK, CUME_DIST -> plain(function, List.of(), DataType.FLOAT64, name, peersOnly);
      case COUNT_STAR ->
          filtered(schema, plain(function, List.of(), DataType.INT64, name, peersOnly));
      case COUNT ->
          filtered(schema, plain(function, List.of(column), DataType.INT64, name, peersOnly));
      case MIN, MAX ->
          filtered(schema, plain(function, List.of(column), column.type(), name, peersOnly));
      case STRING_AGG -> {
        boolean fits = !peersOnly && column.type().equals(DataType.UTF8);
        WindowFrame frame = frame(false);
        List<Expression> texts = List.of(column, column);
        yield fits
            ? filtered(
                schema, new WindowCall(function, texts, null, false, frame, DataType.UTF8, name))
            : call(schema, name, peersOnly);
      }
      // their last digits depend on how rows are put together
      case VAR_SAMP, VAR_POP -> call(schema, name, peersOnly);
      case SUM, AVG -> {
        DataType sum = sumType(column.type());
        DataType type = function == WindowFunction.SUM ? sum : DataType.FLOAT64;
        yield sum == null || type == null
            ? call(schema, name, peersOnly)
            : filtered(schema, plain(function, List.of(column), type, name, peersOnly));
      }
    };
  }

  private WindowCall byPosition(WindowFunction function, Expression column, String name) {
    Expression number = new Expression.Literal(1L + random.nextInt(5), DataType.INT64);
    boolean ignoreNulls = random.nextInt(3) == 0;
    return switch (function) {
      case ROW_NUMBER -> plain(function, List.of(), DataType.INT64, name, false);
      case NTILE -> plain(function, List.of(number), DataType.INT64, name, false);
      case LAG, LEAD -> {
        List<Expression> arguments =
            switch (random.nextInt(3)) {
              case 0 -> List.of(column);
              case 1 -> List.of(column, number);
              default -> List.of(column, number, column);
            };
        yield new WindowCall(
            function,
            arguments,
            null,
            ignoreNulls,
            WindowFrame.WHOLE_PARTITION,
            column.type(),
            name);
      }
      case FIRST_VALUE, LAST_VALUE ->
          new WindowCall(
              function, List.of(column), null, ignoreNulls, frame(false), column.type(), name);
      case NTH_VALUE ->
          new WindowCall(
              function,
              List.of(column, number),
              null,
              ignoreNulls,
              frame(false),
              column.type(),
              name);
      case RANK,
          DENSE_RANK,
          PERCENT_RANK,
          CUME_DIST,
          COUNT_STAR,
          COUNT,
          SUM,
          MIN,
          MAX,
          AVG,
          VAR_SAMP,
          VAR_POP,
          STRING_AGG ->
          throw new IllegalArgumentException("not by position: " + function);
    };
  }

  private WindowCall plain(
      WindowFunction function,
      List<Expression> arguments,
      DataType type,
      String name,
      boolean peersOnly) {
    return new WindowCall(function, arguments, null, false, frame(peersOnly), type, name);
  }

  private WindowCall filtered(Schema schema, WindowCall call) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.type(i).equals(DataType.BOOLEAN) && random.nextInt(3) == 0) {
        return new WindowCall(
            call.function(),
            call.arguments(),
            new Expression.ColumnRef(i, DataType.BOOLEAN, schema.field(i).nullable()),
            false,
            call.frame(),
            call.type(),
            call.name());
      }
    }
    return call;
  }

  private WindowFrame frame(boolean peersOnly) {
    Exclusion[] exclusions = Exclusion.values();
    Exclusion exclusion =
        random.nextInt(3) == 0
            ? exclusions[random.nextInt(exclusions.length)]
            : Exclusion.NO_OTHERS;
    boolean rowMatters = peersOnly && exclusion != Exclusion.GROUP;
    Exclusion allowed = rowMatters ? Exclusion.NO_OTHERS : exclusion;
    return switch (random.nextInt(peersOnly ? 1 : 0, 3)) {
      case 0 -> new WindowFrame(Unit.ROWS, bound(true), bound(false), allowed, null);
      case 1 -> new WindowFrame(Unit.GROUPS, bound(true), bound(false), allowed, null);
      default ->
          new WindowFrame(
              Unit.RANGE,
              random.nextBoolean() ? Bound.UNBOUNDED_PRECEDING : Bound.CURRENT_ROW,
              random.nextBoolean() ? Bound.UNBOUNDED_FOLLOWING : Bound.CURRENT_ROW,
              allowed,
              null);
    };
  }

  private Bound bound(boolean start) {
    return switch (random.nextInt(5)) {
      case 0 -> start ? Bound.UNBOUNDED_PRECEDING : Bound.UNBOUNDED_FOLLOWING;
      case 1 -> Bound.CURRENT_ROW;
      default ->
          new Bound(
              random.nextBoolean() ? BoundKind.PRECEDING : BoundKind.FOLLOWING,
              new Expression.Literal((long) random.nextInt(9), DataType.INT64));
    };
  }

  private static @Nullable DataType sumType(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _ -> DataType.INT64;
      case DataType.Int64 _ -> new DataType.Decimal(38, 0);
      case DataType.Decimal decimal ->
          decimal.precision() <= MOST_SUM_DIGITS ? new DataType.Decimal(38, decimal.scale()) : null;
      default -> null;
    };
  }
}
