package io.scheelite.operators.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
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
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.RandomWindows;
import io.scheelite.operators.testing.ReferenceRows;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.testsupport.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows whose partitions do not fit into memory. */
class WindowSpillTest {
  private static final long MEMORY_BYTES = 64L << 20;
  private static final int ROWS = 20_000;
  private static final int REACH = 300;
  private static final int FUZZ_CASES = 40;

  private static final Schema SCHEMA =
      Schema.of(new Field("id", DataType.INT64, false), new Field("text", DataType.UTF8, false));
  private static final Expression ID = new Expression.ColumnRef(0, DataType.INT64, false);
  private static final Expression TEXT = new Expression.ColumnRef(1, DataType.UTF8, false);

  private static WindowCall call(
      WindowFunction function, List<Expression> arguments, WindowFrame frame, DataType type) {
    return new WindowCall(function, arguments, null, false, frame, type, "f");
  }

  private static Expression number(long value) {
    return new Expression.Literal(value, DataType.INT64);
  }

  private static WindowFrame rows(long before, long behind) {
    return new WindowFrame(
        Unit.ROWS,
        new Bound(BoundKind.PRECEDING, number(before)),
        new Bound(BoundKind.FOLLOWING, number(behind)),
        Exclusion.NO_OTHERS,
        null);
  }

  private static PlanNode plan(List<List<@Nullable Object>> rows, List<WindowCall> calls) {
    PlanNode scan =
        new PlanNode.Scan(new RowsTable(SCHEMA, rows, 512), List.of(0, 1), List.of(), -1);
    return new PlanNode.Window(scan, List.of(), List.of(new SortKey(0, true, false)), calls);
  }

  /** Numbers in an order of their own, and a text for each whose order is another. */
  private static List<List<@Nullable Object>> table(int numRows, int textBytes) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      long id = i * 7919L % numRows; // numRows and 7919 have no common factor
      rows.add(List.of(id, text(id, textBytes)));
    }
    return rows;
  }

  private static String text(long id, int bytes) {
    String key = Long.toString((id * 104_729 + 13) % 1_000_003);
    return key + "-".repeat(Math.max(0, bytes - key.length()));
  }

  private static final List<WindowCall> CALLS =
      List.of(
          call(
              WindowFunction.LAG,
              List.of(TEXT, number(5000)),
              WindowFrame.WHOLE_PARTITION,
              DataType.UTF8),
          call(WindowFunction.SUM, List.of(ID), rows(REACH, REACH), new DataType.Decimal(38, 0)),
          call(WindowFunction.MIN, List.of(TEXT), rows(REACH, REACH), DataType.UTF8),
          call(WindowFunction.MAX, List.of(TEXT), WindowFrame.WHOLE_PARTITION, DataType.UTF8),
          call(WindowFunction.CUME_DIST, List.of(), WindowFrame.DEFAULT, DataType.FLOAT64));

  private static List<List<@Nullable Object>> expected(int numRows, int textBytes) {
    String largest = "";
    for (int i = 0; i < numRows; i++) {
      String text = text(i, textBytes);
      largest = text.compareTo(largest) > 0 ? text : largest;
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      int from = Math.max(0, i - REACH);
      int to = Math.min(numRows - 1, i + REACH);
      String smallest = text(i, textBytes);
      for (int j = from; j <= to; j++) {
        String text = text(j, textBytes);
        smallest = text.compareTo(smallest) < 0 ? text : smallest;
      }
      List<@Nullable Object> row = new ArrayList<>(List.of((long) i, text(i, textBytes)));
      row.add(i < 5000 ? null : text(i - 5000L, textBytes));
      row.add(BigInteger.valueOf((long) (from + to) * (to - from + 1) / 2));
      row.add(smallest);
      row.add(largest);
      row.add((i + 1.0) / numRows);
      rows.add(row);
    }
    return rows;
  }

  @Test
  void onePartitionRunsAtTheSmallestLimit() {
    PlanNode plan = plan(table(ROWS, 200), CALLS);
    QueryOptions options = RuntimeHarness.options(2048);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      long smallest = harness.runtime().forecast(plan, options).smallestLimitBytes();
      assertThat(smallest).isLessThan(4L << 20);
      try (QueryExecution execution =
          harness.runtime().start(plan, options.withMemoryLimitBytes(smallest))) {
        assertThat(OperatorHarness.readAll(execution.cursor())).isEqualTo(expected(ROWS, 200));
        assertThat(spilledByWindow(execution)).isGreaterThan(ROWS);
      }
      assertThatThrownBy(() -> harness.run(plan, options.withMemoryLimitBytes(smallest - 1)))
          .isInstanceOf(MemoryLimitExceededException.class);
    }
  }

  private static long spilledByWindow(QueryExecution execution) {
    return execution.profile().operators(execution.plan()).stream()
        .filter(operator -> operator.name().equals("Window"))
        .mapToLong(OperatorStats::spilledBytes)
        .sum();
  }

  @Test
  void rowsThatNobodyLooksBackAtAreNotHeld() {
    List<WindowCall> calls =
        List.of(
            call(WindowFunction.ROW_NUMBER, List.of(), WindowFrame.WHOLE_PARTITION, DataType.INT64),
            call(
                WindowFunction.LAG,
                List.of(TEXT, number(3)),
                WindowFrame.WHOLE_PARTITION,
                DataType.UTF8),
            call(
                WindowFunction.SUM,
                List.of(ID),
                new WindowFrame(
                    Unit.ROWS,
                    new Bound(BoundKind.PRECEDING, number(9)),
                    Bound.CURRENT_ROW,
                    Exclusion.NO_OTHERS,
                    null),
                new DataType.Decimal(38, 0)));
    PlanNode plan = plan(table(ROWS, 200), calls);
    QueryOptions options = QueryOptions.defaults("query");
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      long smallest = harness.runtime().forecast(plan, options).smallestLimitBytes();
      try (QueryExecution execution =
          harness.runtime().start(plan, options.withMemoryLimitBytes(smallest))) {
        List<List<@Nullable Object>> rows = OperatorHarness.readAll(execution.cursor());
        assertThat(rows).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
          List<@Nullable Object> row = rows.get(i);
          long from = Math.max(0, i - 9);
          assertThat(row.get(2)).isEqualTo(i + 1L);
          assertThat(row.get(3)).isEqualTo(i < 3 ? null : text(i - 3L, 200));
          assertThat(row.get(4)).isEqualTo(BigInteger.valueOf((from + i) * (i - from + 1) / 2));
        }
        assertThat(spilledByWindow(execution)).isZero();
      }
    }
  }

  @Test
  void rowsMayBeLargerThanPages() {
    int numRows = 60;
    int bytes = 2 << 16; // whole chunks, as the table expects
    List<WindowCall> calls =
        List.of(
            call(
                WindowFunction.LEAD,
                List.of(TEXT, number(7)),
                WindowFrame.WHOLE_PARTITION,
                DataType.UTF8),
            call(WindowFunction.MAX, List.of(TEXT), rows(10, 0), DataType.UTF8));
    for (boolean spilled : new boolean[] {false, true}) {
      try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
        List<List<@Nullable Object>> rows =
            harness.run(
                plan(table(numRows, bytes), calls),
                RuntimeHarness.options(16).withReclaimAlways(spilled));
        assertThat(rows).hasSize(numRows);
        for (int i = 0; i < numRows; i++) {
          String largest = text(i, bytes);
          for (int j = Math.max(0, i - 10); j < i; j++) {
            largest = text(j, bytes).compareTo(largest) > 0 ? text(j, bytes) : largest;
          }
          assertThat(rows.get(i).get(2)).isEqualTo(i + 7 < numRows ? text(i + 7, bytes) : null);
          assertThat(rows.get(i).get(3)).isEqualTo(largest);
        }
      }
    }
  }

  @Test
  void partitionsMayEndWhereStringsFindNoRoom() {
    int numRows = 5000;
    int bytes = 300; // a batch of which does not fit where strings are copied to
    Schema schema = SCHEMA.concat(Schema.of(new Field("part", DataType.INT64, false)));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(List.of((long) i, text(i, bytes), i / 3L));
    }
    PlanNode input =
        new PlanNode.Scan(new RowsTable(schema, rows, 512), List.of(0, 1, 2), List.of(), -1);
    List<WindowCall> whole =
        List.of(
            call(
                WindowFunction.LAST_VALUE,
                List.of(TEXT),
                WindowFrame.WHOLE_PARTITION,
                DataType.UTF8),
            call(
                WindowFunction.SUM,
                List.of(ID),
                WindowFrame.WHOLE_PARTITION,
                new DataType.Decimal(38, 0)));
    List<WindowCall> streamed =
        List.of(
            call(
                WindowFunction.LAG,
                List.of(TEXT, number(1)),
                WindowFrame.WHOLE_PARTITION,
                DataType.UTF8),
            call(
                WindowFunction.ROW_NUMBER, List.of(), WindowFrame.WHOLE_PARTITION, DataType.INT64));
    List<SortKey> order = List.of(new SortKey(0, true, false));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      List<List<@Nullable Object>> wholeRows =
          harness.run(
              new PlanNode.Window(input, List.of(2), order, whole), RuntimeHarness.options(2048));
      List<List<@Nullable Object>> streamedRows =
          harness.run(
              new PlanNode.Window(input, List.of(2), order, streamed),
              RuntimeHarness.options(2048));
      assertThat(wholeRows).hasSize(numRows);
      assertThat(streamedRows).hasSize(numRows);
      for (int i = 0; i < numRows; i++) {
        long first = i / 3 * 3L;
        long last = Math.min(first + 2, numRows - 1L);
        assertThat(wholeRows.get(i).get(3)).isEqualTo(text(last, bytes));
        assertThat(wholeRows.get(i).get(4))
            .isEqualTo(BigInteger.valueOf((first + last) * (last - first + 1) / 2));
        assertThat(streamedRows.get(i).get(3)).isEqualTo(i == first ? null : text(i - 1L, bytes));
        assertThat(streamedRows.get(i).get(4)).isEqualTo(i - first + 1);
      }
    }
  }

  @Test
  void failsInTheMiddleAndGivesEverythingBack() {
    WindowCall failing =
        call(
            WindowFunction.NTILE,
            List.of(new Expression.ColumnRef(0, DataType.INT64, false)),
            WindowFrame.WHOLE_PARTITION,
            DataType.INT64);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      rows.add(List.of((long) (2000 - i), "some text that is longer than a view " + i));
    }
    PlanNode input =
        new PlanNode.Scan(new RowsTable(SCHEMA, rows, 512), List.of(0, 1), List.of(), -1);
    PlanNode plan =
        new PlanNode.Window(
            input, List.of(), List.of(new SortKey(0, false, false)), List.of(failing));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      assertThatThrownBy(
              () -> harness.run(plan, RuntimeHarness.options(100).withReclaimAlways(true)))
          .isInstanceOf(WindowException.class)
          .hasMessageContaining("NTILE must be greater than zero: value=0");
    }
  }

  @Test
  void whoReadsAFewRowsOnlyGetsEverythingClosed() {
    PlanNode plan = plan(table(3000, 100), CALLS);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      QueryOptions options = RuntimeHarness.options(64).withReclaimAlways(true);
      try (QueryExecution execution = harness.runtime().start(plan, options)) {
        assertThat(execution.cursor().next()).isNotNull();
      }
      assertThat(harness.run(new PlanNode.Limit(plan, 10, 5), options)).hasSize(10);
    }
  }

  @Test
  void randomWindowsGiveTheRowsOfTheReference() {
    int cases = Seeds.iterations(FUZZ_CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(WindowSpillTest.class, i);
        PlanNode plan = new RandomWindows(random).window(new RandomPlans(random).scan());
        List<List<@Nullable Object>> expected = ReferenceRows.of(plan, 2000);
        if (expected != null) {
          QueryOptions options =
              RuntimeHarness.options(1 + random.nextInt(100)).withReclaimAlways(true);
          try (QueryExecution execution = harness.runtime().start(plan, options)) {
            ReferenceRows.assertSame(
                plan, expected, OperatorHarness.readAll(execution.cursor()), "case " + i);
          }
        }
      }
    }
  }
}
