package io.scheelite.operators.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.InMemoryExchange;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ScriptedTable;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every row comes through an exchange once, to the partition it belongs to. */
class ExchangeTest {
  private static final long MEMORY_BYTES = 128L << 20;
  private static final int CASES = World.current().forceSpill() ? 25 : 60;
  private static final int[] BATCH_SIZES = {1, 7, 64, 2048};

  @Test
  void rowsOfEqualKeysMeetInOnePartition() {
    int cases = Seeds.iterations(CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(ExchangeTest.class, i);
        StageHarness stages = new StageHarness(harness, options(random));
        checkHash(stages, random, i);
      }
    }
  }

  private static QueryOptions options(RandomGenerator random) {
    return RuntimeHarness.options(BATCH_SIZES[random.nextInt(BATCH_SIZES.length)]);
  }

  private static void checkHash(StageHarness stages, RandomGenerator random, int index) {
    RandomRows values = new RandomRows(random);
    Schema schema = values.schema(1 + random.nextInt(5));
    List<Integer> keys = new ArrayList<>();
    keys.add(random.nextInt(schema.size()));
    keys.add(random.nextInt(schema.size()));
    InMemoryExchange exchange = new InMemoryExchange(1 + random.nextInt(9));
    List<List<@Nullable Object>> expected = new ArrayList<>();
    int numTasks = 1 + random.nextInt(3);
    for (int task = 0; task < numTasks; task++) {
      List<List<@Nullable Object>> rows = values.rows(schema, random.nextInt(400));
      expected.addAll(rows);
      PlanNode scan = StageHarness.scan(schema, rows, 1 + random.nextInt(150));
      StageOutput output =
          new StageOutput(new Distribution.Hash(keys), exchange.output(task), task);
      StageExecution stage = StageHarness.await(stages.start(scan, output));
      assertThat(stage.numRows()).isEqualTo(rows.size());
    }
    List<List<@Nullable Object>> actual = new ArrayList<>();
    Map<List<@Nullable Object>, Integer> places = new HashMap<>();
    for (int partition = 0; partition < exchange.numPartitions(); partition++) {
      for (List<@Nullable Object> row : stages.partition(exchange, schema, partition)) {
        actual.add(row);
        Integer other = places.put(select(row, keys), partition);
        assertThat(other == null ? partition : other).as("case %d", index).isEqualTo(partition);
      }
    }
    assertThat(actual).as("case %d", index).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(exchange.numOpen()).isZero();
  }

  /** Numbers that are equal compare so, whatever their sign of zero. */
  private static List<@Nullable Object> select(List<@Nullable Object> row, List<Integer> columns) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int column : columns) {
      Object value = row.get(column);
      values.add(value instanceof Double number ? (Object) (number + 0.0) : value);
    }
    return values;
  }

  @Test
  void partitionsAreAboutEquallyLargeWhateverTheirNumber() {
    ScriptedTable table = new ScriptedTable(4, 10_000, 40_000, ScriptedTable.NEVER);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, QueryOptions.defaults("query"));
      for (int partitions : new int[] {2, 3, 5, 8, 13}) {
        InMemoryExchange exchange = new InMemoryExchange(partitions);
        StageOutput output =
            new StageOutput(new Distribution.Hash(List.of(0)), exchange.output(0), 0);
        StageHarness.await(
            stages.start(new PlanNode.Scan(table, List.of(0), List.of(), -1), output));
        for (int i = 0; i < partitions; i++) {
          assertThat((double) exchange.numRows(i) * partitions / 40_000).isBetween(0.9, 1.1);
        }
      }
    }
  }

  @Test
  void otherDistributionsDoNotLookAtRows() {
    RandomGenerator random = Seeds.random("other-distributions");
    Schema schema = new RandomRows(random).schema(3);
    List<List<@Nullable Object>> rows = new RandomRows(random).rows(schema, 300);
    PlanNode scan = StageHarness.scan(schema, rows, 50);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, RuntimeHarness.options(64));
      for (Distribution single : List.of(new Distribution.Single(), new Distribution.Broadcast())) {
        InMemoryExchange exchange = new InMemoryExchange(1);
        StageHarness.await(stages.start(scan, new StageOutput(single, exchange.output(4), 4)));
        assertThat(stages.partition(exchange, schema, 0)).containsExactlyInAnyOrderElementsOf(rows);
      }
      InMemoryExchange byTask = new InMemoryExchange(3);
      for (int task : new int[] {1, 3, 4}) {
        Distribution distribution = new Distribution.ByTask();
        StageHarness.await(
            stages.start(scan, new StageOutput(distribution, byTask.output(task), task)));
      }
      assertThat(byTask.numRows(0)).isEqualTo(rows.size());
      assertThat(byTask.numRows(1)).isEqualTo(2L * rows.size());
      assertThat(byTask.numRows(2)).isZero();
    }
  }

  @Test
  void nothingComesThroughAsNothing() {
    Schema schema = new Schema(List.of(new Field("a", DataType.UTF8, true)));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, RuntimeHarness.options(64));
      InMemoryExchange exchange = new InMemoryExchange(3);
      StageOutput output =
          new StageOutput(new Distribution.Hash(List.of(0)), exchange.output(0), 0);
      StageHarness.await(stages.start(StageHarness.scan(schema, List.of(), 10), output));
      assertThat(exchange.digest(0)).isZero();
      assertThat(stages.partition(exchange, schema, 1)).isEmpty();
    }
  }

  @Test
  void stringsLargerThanChunksComeThroughWithTheirNeighbours() {
    Schema schema =
        new Schema(
            List.of(new Field("n", DataType.INT64, false), new Field("text", DataType.UTF8, true)));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int length = i % 50 == 7 ? 300_000 + i : i % 9 * 40;
      rows.add(List.of((long) i, Character.toString('a' + i % 26).repeat(length)));
    }
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, RuntimeHarness.options(16));
      InMemoryExchange exchange = new InMemoryExchange(3);
      StageOutput output =
          new StageOutput(new Distribution.Hash(List.of(0)), exchange.output(0), 0);
      StageHarness.await(stages.start(StageHarness.scan(schema, rows, 40), output));
      PlanNode all = StageHarness.read(schema, new Distribution.Hash(List.of(0)), false);
      assertThat(stages.readAll(all, exchange.input())).containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  @Test
  void sortedRowsKeepTheirOrderInEachPartitionThoughTheySpill() {
    Schema schema =
        new Schema(
            List.of(new Field("n", DataType.INT64, false), new Field("text", DataType.UTF8, true)));
    int numRows = World.current().batchSize() == 1 ? 2_000 : 20_000;
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(List.of((long) i, "row number " + i + ", long enough to be kept apart"));
    }
    Collections.shuffle(rows, new Random(Seeds.random("order").nextLong()));
    PlanNode sort =
        new PlanNode.Sort(
            StageHarness.scan(schema, rows, 3_000), List.of(new SortKey(0, true, false)));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      QueryOptions options =
          RuntimeHarness.options(64).withReclaimAlways(true); // most rows go through files
      StageHarness stages = new StageHarness(harness, options);
      InMemoryExchange exchange = new InMemoryExchange(3);
      StageOutput output =
          new StageOutput(new Distribution.Hash(List.of(1)), exchange.output(0), 0);
      StageExecution stage = StageHarness.await(stages.start(sort, output));
      assertThat(stage.spilledBytes()).isPositive();
      PlanNode read = StageHarness.read(schema, new Distribution.Single(), true);
      long seen = 0;
      for (int partition = 0; partition < 3; partition++) {
        List<Long> numbers =
            stages.readAll(read, exchange.input(List.of(partition))).stream()
                .map(row -> (Long) row.getFirst())
                .toList();
        assertThat(numbers).isSorted();
        seen += numbers.size();
      }
      assertThat(seen).isEqualTo(numRows);
    }
  }

  @Test
  void moreRowsThanMemoryAreSpilledAndComeThrough() {
    int numRows = 1_500_000;
    ScriptedTable table = new ScriptedTable(10, numRows / 10, numRows, ScriptedTable.NEVER);
    PlanNode scan = new PlanNode.Scan(table, List.of(0, 0, 0), List.of(), -1);
    try (RuntimeHarness harness = new RuntimeHarness(12L << 20)) {
      StageHarness stages = new StageHarness(harness, QueryOptions.defaults("query"));
      InMemoryExchange exchange = new InMemoryExchange(5);
      StageOutput output =
          new StageOutput(new Distribution.Hash(List.of(1)), exchange.output(0), 0);
      StageExecution stage = StageHarness.await(stages.start(scan, output));
      assertThat(stage.spilledBytes()).isPositive();
      assertThat(stage.peakMemoryBytes()).isBetween(1L, 12L << 20);
      long total = 0;
      for (int i = 0; i < 5; i++) {
        total += exchange.numRows(i);
      }
      assertThat(total).isEqualTo(numRows);
    }
  }

  @Test
  void theDigestTellsRowsNotHowTheyCame() {
    RandomGenerator random = Seeds.random("digest");
    RandomRows values = new RandomRows(random);
    Schema schema = values.schema(6);
    List<List<@Nullable Object>> rows = new ArrayList<>(values.rows(schema, 500));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      long expected = digest(harness, schema, rows, 64, 100);
      assertThat(digest(harness, schema, rows, 7, 33)).isEqualTo(expected);
      assertThat(digest(harness, schema, rows, 1, 500)).isEqualTo(expected);
      List<List<@Nullable Object>> shuffled = new ArrayList<>(rows);
      Collections.shuffle(shuffled, new Random(random.nextLong()));
      // other positions mean other widths and encodings in this table
      assertThat(digest(harness, schema, shuffled, 64, 57)).isEqualTo(expected);
      List<List<@Nullable Object>> twice = new ArrayList<>(rows);
      twice.add(rows.getFirst());
      twice.add(rows.getFirst());
      assertThat(digest(harness, schema, twice, 64, 100)).isNotEqualTo(expected);
      List<List<@Nullable Object>> fewer = rows.subList(1, rows.size());
      assertThat(digest(harness, schema, fewer, 64, 100)).isNotEqualTo(expected);
    }
  }

  @Test
  void zerosOfEitherSignHaveOneDigest() {
    Schema schema = new Schema(List.of(new Field("x", DataType.FLOAT64, true)));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      assertThat(digest(harness, schema, List.of(List.of(-0.0), List.of(1.0)), 64, 2))
          .isEqualTo(digest(harness, schema, List.of(List.of(1.0), List.of(0.0)), 64, 1));
    }
  }

  private static long digest(
      RuntimeHarness harness,
      Schema schema,
      List<List<@Nullable Object>> rows,
      int batchSize,
      int rowsPerSplit) {
    StageHarness stages = new StageHarness(harness, RuntimeHarness.options(batchSize));
    InMemoryExchange exchange = new InMemoryExchange(1 + rowsPerSplit % 4);
    StageOutput output = new StageOutput(new Distribution.Hash(List.of(0)), exchange.output(0), 0);
    StageHarness.await(stages.start(StageHarness.scan(schema, rows, rowsPerSplit), output));
    Long digest = exchange.digest(0);
    if (digest == null) {
      throw new AssertionError("nothing was committed");
    }
    return digest;
  }
}
