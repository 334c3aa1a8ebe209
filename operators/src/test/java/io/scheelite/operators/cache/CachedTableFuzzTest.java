package io.scheelite.operators.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cached table gives the rows of its pipeline, in order, whatever is stored, evicted, damaged or
 * removed between and during its scans, out of the floor it states.
 */
class CachedTableFuzzTest {
  private static final int CASES = 40;
  private static final int SCANS = 8;
  private static final int MOST_ROWS = 6000;
  private static final List<StorageLevel> LEVELS =
      List.of(
          StorageLevel.MEMORY_ONLY,
          StorageLevel.MEMORY_ONLY_SER,
          StorageLevel.MEMORY_AND_DISK,
          StorageLevel.MEMORY_AND_DISK_SER,
          StorageLevel.DISK_ONLY);
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", DataType.INT64, false),
              new Field("word", DataType.UTF8, true),
              new Field("number", DataType.INT32, true),
              new Field("price", DataType.FLOAT64, false)));

  @TempDir private Path directory;

  private static List<List<@Nullable Object>> rows(RandomGenerator random) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    int count = random.nextInt(MOST_ROWS);
    for (int i = 0; i < count; i++) {
      String word =
          random.nextInt(5) == 0 ? null : "a word of length ".repeat(random.nextInt(3)) + i % 7;
      Long number = random.nextInt(9) == 0 ? null : Long.valueOf(random.nextInt(1000));
      rows.add(Arrays.asList((long) i, word, number, i / 4.0));
    }
    return rows;
  }

  @Test
  void scansGiveTheRowsOfThePipeline() {
    long pruned = 0;
    for (int i = 0; i < Seeds.iterations(CASES); i++) {
      pruned += check(Seeds.random(CachedTableFuzzTest.class, i));
    }
    assertThat(pruned).as("rows left out by ranges").isPositive();
  }

  /** What one case works with. */
  private record World(
      RandomGenerator random,
      TestMemory memory,
      BlockStore store,
      FaultyDisk disk,
      CachedTable table,
      List<List<@Nullable Object>> expected) {}

  private long check(RandomGenerator random) {
    FaultyDisk disk = FaultyDisk.create(random);
    try (TestMemory memory =
            TestMemory.create(TestMemory.config(24L << 20).withStorageFraction(0.5));
        SpillManager spill =
            new SpillManager(
                SpillConfig.defaults().withDirectories(List.of(directory)), disk::open);
        BlockStore store = new BlockStore(memory.manager(), spill)) {
      List<List<@Nullable Object>> source = rows(random);
      int limit = random.nextInt(1200);
      CachedTable table = table(store, source, 1 + random.nextInt(2500), limit);
      store.openDataset("d", LEVELS.get(random.nextInt(LEVELS.size())));
      World world = new World(random, memory, store, disk, table, expected(source, limit));
      long pruned = 0;
      for (int scan = 0; scan < SCANS; scan++) {
        pruned += scan(world);
        disturb(world);
      }
      store.removeDataset("d");
      assertThat(memory.manager().storage(MemoryMode.OFF_HEAP).usedBytes()).isZero();
      assertThat(spill.liveFiles()).isZero();
      assertThat(store.openLeases()).isZero();
      return pruned;
    }
  }

  /** select number, word, id, price where number < limit. */
  private static CachedTable table(
      BlockStore store, List<List<@Nullable Object>> rows, int rowsPerSplit, int limit) {
    RowsTable source = new RowsTable(SCHEMA, rows, rowsPerSplit);
    PlanNode scan = new PlanNode.Scan(source, List.of(0, 1, 2, 3), List.of(), rows.size());
    Expression number = new Expression.ColumnRef(2, DataType.INT32, true);
    Expression condition =
        new Expression.Comparison(
            ComparisonOperator.LESS, number, new Expression.Literal((long) limit, DataType.INT32));
    PlanNode filter = new PlanNode.Filter(scan, condition, -1);
    PlanNode project =
        new PlanNode.Project(
            filter,
            List.of(
                number,
                new Expression.ColumnRef(1, DataType.UTF8, true),
                new Expression.ColumnRef(0, DataType.INT64, false),
                new Expression.ColumnRef(3, DataType.FLOAT64, false)),
            List.of("number", "word", "id", "price"));
    RowPipeline pipeline = RowPipeline.of(project);
    assertThat(pipeline).isNotNull();
    return new CachedTable(store, "d", pipeline, new TableStatistics(-1, List.of()));
  }

  private static List<List<@Nullable Object>> expected(
      List<List<@Nullable Object>> rows, int limit) {
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      if (row.get(2) instanceof Long number && number < limit) {
        expected.add(Arrays.asList(number, row.get(1), row.get(0), row.get(3)));
      }
    }
    return expected;
  }

  /** Scans all rows, or those above an id; returns how many rows were left out by their range. */
  private static long scan(World world) {
    RandomGenerator random = world.random();
    List<Integer> columns = random.nextBoolean() ? List.of(2, 0, 1, 3) : List.of(2, 1);
    long least = random.nextBoolean() ? 0 : random.nextInt(MOST_ROWS);
    List<Expression> filters =
        least == 0
            ? List.of()
            : List.of(
                new Expression.Comparison(
                    ComparisonOperator.GREATER_OR_EQUAL,
                    new Expression.ColumnRef(0, DataType.INT64, false),
                    new Expression.Literal(least, DataType.INT64)));
    int batchSize = List.of(1, 60, 512, 2048).get(random.nextInt(4));
    ScanRequest request = new ScanRequest(columns, filters, batchSize);
    List<List<@Nullable Object>> found = new ArrayList<>();
    boolean abandons = random.nextInt(6) == 0;
    for (Split split : world.table().splits(request)) {
      read(world, split, request, found, abandons);
    }
    List<List<@Nullable Object>> wanted = new ArrayList<>();
    for (List<@Nullable Object> row : world.expected()) {
      if ((long) row.get(2) >= least) {
        wanted.add(columns.stream().map(row::get).collect(ArrayList::new, List::add, List::addAll));
      }
    }
    if (abandons) {
      return 0;
    }
    List<List<@Nullable Object>> passing =
        found.stream().filter(row -> (long) row.getFirst() >= least).toList();
    assertThat(passing).isEqualTo(wanted);
    return (long) world.expected().size() - found.size();
  }

  private static void read(
      World world,
      Split split,
      ScanRequest request,
      List<List<@Nullable Object>> found,
      boolean abandons) {
    long floor = world.table().readerFloorBytes(request);
    MemoryConsumer consumer = world.memory().consumer("reader", 0, Reclaimable.NONE);
    assertThat(consumer.tryReserve(floor)).isTrue();
    long reserved = consumer.reservedBytes();
    int damageIn = world.random().nextInt(30);
    try (SplitReader reader = split.open(consumer)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        assertThat(batch.numRows()).isLessThanOrEqualTo(request.batchSize());
        found.addAll(Batches.rows(batch));
        if (abandons && world.random().nextInt(3) == 0) {
          break;
        }
        if (damageIn-- == 0) {
          world.disk().withFailingRead(world.random().nextInt(3));
        }
      }
    }
    assertThat(consumer.usedBytes()).isZero();
    assertThat(consumer.reservedBytes()).as("took more than its floor").isEqualTo(reserved);
    consumer.close();
  }

  /** Evicts, damages or leaves things as they are. */
  private static void disturb(World world) {
    RandomGenerator random = world.random();
    switch (random.nextInt(4)) {
      case 0 -> evictSome(world);
      case 1 -> world.disk().withFlippedBit(random.nextInt(20_000), random.nextInt(8));
      case 2 -> world.disk().withFlippedBit(Long.MAX_VALUE / 2, 0);
      default -> {}
    }
  }

  private static void evictSome(World world) {
    var storage = world.memory().manager().storage(MemoryMode.OFF_HEAP);
    long used = storage.usedBytes();
    long wanted = storage.maxBytes() - used + (used == 0 ? 0 : world.random().nextLong(used));
    if (storage.acquire("other", wanted)) {
      storage.release(wanted);
    }
  }
}
