package io.scheelite.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ResultFormat;
import io.scheelite.sql.result.ValueReader;
import io.scheelite.testsupport.MayLeak;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four queries at once in one engine, which together want several times what it has. DuckDB says
 * over the same files what the answers are.
 */
@MayLeak("the data generator keeps the threads that made its text")
@Timeout(300)
class FourQueriesTest {
  private static final long MIB = 1L << 20;
  private static final long AMPLE_BYTES = 512 * MIB;
  private static final long TIGHT_BYTES = 24 * MIB;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> QUERIES =
      List.of(
          "select count(*) as groups, sum(n) as rows, sum(q) as quantity, max(p) as price from"
              + " (select l_orderkey, l_linenumber, count(*) as n, sum(l_quantity) as q,"
              + " max(l_extendedprice) as p from lineitem group by l_orderkey, l_linenumber) as t",
          "select count(*) as groups, sum(n) as rows, max(n) as most, sum(q) as quantity from"
              + " (select l_partkey, l_suppkey, l_shipdate, count(*) as n, sum(l_quantity) as q"
              + " from lineitem group by l_partkey, l_suppkey, l_shipdate) as t",
          "select count(*) as groups, sum(n) as rows, sum(price) as price from"
              + " (select o_custkey, o_orderkey, count(*) as n, sum(l_extendedprice) as price"
              + " from orders join lineitem on o_orderkey = l_orderkey"
              + " group by o_custkey, o_orderkey) as t",
          "select count(*) as rows, sum(a.l_quantity) as quantity, sum(b.l_discount) as discount"
              + " from lineitem as a join lineitem as b"
              + " on a.l_orderkey = b.l_orderkey and a.l_linenumber = b.l_linenumber");

  private static final String JOINED =
      " from lineitem as a join lineitem as b on a.l_orderkey = b.l_orderkey"
          + " where a.l_linenumber <= 2";

  @TempDir private Path folder;

  private static TpchDataset dataset() throws IOException, InterruptedException {
    Path cache = Path.of("target", "cache", "scheelite").toAbsolutePath();
    TpchDataset dataset = TpchDataset.in(cache, ScaleFactor.parse("0.1"));
    dataset.ensure();
    return dataset;
  }

  /** Each yields one row. */
  private static List<String> answersOfDuckDb(TpchDataset dataset, List<String> queries)
      throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, Path> table : dataset.files().entrySet()) {
        statement.execute("create view " + table.getKey() + " as from '" + table.getValue() + "'");
      }
      for (String query : queries) {
        try (ResultSet rows = statement.executeQuery(query)) {
          assertThat(rows.next()).isTrue();
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getString(i));
          }
          answers.add(String.join(",", values));
        }
      }
    }
    return answers;
  }

  private Engine engine(TpchDataset dataset, long memoryBytes, CountersFolder counters) {
    Engine engine =
        Engine.builder()
            .memoryBytes(memoryBytes)
            .threads(2)
            .spillDirectory(folder.resolve("spill"))
            .countersDirectory(counters.root())
            .build();
    dataset.files().forEach(engine::registerParquet);
    return engine;
  }

  private record Run(String answer, long peakBytes) {}

  private static Run run(Engine engine, String query) {
    StringBuilder csv = new StringBuilder();
    try (QueryResult result = engine.sql(query).collect()) {
      result.write(ResultFormat.CSV, csv);
      return new Run(
          csv.toString().lines().skip(1).findFirst().orElse(""),
          result.metrics().peakMemoryBytes());
    }
  }

  /** The first begins; the others come when it holds most of the memory. */
  private static List<String> allAtOnce(Engine engine) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(QUERIES.size())) {
      List<Future<String>> runs = new ArrayList<>();
      for (String query : QUERIES) {
        while (runs.size() == 1 && !holdsMost(engine) && !runs.getFirst().isDone()) {
          LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        runs.add(clients.submit(() -> run(engine, query).answer()));
      }
      List<String> answers = new ArrayList<>();
      for (Future<String> run : runs) {
        answers.add(run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return answers;
    }
  }

  private static boolean holdsMost(Engine engine) {
    return engine.memory().outstandingBytes() > TIGHT_BYTES * 3 / 4;
  }

  @Test
  void allFinishCorrectlyAndGiveWayToEachOther() throws Exception {
    TpchDataset dataset = dataset();
    List<String> expected = answersOfDuckDb(dataset, QUERIES);
    CountersFolder counters = CountersFolder.at(folder.resolve("counters"));
    assertThat(wantedTogether(engine(dataset, AMPLE_BYTES, counters), expected))
        .isGreaterThan(4 * TIGHT_BYTES);

    try (Engine engine = engine(dataset, TIGHT_BYTES, counters)) {
      CountersSnapshot seen;
      int rounds = 0;
      long start = System.nanoTime();
      do { // how the queries overlap is up to the system's scheduler: one round may see no reclaim
        assertThat(allAtOnce(engine)).isEqualTo(expected);
        rounds++;
        seen = counters.find(ProcessHandle.current().pid()).getFirst();
      } while (seen.value(EngineCounter.RECLAIMED_OTHER_QUERY) == 0
          && System.nanoTime() - start < PATIENCE.toNanos());

      assertThat(seen.value(EngineCounter.RECLAIMED_OTHER_QUERY)).isPositive();
      assertThat(seen.value(EngineCounter.QUERIES_ADMITTED)).isEqualTo(4L * rounds);
      assertThat(seen.value(EngineCounter.WAITS_TIMED_OUT)).isZero();
      assertThat(seen.value(EngineCounter.LONGEST_WAIT))
          .as("nobody waits for the end of another query")
          .isLessThan(MemoryConfig.defaults().waitTimeout().toNanos());
      assertThat(seen.value(EngineCounter.OFF_HEAP_PEAK)).isLessThanOrEqualTo(TIGHT_BYTES);
      assertThat(seen.value(EngineCounter.OFF_HEAP_USED)).isZero();
    }
  }

  /** Sum of the peaks of the queries, one after the other; closes the engine. */
  private static long wantedTogether(Engine ample, List<String> expected) {
    try (ample) {
      List<Run> alone = QUERIES.stream().map(query -> run(ample, query)).toList();
      assertThat(alone).extracting(Run::answer).isEqualTo(expected);
      return alone.stream().mapToLong(Run::peakBytes).sum();
    }
  }

  /** What is read of {@link #JOINED}. */
  private static final class Sums {
    private long rows;
    private BigDecimal quantity = BigDecimal.ZERO;
    private long lengths;
    private long lastCharacters;

    void add(Batch batch) {
      for (List<@Nullable Object> row : ValueReader.rows(batch)) {
        if (row.get(0) instanceof BigDecimal number && row.get(1) instanceof String comment) {
          rows++;
          quantity = quantity.add(number);
          lengths += comment.length();
          lastCharacters += comment.charAt(comment.length() - 1);
        }
      }
    }

    String text() {
      return rows + "," + quantity + "," + lengths + "," + lastCharacters;
    }
  }

  /**
   * Its drivers stop in the middle of a batch, for which they pin the table of the join. It gives
   * way all the same: nobody waits for the reader.
   */
  @Test
  void aReaderThatStopsHoldsNobodyUp() throws Exception {
    TpchDataset dataset = dataset();
    List<String> expected = answersOfDuckDb(dataset, QUERIES);
    String sums =
        "select count(*), sum(b.l_quantity), sum(length(a.l_comment)),"
            + " sum(ascii(right(a.l_comment, 1)))";
    List<String> joined = answersOfDuckDb(dataset, List.of(sums + JOINED));
    CountersFolder counters = CountersFolder.at(folder.resolve("counters"));
    try (Engine engine = engine(dataset, TIGHT_BYTES, counters);
        QueryResult slow = engine.sql("select b.l_quantity, a.l_comment" + JOINED).collect()) {
      Sums read = new Sums();
      Batch batch = slow.next();
      assertThat(batch).isNotNull();
      read.add(batch);
      assertThat(holdsMost(engine)).isTrue();

      for (int i = 0; i < QUERIES.size(); i++) {
        assertThat(run(engine, QUERIES.get(i)).answer()).isEqualTo(expected.get(i));
      }
      CountersSnapshot seen = counters.find(ProcessHandle.current().pid()).getFirst();
      assertThat(seen.value(EngineCounter.RECLAIMED_OTHER_QUERY)).isPositive();
      assertThat(seen.value(EngineCounter.LONGEST_WAIT))
          .isLessThan(MemoryConfig.defaults().waitTimeout().toNanos());
      for (batch = slow.next(); batch != null; batch = slow.next()) {
        read.add(batch);
      }
      assertThat(read.text()).isEqualTo(joined.getFirst());
    }
  }
}
