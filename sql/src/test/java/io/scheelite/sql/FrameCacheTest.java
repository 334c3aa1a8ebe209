package io.scheelite.sql;

import static io.scheelite.sql.Functions.col;
import static io.scheelite.sql.Functions.count;
import static io.scheelite.sql.Functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.StorageMemory;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.spill.block.DatasetUsage;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import io.scheelite.sql.DataFrame.JoinMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cached data frames: the same rows as without, less work, and nothing left behind. */
@Timeout(120)
class FrameCacheTest {
  private static final int ROWS = 30_000;
  private static final int ROWS_PER_SPLIT = 2500;
  private static final int SPLITS = ROWS / ROWS_PER_SPLIT;

  @TempDir private Path folder;
  private final CountingTable table = new CountingTable();
  private Engine engine;
  private DataFrame frame;

  /** A table that counts the splits that were opened. */
  private static final class CountingTable implements TableSource {
    private static final Schema SCHEMA =
        new Schema(
            List.of(
                new Field("id", DataType.INT64, false),
                new Field("word", DataType.UTF8, true),
                new Field("number", DataType.INT32, true)));
    private final RowsTable rows = new RowsTable(SCHEMA, data(), ROWS_PER_SPLIT);
    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private static List<List<@Nullable Object>> data() {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        String word = i % 11 == 0 ? null : "word number " + i * 7919 % 5000;
        rows.add(Arrays.asList((long) i, word, i % 13 == 0 ? null : (long) (i % 100)));
      }
      return rows;
    }

    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public TableStatistics statistics() {
      return rows.statistics();
    }

    @Override
    public String description() {
      return "counting";
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      return rows.splits(request).stream().<Split>map(CountingSplit::new).toList();
    }

    @Override
    public long readerFloorBytes(ScanRequest request) {
      return rows.readerFloorBytes(request);
    }

    private final class CountingSplit implements Split {
      private final Split split;

      CountingSplit(Split split) {
        this.split = split;
      }

      @Override
      public long numRows() {
        return split.numRows();
      }

      @Override
      public SplitReader open(MemoryConsumer memory) {
        opened.incrementAndGet();
        reached.countDown();
        try {
          assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return split.open(memory);
      }
    }
  }

  @BeforeEach
  void open() {
    engine =
        Engine.builder()
            .memoryBytes(48 << 20)
            .heapBytes(Runtime.getRuntime().maxMemory())
            .threads(2)
            .spillDirectory(folder)
            .countersDirectory(folder.resolve("counters"))
            .build();
    engine.register("t", table);
    frame = engine.table("t");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    engine.close();
    assertThat(engine.memory().outstandingBytes()).isZero();
    assertThat(engine.memory().mappedBytes()).isZero();
    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(".spill")).toList();
    }
  }

  private static List<List<@Nullable Object>> rows(DataFrame wanted) {
    try (QueryResult result = wanted.collect()) {
      List<List<@Nullable Object>> rows = new ArrayList<>(result.rows());
      rows.sort((a, b) -> a.toString().compareTo(b.toString()));
      return rows;
    }
  }

  private long storedBytes() {
    return engine.memory().storage(MemoryMode.OFF_HEAP).usedBytes();
  }

  /** Threads of a host that can be told to leave work lying. */
  private static final class PausableThreads implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<Runnable> held = new ArrayList<>();
    private boolean paused;

    @Override
    public synchronized void execute(Runnable work) {
      if (paused) {
        held.add(work);
      } else {
        threads.execute(work);
      }
    }

    synchronized void pause() {
      paused = true;
    }

    synchronized void resume() {
      paused = false;
      held.forEach(threads::execute);
      held.clear();
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  @Test
  void nobodyWaitsForRowsThatAreBeingStoredButWhoReadsThem() throws Exception {
    List<List<@Nullable Object>> expected = rows(grouped());
    table.opened.set(0);
    DataFrame cached = grouped().cache();
    table.gate = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<List<List<@Nullable Object>>> first = threads.submit(() -> rows(cached));
      assertThat(table.reached.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(cached.explain()).contains("Scan cached cache-1 MEMORY_AND_DISK (0 blocks");
      assertThat(cached.storage().numRows()).isZero();
      DataFrame second = cached.filter(col("n").gt(0));
      second.cache().unpersist();
      Future<List<List<@Nullable Object>>> other;
      try (QueryResult waiting = second.collect()) {
        assertThat(waiting.schema()).isEqualTo(second.schema());
        assertThat(waiting.metrics().rows()).isZero();
        other = threads.submit(() -> waiting.rows());
        table.gate.countDown();
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(other.get(60, TimeUnit.SECONDS)).hasSameSizeAs(expected);
      }
    }
    assertThat(table.opened).as("computed once, for both").hasValue(SPLITS);
  }

  @Test
  void storingAndWaitingForItCanBeCancelled() throws Exception {
    DataFrame cached = grouped().cache();
    table.gate = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        QueryResult storing = cached.collect();
        QueryResult waiting = cached.collect()) {
      Future<Integer> stores = threads.submit(() -> storing.rows().size());
      assertThat(table.reached.await(60, TimeUnit.SECONDS)).isTrue();
      Future<Integer> waits = threads.submit(() -> waiting.rows().size());
      waiting.cancel();
      assertThatThrownBy(() -> waits.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(QueryCancelledException.class);
      storing.cancel();
      table.gate.countDown();
      assertThatThrownBy(() -> stores.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(QueryCancelledException.class);
    }
    assertThat(storedBytes()).as("given back").isZero();
    assertThat(rows(cached)).as("stored by the next one").isEqualTo(rows(grouped()));
    assertThat(cached.storage().blocksInMemory()).isEqualTo(1);
  }

  @Test
  void queriesThatWereStartedReadOnAfterUnpersist() {
    engine.close();
    try (PausableThreads threads = new PausableThreads()) {
      engine =
          Engine.builder()
              .memoryBytes(48 << 20)
              .threads(2)
              .executor(threads)
              .spillDirectory(folder)
              .build();
      engine.register("t", table);
      frame = engine.table("t");
      List<List<@Nullable Object>> expected = rows(grouped());
      DataFrame cached = grouped().cache();
      assertThat(rows(cached)).isEqualTo(expected);
      table.opened.set(0);
      threads.pause();
      try (QueryResult result = cached.collect()) {
        cached.unpersist();
        assertThat(cached.storage().blocksInMemory()).isZero();
        threads.resume();
        assertThat(result.rows()).hasSameSizeAs(expected);
      }
      assertThat(table.opened).as("read from the blocks it has locked").hasValue(0);
      assertThat(engine.memory().outstandingBytes()).isZero();
      engine.close();
    }
  }

  private static Stream<StorageLevel> levels() {
    return Stream.of(
        StorageLevel.MEMORY_ONLY,
        StorageLevel.MEMORY_ONLY_SER,
        StorageLevel.MEMORY_AND_DISK,
        StorageLevel.MEMORY_AND_DISK_SER,
        StorageLevel.DISK_ONLY,
        StorageLevel.MEMORY_ONLY.onHeap(),
        StorageLevel.MEMORY_AND_DISK_SER.onHeap());
  }

  private DataFrame narrow() {
    return frame
        .filter(col("number").lt(50))
        .select(col("id"), col("word"), col("number").plus(col("id")).as("total"));
  }

  private DataFrame grouped() {
    return frame.groupBy("word").agg(count().as("n"), sum(col("number")).as("s"));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void rowsOfAScanAreComputedOnceAtEveryLevel(StorageLevel level) throws IOException {
    List<List<@Nullable Object>> expected = rows(narrow());
    table.opened.set(0);
    DataFrame cached = narrow().persist(level);
    assertThat(table.opened).as("lazy").hasValue(0);
    assertThat(rows(cached)).isEqualTo(expected);
    assertThat(table.opened).hasValue(SPLITS);
    assertThat(rows(cached)).isEqualTo(expected);
    assertThat(rows(cached.agg(count()))).isEqualTo(List.of(List.of((long) expected.size())));
    assertThat(table.opened).as("read from blocks").hasValue(SPLITS);
    DatasetUsage usage = cached.storage();
    assertThat(usage.numRows()).isEqualTo(expected.size());
    assertThat(level.useMemory() ? usage.blocksInMemory() : usage.blocksOnDisk()).isEqualTo(SPLITS);
    assertThat(cached.explain()).contains("Scan cached cache-1 " + level.displayName());
    DataFrame source = cached.unpersist();
    assertThat(storedBytes()).isZero();
    assertThat(files()).isEmpty();
    assertThat(rows(source)).isEqualTo(expected);
    assertThat(rows(cached)).as("computes again").isEqualTo(expected);
    assertThat(table.opened).hasValue(3 * SPLITS);
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("levels")
  void rowsOfOtherPlansAreStoredAsAWhole(StorageLevel level) throws IOException {
    List<List<@Nullable Object>> expected = rows(grouped());
    table.opened.set(0);
    DataFrame cached = grouped().persist(level);
    assertThat(cached.explain()).contains("Scan cached cache-1 ").doesNotContain("Aggregate");
    assertThat(table.opened).as("lazy").hasValue(0);
    assertThat(rows(cached)).isEqualTo(expected);
    assertThat(rows(cached.filter(col("n").gt(1)))).hasSizeLessThanOrEqualTo(expected.size());
    assertThat(rows(cached)).isEqualTo(expected);
    assertThat(table.opened).as("computed once").hasValue(SPLITS);
    assertThat(cached.storage().numRows()).isEqualTo(expected.size());
    cached.unpersist();
    assertThat(storedBytes()).isZero();
    assertThat(files()).isEmpty();
    assertThat(rows(cached)).isEqualTo(expected);
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void partsAreLeftOutByTheirRanges() {
    DataFrame cached = frame.persist(StorageLevel.MEMORY_ONLY);
    rows(cached);
    DataFrame few = cached.filter(col("id").ge(ROWS - 10));
    table.opened.set(0);
    few.explain();
    assertThat(counter(EngineCounter.BLOCKS_SKIPPED)).as("nothing ran").isZero();
    long read = counter(EngineCounter.BLOCK_READS_FROM_MEMORY);
    assertThat(rows(few)).hasSize(10);
    assertThat(counter(EngineCounter.BLOCKS_SKIPPED)).isEqualTo(SPLITS - 1);
    assertThat(counter(EngineCounter.BLOCK_READS_FROM_MEMORY)).isEqualTo(read + 1);
    assertThat(rows(cached.filter(col("id").lt(0)))).isEmpty();
    assertThat(counter(EngineCounter.BLOCKS_SKIPPED)).isEqualTo(2 * SPLITS - 1);
    assertThat(counter(EngineCounter.BLOCK_READS_FROM_MEMORY)).isEqualTo(read + 1);
    assertThat(table.opened).hasValue(0);
    cached.unpersist();
    assertThat(rows(few)).hasSize(10);
    assertThat(table.opened).hasValue(SPLITS);
  }

  @Test
  void blocksOfWholesAreLeftOutByTheirRanges() {
    int copies = 5;
    DataFrame many =
        frame.join(
            frame.filter(col("id").lt(copies)).select(col("id").as("copy")), col("id").ge(0));
    DataFrame cached = many.orderBy("id").persist(StorageLevel.MEMORY_ONLY);
    assertThat(rows(cached.agg(count()))).isEqualTo(List.of(List.of((long) copies * ROWS)));
    int blocks = cached.storage().blocksInMemory();
    assertThat(blocks).isEqualTo(copies * ROWS / BatchBlockWriter.BLOCK_ROWS + 1);
    assertThat(rows(cached.filter(col("id").lt(10)))).hasSize(10 * copies);
    assertThat(counter(EngineCounter.BLOCKS_SKIPPED)).isEqualTo(blocks - 1);
    assertThat(rows(cached.filter(col("id").lt(0)))).isEmpty();
    assertThat(counter(EngineCounter.BLOCKS_SKIPPED)).isEqualTo(2 * blocks - 1);
  }

  @Test
  void whatBlocksDoCanBeSeenFromOutside() {
    DataFrame cached = frame.cache();
    rows(cached);
    DatasetUsage usage = cached.storage();
    assertThat(counter(EngineCounter.BLOCKS_STORED)).isEqualTo(SPLITS);
    assertThat(counter(EngineCounter.BLOCKS_IN_MEMORY)).isEqualTo(SPLITS);
    assertThat(counter(EngineCounter.BLOCK_MEMORY)).isEqualTo(usage.memoryBytes());
    StorageMemory storage = engine.memory().storage(MemoryMode.OFF_HEAP);
    long others = storage.maxBytes() - usage.memoryBytes() / 2;
    assertThat(storage.acquire("other", others)).isTrue();
    usage = cached.storage();
    assertThat(usage.blocksOnDisk()).isPositive();
    assertThat(counter(EngineCounter.BLOCKS_EVICTED_TO_DISK)).isEqualTo(usage.blocksOnDisk());
    assertThat(counter(EngineCounter.BLOCKS_ON_DISK)).isEqualTo(usage.blocksOnDisk());
    assertThat(counter(EngineCounter.BLOCK_FILES)).isEqualTo(usage.diskBytes());
    assertThat(counter(EngineCounter.BLOCKS_IN_MEMORY)).isEqualTo(usage.blocksInMemory());
    assertThat(counter(EngineCounter.BLOCK_MEMORY)).isEqualTo(usage.memoryBytes());
    storage.release(others);
    rows(cached);
    assertThat(cached.storage().blocksInMemory()).as("they return").isEqualTo(SPLITS);
    assertThat(counter(EngineCounter.BLOCKS_RETURNED)).isEqualTo(usage.blocksOnDisk());
    assertThat(counter(EngineCounter.BLOCK_READS_FROM_DISK)).isEqualTo(usage.blocksOnDisk());
    assertThat(counter(EngineCounter.BLOCK_READS_FROM_MEMORY)).isEqualTo(usage.blocksInMemory());
    cached.unpersist();
    assertThat(counter(EngineCounter.BLOCKS_IN_MEMORY)).isZero();
    assertThat(counter(EngineCounter.BLOCK_MEMORY)).isZero();
    assertThat(counter(EngineCounter.BLOCKS_ON_DISK)).isZero();
    assertThat(counter(EngineCounter.BLOCK_FILES)).isZero();
  }

  private long counter(EngineCounter counter) {
    try {
      return CountersFolder.at(folder.resolve("counters"))
          .find(ProcessHandle.current().pid())
          .getFirst()
          .value(counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void cachedFramesJoinTheirSourceAndThemselves() {
    DataFrame cached = grouped().cache();
    DataFrame joined = frame.join(cached, JoinMode.INNER, "word").groupBy("n").agg(count());
    List<List<@Nullable Object>> expected =
        rows(frame.join(grouped(), JoinMode.INNER, "word").groupBy("n").agg(count()));
    assertThat(rows(joined)).isEqualTo(expected);
    DataFrame self = cached.join(cached, JoinMode.INNER, "word").agg(count());
    assertThat(rows(self)).isEqualTo(rows(grouped().filter(col("word").isNotNull()).agg(count())));
    DataFrame nested = cached.filter(col("n").gt(2)).cache();
    assertThat(rows(nested)).isEqualTo(rows(grouped().filter(col("n").gt(2))));
    cached.unpersist();
    assertThat(rows(nested)).isEqualTo(rows(grouped().filter(col("n").gt(2))));
    nested.unpersist();
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void aLimitReadsAndStoresAPartOnly() {
    DataFrame cached = frame.persist(StorageLevel.MEMORY_ONLY);
    assertThat(rows(cached.limit(5))).hasSize(5);
    assertThat(rows(cached)).isEqualTo(rows(frame));
  }

  @Test
  void pressureOfOtherQueriesEvictsAndTheRowsAreComputedAgain() {
    engine.close();
    engine = Engine.builder().memoryBytes(12 << 20).threads(2).spillDirectory(folder).build();
    engine.register("t", table);
    frame = engine.table("t");
    List<List<@Nullable Object>> expected = rows(frame.agg(sum(col("id")), count()));
    List<DataFrame> cached = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      DataFrame copy =
          frame
              .select(col("id"), col("word"), col("number").plus(i).as("number"))
              .persist(i % 2 == 0 ? StorageLevel.MEMORY_ONLY : StorageLevel.MEMORY_AND_DISK);
      cached.add(copy);
      assertThat(rows(copy.agg(sum(col("id")), count()))).isEqualTo(expected);
    }
    int stored = 0;
    for (DataFrame copy : cached) {
      stored += copy.storage().blocksInMemory();
    }
    assertThat(stored).as("some were evicted").isLessThan(16 * SPLITS);
    assertThat(rows(frame.groupBy("id", "word").agg(count().as("n")).agg(sum(col("n")))))
        .isEqualTo(List.of(List.of(java.math.BigDecimal.valueOf(ROWS))));
    for (DataFrame copy : cached) {
      assertThat(rows(copy.agg(sum(col("id")), count()))).isEqualTo(expected);
    }
    cached.forEach(DataFrame::unpersist);
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void damagedAndMissingFilesAreComputedAgain() throws IOException {
    List<List<@Nullable Object>> expected = rows(narrow());
    List<List<@Nullable Object>> groups = rows(grouped());
    DataFrame byPart = narrow().persist(StorageLevel.DISK_ONLY);
    DataFrame whole = grouped().persist(StorageLevel.DISK_ONLY);
    for (int round = 0; round < 2; round++) {
      assertThat(rows(byPart)).isEqualTo(expected);
      assertThat(rows(whole)).isEqualTo(groups);
      assertThat(files()).hasSize(SPLITS + 1);
      for (Path file : files()) {
        if (round == 0) {
          damage(file);
        } else {
          Files.delete(file);
        }
      }
    }
    assertThat(rows(byPart)).isEqualTo(expected);
    assertThat(rows(whole)).isEqualTo(groups);
  }

  private static void damage(Path file) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = data.length() / 2;
      data.seek(middle);
      int old = data.read();
      data.seek(middle);
      data.write(old ^ 0x10);
    }
  }

  @Test
  void whatDoesNotFitIsComputed() {
    engine.close();
    engine = Engine.builder().memoryBytes(8 << 20).threads(1).spillDirectory(folder).build();
    engine.register("t", table);
    frame = engine.table("t");
    DataFrame wide =
        frame
            .join(frame.filter(col("id").lt(12)).select(col("id").as("i")), col("id").ge(0))
            .select(col("id"), col("word"), col("i"));
    DataFrame cached = wide.persist(StorageLevel.MEMORY_ONLY);
    for (int i = 0; i < 2; i++) {
      assertThat(rows(cached.agg(count()))).isEqualTo(List.of(List.of(12L * ROWS)));
    }
    assertThat(cached.storage().blocksInMemory()).isZero();
    assertThat(engine.memory().outstandingBytes()).isZero();
    assertThat(cached.explain())
        .contains("Not read from the cache: cache-1 MEMORY_ONLY, its rows could not be stored");
  }

  @ParameterizedTest
  @MethodSource("levelsInMemory")
  @Timeout(60)
  void aWholeThatFillsTheMemoryLeavesRoomForItsOwnReaders(StorageLevel level) {
    engine.close();
    engine = Engine.builder().memoryBytes(16 << 20).threads(2).spillDirectory(folder).build();
    engine.register("t", table);
    frame = engine.table("t");
    int copies = 4;
    DataFrame many =
        frame
            .join(frame.filter(col("id").lt(copies)).select(col("id").as("copy")), col("id").ge(0))
            .select(col("id"), col("word"), col("copy"));
    DataFrame cached = many.persist(level);
    DataFrame groups = cached.groupBy("id", "word").agg(count().as("n")).orderBy("id");
    assertThat(rows(cached.agg(count()))).isEqualTo(List.of(List.of((long) copies * ROWS)));
    assertThat(cached.storage().blocksInMemory()).isPositive();
    StorageMemory storage = engine.memory().storage(MemoryMode.OFF_HEAP);
    long others = storage.maxBytes() - storage.usedBytes() - (2 << 20);
    assertThat(storage.acquire("other", others)).isTrue();
    assertThat(engine.runner().forecast(groups.plan()).floors().floorBytes())
        .as("cannot begin before its own blocks make room")
        .isGreaterThan(2 << 20);
    assertThat(rows(groups)).hasSize(ROWS);
    storage.release(others);
  }

  private static Stream<StorageLevel> levelsInMemory() {
    return Stream.of(StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_AND_DISK);
  }

  @Test
  void explainSaysWhichRowsAreComputedAndWhy() {
    DataFrame cached = grouped().cache();
    DataFrame joined = cached.join(frame.cache(), JoinMode.INNER, "word");
    assertThat(joined.explain()).doesNotContain("Not read from the cache");
    cached.unpersist();
    String line = "Not read from the cache: cache-1 MEMORY_AND_DISK, it was unpersisted\n";
    assertThat(joined.explain()).containsOnlyOnce("Not read from the cache").contains(line);
    assertThat(joined.explainAnalyze()).contains(line);
  }

  @Test
  void heapLevelsNeedAnEngineWithAHeap() {
    engine.close();
    assertThatThrownBy(() -> Engine.builder().heapBytes(1).build())
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("heapBytes=1");
    engine = Engine.builder().memoryBytes(8 << 20).threads(1).spillDirectory(folder).build();
    engine.register("t", table);
    assertThatThrownBy(() -> engine.table("t").persist(StorageLevel.MEMORY_ONLY.onHeap()))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("MEMORY_ONLY_ON_HEAP");
  }

  @Test
  void failuresOfTheSourceAreThoseOfTheQuery() {
    DataFrame byPart =
        engine.sql("select id, 1 % (id - 20000) as x from t").persist(StorageLevel.MEMORY_ONLY);
    DataFrame whole =
        engine
            .sql("select id, 1 % (max(id) - 20000) as x from t group by id")
            .persist(StorageLevel.MEMORY_ONLY);
    assertThatThrownBy(() -> rows(byPart)).isInstanceOf(ScheeliteException.class);
    assertThatThrownBy(() -> rows(whole)).isInstanceOf(ScheeliteException.class);
    byPart.unpersist();
    whole.unpersist();
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void manyThreadsReadAndUnpersistTheSameFrames() throws Exception {
    List<List<@Nullable Object>> expected = rows(narrow().agg(count()));
    List<List<@Nullable Object>> groups = rows(grouped().agg(count()));
    DataFrame byPart = narrow().cache();
    DataFrame whole = grouped().cache();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        done.add(
            threads.submit(
                () -> {
                  assertThat(rows(byPart.agg(count()))).isEqualTo(expected);
                  assertThat(rows(whole.agg(count()))).isEqualTo(groups);
                  if (number == 5) {
                    byPart.unpersist();
                    whole.unpersist();
                  }
                }));
      }
      for (Future<?> future : done) {
        future.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(storedBytes()).isZero();
  }
}
