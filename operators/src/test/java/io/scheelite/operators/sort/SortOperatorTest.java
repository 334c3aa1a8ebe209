package io.scheelite.operators.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.ResultCursor;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.operators.testing.TableRowsFactory;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sorts and takes the first rows, with and without spilling, against a sort of Java objects. */
class SortOperatorTest {
  private static final long MEMORY_BYTES = 64 << 20;

  private record Case(RowsTable table, List<SortKey> keys) {}

  private static Case random(RandomGenerator random, int mostRows) {
    RandomRows generator = new RandomRows(random);
    Schema schema = generator.schema(1 + random.nextInt(4));
    int numRows = random.nextInt(mostRows);
    RowsTable table =
        new RowsTable(schema, generator.rows(schema, numRows), 1 + random.nextInt(mostRows));
    List<SortKey> keys = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      keys.add(
          new SortKey(random.nextInt(schema.size()), random.nextBoolean(), random.nextBoolean()));
    }
    return new Case(table, keys);
  }

  private List<List<@Nullable Object>> sort(
      OperatorHarness harness, Case input, long limit, long offset) {
    try (ResultCursor cursor = start(harness, input, limit, offset)) {
      return OperatorHarness.readAll(cursor);
    }
  }

  private static Case manyRows(RandomGenerator random) {
    Schema schema =
        Schema.of(new Field("key", DataType.INT32, true), new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = new RandomRows(random).rows(schema, 3000);
    return new Case(new RowsTable(schema, rows, 1000), List.of(new SortKey(0, false, true)));
  }

  private static ExecutionSettings settings(int batchSize) {
    return new ExecutionSettings(batchSize, World.current().threads(), MEMORY_BYTES);
  }

  private ResultCursor start(OperatorHarness harness, Case input, long limit, long offset) {
    PlanNode.Values rows = new PlanNode.Values(input.table().schema(), List.of());
    int batchSize = harness.batchSize();
    SortOperator sort =
        SortOperator.of(new PlanNode.TopN(rows, input.keys(), limit, offset), settings(batchSize));
    Pipeline collect =
        harness.pipeline(new TableRowsFactory(input.table(), batchSize), List.of(), sort.sink());
    return harness.start(input.table().schema(), sort.source(), List.of(), collect);
  }

  private static void requireSorted(Case input, List<List<@Nullable Object>> actual, int index) {
    Comparator<List<@Nullable Object>> order = ReferenceExecutor.order(input.keys());
    for (int i = 1; i < actual.size(); i++) {
      assertThat(order.compare(actual.get(i - 1), actual.get(i)))
          .as("case %s: %s before %s by %s", index, actual.get(i - 1), actual.get(i), input.keys())
          .isLessThanOrEqualTo(0);
    }
  }

  private static Map<List<@Nullable Object>, Integer> counts(List<List<@Nullable Object>> rows) {
    Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row, 1, Integer::sum));
    return counts;
  }

  @Test
  void sortsInMemory() {
    for (int i = 0; i < Seeds.iterations(20); i++) {
      Case input = random(Seeds.random(SortOperatorTest.class, i), 3000);
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(false)) {
        List<List<@Nullable Object>> sorted = sort(harness, input, Long.MAX_VALUE, 0);
        requireSorted(input, sorted, i);
        assertThat(counts(sorted)).isEqualTo(counts(input.table().rows()));
        assertThat(harness.spilledBytes()).isZero();
      }
    }
  }

  @Test
  void sortsManySegments() {
    Schema schema =
        Schema.of(new Field("key", DataType.INT32, false), new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows =
        new RandomRows(Seeds.random("segments")).rows(schema, 70_000);
    Case input =
        new Case(
            new RowsTable(schema, rows, 9000),
            List.of(new SortKey(0, false, true), new SortKey(1, true, false)));
    try (OperatorHarness harness =
        new OperatorHarness(MEMORY_BYTES).reclaimAlways(false).batchSize(2048)) {
      List<List<@Nullable Object>> sorted = sort(harness, input, Long.MAX_VALUE, 0);
      requireSorted(input, sorted, 0);
      assertThat(counts(sorted)).isEqualTo(counts(rows));
      assertThat(harness.spilledBytes()).isZero();
    }
  }

  @Test
  void spillsAroundEveryBatchAndMergesInSeveralPasses() {
    for (int i = 0; i < Seeds.iterations(20); i++) {
      Case input = random(Seeds.random("spill" + i), 6000);
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
        List<List<@Nullable Object>> sorted = sort(harness, input, Long.MAX_VALUE, 0);
        requireSorted(input, sorted, i);
        assertThat(counts(sorted)).isEqualTo(counts(input.table().rows()));
        assertThat(harness.spilledBytes() > 0).isEqualTo(!input.table().rows().isEmpty());
      }
    }
  }

  @Test
  void spillsWhenMemoryIsShort() {
    Schema schema =
        Schema.of(new Field("key", DataType.INT64, false), new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = new RandomRows(Seeds.random("short")).rows(schema, 60_000);
    Case input =
        new Case(
            new RowsTable(schema, rows, 9000),
            List.of(new SortKey(1, true, true), new SortKey(0, true, true)));
    try (OperatorHarness harness =
        new OperatorHarness(6 << 20).reclaimAlways(false).batchSize(512)) {
      List<List<@Nullable Object>> sorted = sort(harness, input, Long.MAX_VALUE, 0);
      requireSorted(input, sorted, 0);
      assertThat(counts(sorted)).isEqualTo(counts(rows));
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  @Test
  void rowsMayBeSpilledWhileTheyAreMerged() {
    Schema schema =
        Schema.of(new Field("key", DataType.INT32, true), new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = new RandomRows(Seeds.random("late")).rows(schema, 40_000);
    Case input =
        new Case(
            new RowsTable(schema, rows, 5000),
            List.of(new SortKey(1, false, true), new SortKey(0, true, false)));
    try (OperatorHarness harness =
        new OperatorHarness(MEMORY_BYTES).reclaimAlways(false).batchSize(256)) {
      SortOperator sort =
          SortOperator.of(
              new PlanNode.Sort(new PlanNode.Values(schema, List.of()), input.keys()),
              settings(256));
      Pipeline collect =
          harness.pipeline(new TableRowsFactory(input.table(), 256), List.of(), sort.sink());
      List<List<@Nullable Object>> sorted =
          harness.run(schema, sort.source(), List.of(new SpillAt(10, sort)), collect);
      requireSorted(input, sorted, 0);
      assertThat(counts(sorted)).isEqualTo(counts(rows));
      assertThat(harness.spilledBytes()).isEqualTo(harness.spill().manager().spilledBytes());
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  /** Passes batches on; at a certain one, spills the sort before it as the arbiter would. */
  private record SpillAt(int batch, SortOperator sort) implements TransformFactory {
    @Override
    public Transform create(DriverContext context) {
      return new Transform() {
        private int accepted;
        private @Nullable Batch output;

        @Override
        public void accept(Batch input) {
          output = input;
          if (++accepted == batch) {
            for (SortedRows part : sort.state().parts()) {
              assertThat(part.gate().tryEnter()).isTrue();
              part.reclaim(Long.MAX_VALUE);
              part.gate().exit();
            }
          }
        }

        @Override
        public @Nullable Batch next() {
          Batch result = output;
          output = null;
          return result;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }
  }

  /** Runs that are read keep their buffers: one that comes later has to find its own. */
  @Test
  void rowsAreSpilledWhileManyRunsAreReadAndNoMemoryIsFree() {
    Schema schema =
        Schema.of(new Field("key", DataType.INT32, true), new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = new RandomRows(Seeds.random("scarce")).rows(schema, 20_000);
    Case input =
        new Case(
            new RowsTable(schema, rows, 500),
            List.of(new SortKey(1, false, true), new SortKey(0, true, false)));
    try (OperatorHarness harness =
        new OperatorHarness(MEMORY_BYTES, 4).reclaimAlways(false).batchSize(256)) {
      SortOperator sort =
          SortOperator.of(
              new PlanNode.Sort(new PlanNode.Values(schema, List.of()), input.keys()),
              new ExecutionSettings(256, 4, MEMORY_BYTES));
      Pipeline collect =
          harness.pipeline(
              new TableRowsFactory(input.table(), 256),
              List.of(new Watched((memory, batch) -> spillOwn(sort, memory, batch))),
              sort.sink());
      List<List<@Nullable Object>> sorted =
          harness.run(
              schema,
              sort.source(),
              List.of(new Watched((memory, batch) -> spillAndTakeAll(sort, memory, batch))),
              collect);
      requireSorted(input, sorted, 0);
      assertThat(counts(sorted)).isEqualTo(counts(rows));
      assertThat(harness.notes()).doesNotContain("merged runs in several passes");
    }
  }

  /** Makes a run of the first batches of a driver each, and leaves the others in memory. */
  private static void spillOwn(SortOperator sort, MemoryConsumer memory, int batch) {
    if (batch <= 10) {
      sort.state().parts().stream()
          .filter(part -> part.gate() == memory.gate())
          .forEach(part -> part.reclaim(Long.MAX_VALUE));
    }
  }

  private static void spillAndTakeAll(SortOperator sort, MemoryConsumer memory, int batch) {
    if (batch == 10) {
      for (SortedRows part : sort.state().parts()) {
        assertThat(part.gate().tryEnter()).isTrue();
        part.reclaim(Long.MAX_VALUE);
        part.gate().exit();
      }
      long taken = MemoryConsumer.CHUNK_BYTES;
      while (memory.tryReserve(taken)) {
        taken += MemoryConsumer.CHUNK_BYTES;
      }
      assertThat(taken).isGreaterThan(MEMORY_BYTES / 2);
    }
  }

  /** Passes batches on; with each, does something with memory of its own. */
  private record Watched(BiConsumer<MemoryConsumer, Integer> action) implements TransformFactory {
    @Override
    public Transform create(DriverContext context) {
      MemoryConsumer memory = context.newConsumer("watched", 0, Reclaimable.NONE);
      return new Transform() {
        private int accepted;
        private @Nullable Batch output;

        @Override
        public void accept(Batch input) {
          output = input;
          action.accept(memory, ++accepted);
        }

        @Override
        public @Nullable Batch next() {
          Batch result = output;
          output = null;
          return result;
        }

        @Override
        public void close() {
          memory.close();
        }
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }
  }

  @Test
  void takesTheFirstRows() {
    for (int i = 0; i < Seeds.iterations(40); i++) {
      RandomGenerator random = Seeds.random("first" + i);
      Case input = random(random, 9000);
      long limit = random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
      long offset = random.nextInt(2) == 0 ? 0 : random.nextInt(2000);
      boolean forced = random.nextBoolean();
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(forced)) {
        List<List<@Nullable Object>> first = sort(harness, input, limit, offset);
        requireSorted(input, first, i);
        List<List<@Nullable Object>> expected =
            ReferenceExecutor.sorted(input.table().rows(), input.keys()).stream()
                .skip(offset)
                .limit(limit)
                .toList();
        assertThat(keys(first, input)).as("case %s", i).isEqualTo(keys(expected, input));
        Map<List<@Nullable Object>, Integer> all = counts(input.table().rows());
        counts(first).forEach((row, count) -> assertThat(count).isLessThanOrEqualTo(all.get(row)));
      }
    }
  }

  /** Only what the order sees: rows of equal keys may come in any order. */
  private static List<List<@Nullable Object>> keys(List<List<@Nullable Object>> rows, Case input) {
    List<List<@Nullable Object>> keys = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> key = new ArrayList<>();
      input.keys().forEach(k -> key.add(row.get(k.column())));
      key.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
      keys.add(key);
    }
    return keys;
  }

  @Test
  void rowsLargerThanABlockAreSortedAndSpilled() {
    Schema schema =
        Schema.of(new Field("text", DataType.UTF8, false), new Field("key", DataType.INT8, false));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(List.of("x".repeat(i * 7919 % 200_000), (long) (i * 31 % 40)));
    }
    Case input = new Case(new RowsTable(schema, rows, 10), List.of(new SortKey(1, true, true)));
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).batchSize(3)) {
      List<List<@Nullable Object>> sorted = sort(harness, input, Long.MAX_VALUE, 0);
      assertThat(sorted).isEqualTo(ReferenceExecutor.sorted(rows, input.keys()));
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  @Test
  void fullDiskFailsTheQueryAndLeavesNothing() {
    Case input = manyRows(Seeds.random("disk full"));
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
      harness.spill().disk().withCapacity(3000);
      assertThatThrownBy(() -> sort(harness, input, Long.MAX_VALUE, 0))
          .isInstanceOfSatisfying(
              SpillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
      assertThat(harness.spill().disk().faultsFired()).isPositive();
    }
  }

  @Test
  void damagedRunsFailTheQueryAndLeaveNothing() {
    Case input = manyRows(Seeds.random("damage"));
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
      harness.spill().disk().withFlippedBit(70, 3);
      assertThatThrownBy(() -> sort(harness, input, Long.MAX_VALUE, 0))
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void failingReadsFailTheQueryAndLeaveNothing() {
    Case input = manyRows(Seeds.random("reads"));
    for (int read = 0; read < 40; read += 3) {
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
        harness.spill().disk().withFailingRead(read);
        assertThatThrownBy(() -> sort(harness, input, Long.MAX_VALUE, 0))
            .isInstanceOfSatisfying(
                SpillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_ERROR));
      }
    }
  }

  @Test
  void closingTheCursorInTheMiddleLeavesNothing() {
    Case input = manyRows(Seeds.random("middle"));
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES);
        ResultCursor cursor = start(harness, input, Long.MAX_VALUE, 0)) {
      assertThat(cursor.next()).isNotNull();
    }
  }
}
