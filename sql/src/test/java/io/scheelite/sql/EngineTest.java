package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.formats.arrow.ArrowIpcFormat;
import io.scheelite.formats.arrow.ArrowIpcWriter;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.TestMemory;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import io.scheelite.sql.result.ResultFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users of an engine see: results, metrics, plans, errors, and that nothing is left behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineTest {
  @TempDir private static Path folder;

  private DuckDbOracle oracle;
  private Engine engine;

  @BeforeAll
  void load() throws SQLException {
    oracle = new DuckDbOracle();
    engine = Engine.builder().memoryBytes(64 << 20).threads(2).spillDirectory(folder).build();
    for (RowsTable table : SqlCases.tables()) {
      oracle.load(table);
      oracle.writeParquet(table.name(), path(table.name()));
      engine.registerParquet(table.name(), path(table.name()));
    }
  }

  private static Path path(String table) {
    return folder.resolve(table + ".parquet");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(engine.memory().outstandingBytes()).isZero();
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).allMatch(name -> name.endsWith(".parquet"));
    }
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
    oracle.close();
  }

  private static List<String> texts(DataFrame frame) {
    try (QueryResult result = frame.collect()) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      result.rows().forEach(row -> rows.add(row.toArray()));
      assertThat(result.metrics().rows()).isEqualTo(rows.size());
      return DuckDbOracle.texts(rows);
    }
  }

  @Test
  void quotedPathsAreTables() throws SQLException {
    String sql =
        String.format(Locale.ROOT, "select t_id, t_a + 1 from '%s' where t_a > 2", path("t"));
    assertThat(DuckDbOracle.sorted(texts(engine.sql(sql))))
        .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
    String function =
        String.format(Locale.ROOT, "select u_id from read_parquet('%s') x", path("u"));
    assertThat(texts(engine.sql(function))).hasSize(40);
    assertThat(texts(engine.read().parquet(path("w")))).hasSize(40);
  }

  @Test
  void arrowFilesAreTables(@TempDir Path arrowFolder) {
    String columns = "t_id, t_a, t_m, t_s";
    List<String> expected = texts(engine.sql("select " + columns + " from t"));
    assertThat(expected).hasSizeGreaterThan(7);
    for (ArrowIpcFormat format : ArrowIpcFormat.values()) {
      String ending = format == ArrowIpcFormat.FILE ? ".arrow" : ".arrows";
      Path file = arrowFolder.resolve("t" + ending);
      try (TestMemory memory = TestMemory.create(16 << 20);
          MemoryConsumer consumer = memory.consumer("writer");
          QueryResult result = engine.sql("select " + columns + " from t").collect();
          ArrowIpcWriter writer = new ArrowIpcWriter(file, result.schema(), format, consumer)) {
        for (Batch batch = result.next(); batch != null; batch = result.next()) {
          writer.write(batch);
        }
      }
      String sql = String.format(Locale.ROOT, "select * from '%s' where t_id < 7", file);
      assertThat(texts(engine.sql(sql))).hasSize(7).isSubsetOf(expected);
      assertThat(texts(engine.read().arrow(file))).containsExactlyInAnyOrderElementsOf(expected);
      engine.registerArrow("arrow_rows", file);
      assertThat(texts(engine.sql("select count(*) from arrow_rows")))
          .containsExactly(Integer.toString(expected.size()));
    }
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> engine.sql("select * from 'nowhere/x.parquet'"))
        .isInstanceOf(ScheeliteException.class)
        .hasMessageContaining("nowhere/x.parquet");
  }

  @Test
  void textOfResults() {
    StringBuilder text = new StringBuilder();
    try (QueryResult result =
        engine.sql("select t_id as ID, t_m, t_s from t where t_id < 3").collect()) {
      assertThat(result.schema().field(0).name()).isEqualTo("ID");
      result.write(ResultFormat.CSV, text);
    }
    assertThat(text.toString()).startsWith("ID,t_m,t_s\n0,");
    assertThat(text.toString().lines()).hasSize(4);
  }

  @Test
  void metricsSayWhatItTook() {
    try (QueryResult result = engine.sql("select t_id from t where t_id < 7").collect()) {
      result.drain();
      QueryMetrics metrics = result.metrics();
      assertThat(metrics.rows()).isEqualTo(7);
      assertThat(metrics.peakMemoryBytes()).isBetween(1L, 64L << 20);
      assertThat(metrics.spilledBytes()).isZero();
      assertThat(metrics.planningNanos()).isPositive();
      assertThat(metrics.executionNanos())
          .isPositive()
          .isEqualTo(result.metrics().executionNanos());
    }
  }

  @Test
  void explainShowsThePlanAndAnalyzeWhatHappened() {
    String sql = "select t_a from t where t_id < 7 union all select u_a from u";
    assertThat(texts(engine.sql("explain " + sql)))
        .anyMatch(line -> line.contains("Scan") && line.contains("where t_id < 7"))
        .anyMatch(line -> line.startsWith("Memory: reserves"))
        .noneMatch(line -> line.contains("rows="));
    assertThat(texts(engine.sql("explain analyze " + sql)))
        .anyMatch(line -> line.contains("Scan") && line.contains("[rows=7 "))
        .anyMatch(line -> line.startsWith("Total: rows: 47;"));
  }

  @Test
  void errorsOfRowsEndTheQueryAlone() {
    assertThatThrownBy(() -> texts(engine.sql("select t_id / (t_id - 3) from t")))
        .isInstanceOfSatisfying(
            ScheeliteException.class,
            error -> assertThat(error.code().sqlState()).isEqualTo("22012"))
        .hasMessageContaining("division by zero");
    assertThat(texts(engine.sql("select t_id from t where t_id = 5"))).containsExactly("5");
  }

  @Test
  void resultClosedEarlyGivesEverythingBack() {
    try (QueryResult result = engine.sql("select * from t union all select * from t").collect()) {
      assertThat(result.next()).isNotNull();
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void hostLendsItsThreads() throws InterruptedException {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (ExecutorService host = Executors.newFixedThreadPool(2)) {
      Executor lent =
          task ->
              host.execute(
                  () -> {
                    threads.add(Thread.currentThread().getName());
                    task.run();
                  });
      try (Engine hosted =
          Engine.builder()
              .memoryBytes(16 << 20)
              .threads(2)
              .spillDirectory(folder)
              .executor(lent)
              .build()) {
        hosted.registerParquet("t", path("t"));
        assertThat(texts(hosted.sql("select count(*) from t where t_id < 7"))).containsExactly("7");
        assertThat(hosted.memory().outstandingBytes()).isZero();
      }
      assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("pool-"));
      assertThat(host.isShutdown()).isFalse();
      CountDownLatch ran = new CountDownLatch(1);
      host.execute(ran::countDown);
      assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void enginesShareNothing() {
    try (Engine other = Engine.builder().memoryBytes(16 << 20).threads(1).build()) {
      assertThat(other.tableNames()).isEmpty();
      assertThatThrownBy(() -> other.sql("select * from t"))
          .hasMessageStartingWith("unknown table: t");
      assertThat(texts(other.sql("select 1"))).containsExactly("1");
      assertThat(other.memory().outstandingBytes()).isZero();
    }
  }
}
