package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws plans over tables of random rows. Their results do not depend on the order in which drivers
 * bring rows, except for the order of the rows themselves.
 */
public final class RandomPlans {
  private static final int MOST_ROWS = 150;
  private static final int MOST_SUM_DIGITS = 30;

  private final RandomGenerator random;
  private final RandomRows rows;
  private int nextShared;

  /** Draws from this generator. */
  public RandomPlans(RandomGenerator random) {
    this.random = random;
    this.rows = new RandomRows(random);
  }

  /** A plan of at most so many operators on top of each other. */
  public PlanNode plan(int depth) {
    if (depth == 0) {
      return random.nextInt(8) == 0 ? values() : scan();
    }
    return switch (random.nextInt(12)) {
      case 0 -> filter(plan(depth - 1));
      case 1 -> project(plan(depth - 1));
      case 2, 3 -> aggregate(plan(depth - 1));
      case 4, 5, 6 -> join(plan(depth - 1), plan(random.nextInt(depth)));
      case 7 -> union(plan(depth - 1));
      case 8 -> expand(plan(depth - 1));
      case 9 -> new RandomWindows(random).window(plan(depth - 1));
      case 10 -> sharing(plan(depth - 1));
      default -> sort(plan(depth - 1));
    };
  }

  /** A plan of operators that keep no rows. */
  public PlanNode streaming(int depth) {
    if (depth == 0) {
      return random.nextInt(8) == 0 ? values() : scan();
    }
    PlanNode input = streaming(depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> filter(input);
      case 1 -> project(input);
      default -> union(input);
    };
  }

  /** All rows of a new table, or those that pass a filter. */
  public PlanNode scan() {
    RowsTable table = table();
    List<Integer> columns = someColumns(table.schema());
    Schema schema = table.schema().select(columns);
    List<Expression> filters = random.nextInt(3) == 0 ? List.of(condition(schema)) : List.of();
    return new PlanNode.Scan(table, columns, filters, estimate());
  }

  private RowsTable table() {
    Schema schema = rows.schema(1 + random.nextInt(5));
    int numRows = random.nextInt(6) == 0 ? 0 : random.nextInt(MOST_ROWS);
    return new RowsTable(schema, rows.rows(schema, numRows), 1 + random.nextInt(MOST_ROWS));
  }

  private double estimate() {
    return random.nextInt(1000) - 1;
  }

  private PlanNode values() {
    Schema schema = rows.schema(1 + random.nextInt(3));
    List<List<Expression.Literal>> literals = new ArrayList<>();
    for (List<@Nullable Object> row : rows.rows(schema, random.nextInt(20))) {
      literals.add(
          IntStream.range(0, schema.size())
              .mapToObj(i -> new Expression.Literal(row.get(i), schema.type(i)))
              .toList());
    }
    return new PlanNode.Values(schema, literals);
  }

  /** Some rows of the input. */
  public PlanNode filter(PlanNode input) {
    return new PlanNode.Filter(input, condition(input.schema()), estimate());
  }

  /** Some columns of the input and some conditions on them. */
  public PlanNode project(PlanNode input) {
    List<Expression> expressions = new ArrayList<>();
    someColumns(input.schema()).forEach(i -> expressions.add(column(input.schema(), i)));
    if (random.nextBoolean()) {
      expressions.add(condition(input.schema()));
    }
    List<String> names = IntStream.range(0, expressions.size()).mapToObj(i -> "p" + i).toList();
    return new PlanNode.Project(input, expressions, names);
  }

  private static Expression column(Schema schema, int index) {
    return new Expression.ColumnRef(index, schema.type(index), schema.field(index).nullable());
  }

  private List<Integer> someColumns(Schema schema) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      if (random.nextInt(4) > 0) {
        columns.add(i);
      }
    }
    columns.add(random.nextInt(schema.size()));
    return columns;
  }

  private Expression condition(Schema schema) {
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.And(List.of(condition(schema), condition(schema)));
      case 1 -> new Expression.Or(List.of(condition(schema), condition(schema)));
      case 2 -> new Expression.Not(condition(schema));
      case 3 -> new Expression.IsNull(column(schema, random.nextInt(schema.size())));
      default -> comparison(schema);
    };
  }

  private Expression comparison(Schema schema) {
    int index = random.nextInt(schema.size());
    ComparisonOperator[] operators = ComparisonOperator.values();
    ComparisonOperator operator = operators[random.nextInt(operators.length)];
    DataType type = schema.type(index);
    List<Integer> same =
        IntStream.range(0, schema.size()).filter(i -> schema.type(i).equals(type)).boxed().toList();
    Expression other =
        random.nextInt(4) == 0
            ? column(schema, same.get(random.nextInt(same.size())))
            : new Expression.Literal(value(schema.select(List.of(index))), type);
    return new Expression.Comparison(operator, column(schema, index), other);
  }

  private Object value(Schema oneColumn) {
    while (true) {
      Object value = rows.rows(oneColumn, 1).getFirst().getFirst();
      if (value != null) {
        return value;
      }
    }
  }

  /** Groups of the input. */
  public PlanNode aggregate(PlanNode input) {
    Schema schema = input.schema();
    List<Integer> keys = random.nextInt(5) == 0 ? List.of() : someColumns(schema);
    List<AggregateCall> calls = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count || keys.isEmpty() && i == 0; i++) {
      calls.add(call(schema, "a" + i));
    }
    return new PlanNode.Aggregate(input, keys.stream().distinct().toList(), calls, estimate());
  }

  private AggregateCall call(Schema schema, String name) {
    int argument = random.nextInt(schema.size());
    DataType type = schema.type(argument);
    List<Integer> flags =
        IntStream.range(0, schema.size())
            .filter(i -> schema.type(i).equals(DataType.BOOLEAN))
            .boxed()
            .toList();
    Integer filter = flags.isEmpty() || random.nextInt(3) > 0 ? null : flags.getFirst();
    DataType sum = sumType(type);
    return switch (random.nextInt(7)) {
      case 0 -> new AggregateCall(AggregateFunction.COUNT_STAR, -1, filter, DataType.INT64, name);
      case 1 -> new AggregateCall(AggregateFunction.COUNT, argument, filter, DataType.INT64, name);
      case 2 -> new AggregateCall(AggregateFunction.MIN, argument, filter, type, name);
      case 3 -> new AggregateCall(AggregateFunction.MAX, argument, filter, type, name);
      case 4 ->
          sum == null
              ? new AggregateCall(AggregateFunction.MIN, argument, filter, type, name)
              : new AggregateCall(AggregateFunction.AVG, argument, filter, DataType.FLOAT64, name);
      default ->
          sum == null
              ? new AggregateCall(AggregateFunction.MAX, argument, filter, type, name)
              : new AggregateCall(AggregateFunction.SUM, argument, filter, sum, name);
    };
  }

  /** The type of an exact sum that cannot overflow; null if there is none. */
  private static @Nullable DataType sumType(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _ -> DataType.INT64;
      case DataType.Int64 _ -> new DataType.Decimal(38, 0);
      case DataType.Decimal decimal ->
          decimal.precision() <= MOST_SUM_DIGITS ? new DataType.Decimal(38, decimal.scale()) : null;
      default -> null;
    };
  }

  /** A join of any kind, on keys where the inputs have columns of one type. */
  public PlanNode join(PlanNode probe, PlanNode build) {
    List<Integer> probeKeys = new ArrayList<>();
    List<Integer> buildKeys = new ArrayList<>();
    for (int i = 0; i < probe.schema().size() && probeKeys.size() < 2; i++) {
      int left = i;
      List<Integer> same =
          IntStream.range(0, build.schema().size())
              .filter(j -> build.schema().type(j).equals(probe.schema().type(left)))
              .boxed()
              .toList();
      if (!same.isEmpty()) {
        probeKeys.add(i);
        buildKeys.add(same.get(random.nextInt(same.size())));
      }
    }
    List<JoinType> types = new ArrayList<>(List.of(JoinType.values()));
    types.remove(JoinType.SINGLE); // is an error where keys are not unique
    types.removeIf(type -> type.isNullAware() && probeKeys.isEmpty());
    JoinType type = types.get(random.nextInt(types.size()));
    Expression residual =
        random.nextInt(4) == 0 ? condition(probe.schema().concat(build.schema())) : null;
    boolean oneKey = type.isNullAware();
    return new PlanNode.HashJoin(
        probe,
        build,
        type,
        oneKey ? probeKeys.subList(0, 1) : probeKeys,
        oneKey ? buildKeys.subList(0, 1) : buildKeys,
        oneKey ? null : residual,
        estimate());
  }

  private PlanNode expand(PlanNode input) {
    List<Integer> keys = someColumns(input.schema());
    List<List<Integer>> sets = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      sets.add(
          IntStream.range(0, keys.size()).filter(key -> random.nextBoolean()).boxed().toList());
    }
    // rows of no group come from every driver
    return new PlanNode.Expand(input, keys, sets, false);
  }

  /** Rows that two places of the plan read. */
  private PlanNode sharing(PlanNode input) {
    PlanNode shared = new PlanNode.Shared(nextShared++, input);
    if (random.nextBoolean()) {
      return new PlanNode.UnionAll(List.of(shared, filter(shared)), input.schema());
    }
    return join(shared, filter(shared));
  }

  private PlanNode union(PlanNode input) {
    List<PlanNode> inputs = new ArrayList<>(List.of(input));
    for (int i = random.nextInt(3); i > 0; i--) {
      inputs.add(random.nextBoolean() ? input : filter(input));
    }
    return new PlanNode.UnionAll(inputs, input.schema());
  }

  /** All rows, or the first ones, in an order of all columns. */
  public PlanNode sort(PlanNode input) {
    List<SortKey> keys = new ArrayList<>();
    for (int i = 0; i < input.schema().size(); i++) {
      keys.add(
          random.nextInt(keys.size() + 1),
          new SortKey(i, random.nextBoolean(), random.nextBoolean()));
    }
    return random.nextBoolean()
        ? new PlanNode.Sort(input, keys)
        : new PlanNode.TopN(input, keys, random.nextInt(60), random.nextInt(20));
  }
}
