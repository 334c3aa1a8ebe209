package io.scheelite.operators.hash.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.ResultCursor;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.operators.testing.TableRowsFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An aggregation over rows, which the operator and the naive executor can run. */
record AggregationCase(PlanNode.Aggregate node, RowsTable table) {
  AggregationCase(
      Schema schema,
      List<List<@Nullable Object>> rows,
      int rowsPerSplit,
      List<Integer> keys,
      List<AggregateCall> calls) {
    this(new RowsTable(schema, rows, rowsPerSplit), keys, calls);
  }

  private AggregationCase(RowsTable table, List<Integer> keys, List<AggregateCall> calls) {
    this(new PlanNode.Aggregate(scan(table), keys, calls, 100), table);
  }

  private static PlanNode.Scan scan(RowsTable table) {
    List<Integer> all = IntStream.range(0, table.schema().size()).boxed().toList();
    return new PlanNode.Scan(table, all, List.of(), table.rows().size());
  }

  /** Random rows, keys and aggregates. */
  static AggregationCase random(RandomGenerator random, int mostRows) {
    RandomRows generator = new RandomRows(random);
    Schema schema = generator.schema(2 + random.nextInt(5));
    List<List<@Nullable Object>> rows = generator.rows(schema, random.nextInt(mostRows));
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      keys.add(random.nextInt(schema.size()));
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (int i = 0; i < random.nextInt(7); i++) {
      calls.add(randomCall(random, schema));
    }
    return new AggregationCase(schema, rows, 1 + random.nextInt(mostRows), keys, calls);
  }

  private static AggregateCall randomCall(RandomGenerator random, Schema schema) {
    AggregateFunction[] functions = AggregateFunction.values();
    AggregateFunction function = functions[random.nextInt(functions.length)];
    int argument = function == AggregateFunction.COUNT_STAR ? -1 : random.nextInt(schema.size());
    boolean sums = function == AggregateFunction.SUM || function == AggregateFunction.AVG;
    if (sums && !isNumber(schema.type(argument))) {
      function = AggregateFunction.MAX;
    }
    if (function.takesDoubles() && !schema.type(argument).equals(DataType.FLOAT64)) {
      function = AggregateFunction.MIN;
    }
    boolean bits = function == AggregateFunction.BIT_OR || function == AggregateFunction.BIT_XOR;
    if (bits && !isInteger(schema.type(argument))) {
      function = AggregateFunction.MAX;
    }
    List<Integer> flags =
        IntStream.range(0, schema.size())
            .filter(column -> schema.type(column).equals(DataType.BOOLEAN))
            .boxed()
            .toList();
    AggregateCall call = call(function, argument, schema);
    boolean filtered = !flags.isEmpty() && random.nextBoolean();
    Integer filter = filtered ? flags.get(random.nextInt(flags.size())) : null;
    return new AggregateCall(function, argument, filter, call.type(), call.name());
  }

  private static boolean isInteger(DataType type) {
    return type.equals(DataType.INT8)
        || type.equals(DataType.INT16)
        || type.equals(DataType.INT32)
        || type.equals(DataType.INT64);
  }

  private static boolean isNumber(DataType type) {
    return switch (type) {
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _ ->
          true;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          false;
    };
  }

  /** An aggregate with the result type that planning gives it. */
  static AggregateCall call(AggregateFunction function, int argument, Schema schema) {
    DataType type =
        switch (function) {
          case COUNT_STAR, COUNT -> DataType.INT64;
          case AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP, PRODUCT -> DataType.FLOAT64;
          case MIN, MAX, BIT_OR, BIT_XOR -> schema.type(argument);
          case SUM -> sumType(schema.type(argument));
        };
    return new AggregateCall(function, argument, null, type, function + "(" + argument + ")");
  }

  private static DataType sumType(DataType type) {
    return switch (type) {
      case DataType.Float32 _, DataType.Float64 _ -> DataType.FLOAT64;
      case DataType.Decimal decimal -> new DataType.Decimal(38, decimal.scale());
      case DataType.Int64 _ -> new DataType.Decimal(38, 0);
      default -> DataType.INT64;
    };
  }

  /** What the operator yields with this memory, in batches of this size. */
  List<List<@Nullable Object>> run(long memoryBytes, int batchSize) {
    try (OperatorHarness harness = harness(memoryBytes, batchSize)) {
      return run(harness, memoryBytes);
    }
  }

  /** As {@link #check}, in a harness without forced reclaims. */
  void check(long memoryBytes, int batchSize, String label) {
    try (OperatorHarness harness = harness(memoryBytes, batchSize)) {
      check(harness, memoryBytes, label);
    }
  }

  private static OperatorHarness harness(long memoryBytes, int batchSize) {
    return new OperatorHarness(memoryBytes).reclaimAlways(false).batchSize(batchSize);
  }

  /** What the operator yields. */
  List<List<@Nullable Object>> run(OperatorHarness harness, long memoryBytes) {
    try (ResultCursor cursor = start(harness, memoryBytes)) {
      return OperatorHarness.readAll(cursor);
    }
  }

  /** Starts the operator; the caller closes the cursor. */
  ResultCursor start(OperatorHarness harness, long memoryBytes) {
    int batchSize = harness.batchSize();
    HashAggregation aggregation =
        HashAggregation.of(node, new ExecutionSettings(batchSize, 2, memoryBytes));
    Pipeline collect =
        harness.pipeline(new TableRowsFactory(table, batchSize), List.of(), aggregation.sink());
    return harness.start(node.schema(), aggregation.source(), List.of(), collect);
  }

  /** Runs the operator; fails unless it does what the naive executor does. */
  void check(OperatorHarness harness, long memoryBytes, String label) {
    if (expected().stream().flatMap(List::stream).anyMatch(AggregationCase::isTooLarge)) {
      assertThatThrownBy(() -> run(harness, memoryBytes)).isInstanceOf(AggregationException.class);
    } else {
      requireSame(run(harness, memoryBytes), label);
    }
  }

  private static boolean isTooLarge(@Nullable Object value) {
    return value instanceof BigInteger big && big.abs().compareTo(BigInteger.TEN.pow(38)) >= 0;
  }

  private List<List<@Nullable Object>> expected() {
    return new ReferenceExecutor(
            (expression, row) -> {
              throw new IllegalStateException("no expressions here");
            })
        .execute(node);
  }

  /** Fails unless these are the rows that the naive executor yields, in any order. */
  private void requireSame(List<List<@Nullable Object>> actual, String label) {
    List<List<@Nullable Object>> expected = expected();
    assertThat(actual).as("%s: number of groups of %s", label, node).hasSameSizeAs(expected);
    Map<List<@Nullable Object>, List<@Nullable Object>> groups = new HashMap<>();
    actual.forEach(row -> groups.put(key(row), row));
    for (List<@Nullable Object> row : expected) {
      List<@Nullable Object> found = groups.get(key(row));
      assertThat(found).as("%s: group %s of %s", label, key(row), node).isNotNull();
      for (int i = 0; i < row.size(); i++) {
        requireEqual(found.get(i), row.get(i), label + " " + node.schema().field(i));
      }
    }
  }

  private List<@Nullable Object> key(List<@Nullable Object> row) {
    List<@Nullable Object> key = new ArrayList<>(row.subList(0, node.keys().size()));
    key.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
    return key;
  }

  private static void requireEqual(
      @Nullable Object actual, @Nullable Object expected, String label) {
    if (actual instanceof Double a && expected instanceof Double b && !a.equals(b)) {
      boolean near = Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-300;
      boolean zeros = a == 0 && b == 0;
      assertThat(near || zeros || isHuge(b)).as("%s: %s is %s", label, a, b).isTrue();
    } else {
      assertThat(actual).as(label).isEqualTo(expected);
    }
  }

  /** Sums of numbers of opposite signs near the limits depend on their order. */
  private static boolean isHuge(double value) {
    return !Double.isFinite(value) || Math.abs(value) > 1e200;
  }
}
