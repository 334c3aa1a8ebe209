package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table in memory has the rows that its statements gave it, while others evict its blocks, the
 * disk is full or a read fails: a statement fails as a whole and changes nothing, or does its work.
 */
@Timeout(300)
class MemoryTableFuzzTest {
  private static final int CASES = 5;
  private static final int STEPS = 30;
  private static final Schema COLUMNS =
      new Schema(
          List.of(new Field("id", DataType.INT64, true), new Field("word", DataType.UTF8, true)));

  @TempDir private Path directory;

  @Test
  void aTableKeepsItsRows() {
    try (Engine engine =
        Engine.builder().memoryBytes(64 << 20).threads(1).spillDirectory(directory).build()) {
      Totals totals = new Totals();
      for (int i = 0; i < Seeds.iterations(CASES); i++) {
        check(engine, Seeds.random(MemoryTableFuzzTest.class, i), totals);
      }
      assertThat(totals.done).as("statements that worked").isPositive();
      assertThat(totals.faults).as("faults that fired").isPositive();
    }
  }

  /** That the test tests something. */
  private static final class Totals {
    private int done;
    private long faults;
  }

  /** What one case works with. */
  private record World(
      Engine engine,
      RandomGenerator random,
      TestMemory memory,
      FaultyDisk disk,
      Map<Long, String> expected,
      Totals totals) {}

  private void check(Engine engine, RandomGenerator random, Totals totals) {
    FaultyDisk disk = FaultyDisk.create(random);
    try (TestMemory memory =
            TestMemory.create(TestMemory.config(8L << 20).withStorageFraction(0.5));
        SpillManager spill =
            new SpillManager(
                SpillConfig.defaults().withDirectories(List.of(directory)), disk::open);
        BlockStore store = new BlockStore(memory.manager(), spill)) {
      Transactions none =
          new Transactions(
              new Catalog(
                  path -> {
                    throw new IllegalArgumentException("no file: " + path);
                  }));
      TableRules rules = TableRules.none(COLUMNS);
      MemoryTable table = new MemoryTable("t", COLUMNS, rules, store, new AtomicLong(), none);
      engine.register("t", table);
      World world = new World(engine, random, memory, disk, new TreeMap<>(), totals);
      for (int step = 0; step < STEPS; step++) {
        disturb(world);
        change(world);
        if (random.nextInt(4) == 0) {
          read(world);
        }
      }
      disk.withCapacity(Long.MAX_VALUE);
      assertThat(rows(engine)).isEqualTo(world.expected);
      table.drop();
      totals.faults += disk.faultsFired();
      assertThat(memory.manager().storage(MemoryMode.OFF_HEAP).usedBytes()).isZero();
      assertThat(spill.liveFiles()).isZero();
      assertThat(store.openLeases()).isZero();
    }
  }

  private static void change(World world) {
    RandomGenerator random = world.random();
    Map<Long, String> after = new TreeMap<>(world.expected());
    String statement =
        switch (random.nextInt(5)) {
          case 0, 1, 2 -> insert(after, random);
          case 3 -> delete(after, random);
          default -> update(after, random);
        };
    try (StatementExecution execution = world.engine().statement(statement, List.of())) {
      execution.execute();
    } catch (ScheeliteException failure) {
      assertThat(failure.code())
          .as(failure.getMessage())
          .isIn(ErrorCode.MEMORY_LIMIT_EXCEEDED, ErrorCode.IO_ERROR, ErrorCode.DISK_FULL);
      return;
    }
    world.totals().done++;
    world.expected().clear();
    world.expected().putAll(after);
  }

  private static String insert(Map<Long, String> rows, RandomGenerator random) {
    long first = rows.isEmpty() ? 0 : ((TreeMap<Long, String>) rows).lastKey() + 1;
    long last = first + random.nextInt(random.nextInt(4) == 0 ? 60_000 : 200);
    for (long id = first; id <= last; id++) {
      rows.put(id, "word " + id * 7919 % 10_007);
    }
    return "insert into t select i, 'word ' || i * 7919 % 10007 from generate_series("
        + first
        + ", "
        + last
        + ") g(i)";
  }

  private static String delete(Map<Long, String> rows, RandomGenerator random) {
    int divisor = 2 + random.nextInt(5);
    rows.keySet().removeIf(id -> id % divisor == 1);
    return "delete from t where id % " + divisor + " = 1";
  }

  private static String update(Map<Long, String> rows, RandomGenerator random) {
    int divisor = 2 + random.nextInt(50);
    rows.replaceAll((id, word) -> id % divisor == 0 ? "w" + id : word);
    return "update t set word = 'w' || id where id % " + divisor + " = 0";
  }

  /** A read that fails once fails its query; the next one finds all rows again. */
  private static void read(World world) {
    if (world.random().nextInt(3) == 0) {
      world.disk().withFailingRead(world.random().nextInt(4));
      try {
        assertThat(rows(world.engine())).isEqualTo(world.expected());
      } catch (ScheeliteException failure) {
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.IO_ERROR);
      }
      world.disk().withFailingRead(Long.MAX_VALUE / 2); // should there have been fewer reads
    }
    assertThat(rows(world.engine())).isEqualTo(world.expected());
  }

  private static Map<Long, String> rows(Engine engine) {
    Map<Long, String> rows = new TreeMap<>();
    try (QueryResult result = engine.sql("select id, word from t").collect()) {
      result.rows().forEach(row -> rows.put((Long) row.get(0), (String) row.get(1)));
    }
    return rows;
  }

  /** Evicts, fills the disk, frees it, or leaves things as they are. */
  private static void disturb(World world) {
    RandomGenerator random = world.random();
    switch (random.nextInt(5)) {
      case 0, 1 -> evictSome(world);
      case 2 -> world.disk().withCapacity(world.disk().bytesWritten() + random.nextInt(100_000));
      case 3 -> world.disk().withCapacity(Long.MAX_VALUE);
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
