package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RandomQueries;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import io.scheelite.sql.reference.StagedConnector;
import io.scheelite.sql.tpch.TpchQueries;
import io.scheelite.sql.tpch.TpchRows;
import io.scheelite.testsupport.MayLeak;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From SQL text through Parquet files and operators to answers, which are DuckDB's whatever the
 * memory, the threads and the size of batches.
 */
@MayLeak("the data generator keeps the threads that made its text")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {
  private static final double SCALE_FACTOR = 0.01;
  private static final int RANDOM_STATEMENTS = 70;

  @TempDir private static Path folder;

  private final Map<World, Engine> engines = new EnumMap<>(World.class);
  private DuckDbOracle oracle;

  /** Ways to run that must not matter. */
  private enum World {
    PLENTY(128, 2, 2048),
    ONE_THREAD(64, 1, 2048),
    LITTLE_MEMORY(8, 2, 2048),
    ODD_BATCHES(64, 2, 61),
    FORCED_SPILL(64, 2, 2048),
    STAGES(64, 2, 2048),
    STAGES_WITHOUT_BROADCAST(64, 2, 700);

    private final int mebibytes;
    private final int threads;
    private final int batchSize;

    World(int mebibytes, int threads, int batchSize) {
      this.mebibytes = mebibytes;
      this.threads = threads;
      this.batchSize = batchSize;
    }

    private Engine engine() {
      Engine.Builder builder =
          Engine.builder()
              .memoryBytes((long) mebibytes << 20)
              .threads(threads)
              .batchSize(batchSize)
              .spillDirectory(folder.resolve("spill"));
      return switch (this) {
        case FORCED_SPILL -> builder.reclaimAlways().build();
        case STAGES -> builder.master(StagedConnector.broadcasting(3)).build();
        case STAGES_WITHOUT_BROADCAST -> builder.master(StagedConnector.dividing(4)).build();
        case PLENTY, ONE_THREAD, LITTLE_MEMORY, ODD_BATCHES -> builder.build();
      };
    }
  }

  @BeforeAll
  void load() throws SQLException {
    oracle = new DuckDbOracle();
    for (World world : World.values()) {
      engines.put(world, world.engine());
    }
    List<RowsTable> tables = new ArrayList<>(SqlCases.tables());
    tables.addAll(TpchRows.tables(SCALE_FACTOR));
    for (RowsTable table : tables) {
      Path file = folder.resolve(table.name() + ".parquet");
      oracle.load(table);
      oracle.writeParquet(table.name(), file);
      engines.values().forEach(engine -> engine.registerParquet(table.name(), file));
    }
  }

  @AfterAll
  void close() throws SQLException, IOException {
    for (Engine engine : engines.values()) {
      assertThat(engine.memory().outstandingBytes()).isZero();
      engine.close();
    }
    oracle.close();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(Path::toString))
          .allMatch(name -> name.endsWith(".parquet"));
    }
  }

  private Engine engine(World world) {
    return Objects.requireNonNull(engines.get(world));
  }

  private static List<String> texts(DataFrame frame) {
    try (QueryResult result = frame.collect()) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      result.rows().forEach(row -> rows.add(row.toArray()));
      return DuckDbOracle.texts(rows);
    }
  }

  private static Stream<Arguments> everywhere(List<?> cases) {
    return Stream.of(World.values())
        .flatMap(world -> cases.stream().map(value -> Arguments.of(world, value)));
  }

  static Stream<Arguments> unordered() {
    return everywhere(SqlCases.unordered());
  }

  static Stream<Arguments> ordered() {
    return everywhere(SqlCases.ordered());
  }

  static Stream<Arguments> queries() {
    return everywhere(IntStream.rangeClosed(1, TpchQueries.COUNT).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("unordered")
  void answerIsDuckDbs(World world, String sql) throws SQLException {
    assertThat(DuckDbOracle.sorted(texts(engine(world).sql(sql))))
        .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
    assertThat(engine(world).memory().outstandingBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("ordered")
  void orderIsDuckDbs(World world, String sql) throws SQLException {
    assertThat(texts(engine(world).sql(sql))).isEqualTo(oracle.query(sql));
    assertThat(engine(world).memory().outstandingBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void tpchAnswerIsDuckDbs(World world, int query) throws SQLException {
    String sql = TpchQueries.text(query);
    assertThat(DuckDbOracle.sorted(texts(engine(world).sql(sql))))
        .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
    assertThat(engine(world).memory().outstandingBytes()).isZero();
  }

  /** Joins, subqueries and set operations that nobody thought of, each in one of the worlds. */
  @Test
  void randomAnswersAreDuckDbs() throws SQLException {
    for (int i = 0; i < Seeds.iterations(RANDOM_STATEMENTS); i++) {
      World world = World.values()[i % World.values().length];
      String sql = new RandomQueries(Seeds.random(AnswersTest.class, i)).next();
      List<String> ours;
      try {
        ours = texts(engine(world).sql(sql));
      } catch (SqlException refused) {
        assertThat(refused.sqlState()).as(sql + "\n" + refused.getMessage()).isEqualTo("0A000");
        continue;
      } catch (MemoryLimitExceededException refused) { // which many joins may be, but only there
        assertThat(world).as(sql + "\n" + refused.getMessage()).isEqualTo(World.LITTLE_MEMORY);
        assertThat(refused.sufficientLimitBytes()).isPositive();
        ours = texts(engine(World.PLENTY).sql(sql));
      }
      assertThat(DuckDbOracle.sorted(ours))
          .as("case " + i + " in " + world + ": " + sql)
          .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
      assertThat(engine(world).memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void forcedSpillSpills() {
    try (QueryResult result = engine(World.FORCED_SPILL).sql(TpchQueries.text(18)).collect()) {
      result.drain();
      assertThat(result.metrics().spilledBytes()).isPositive();
    }
  }

  @Test
  void cancelledQueryEndsAndTheEngineLivesOn() {
    Engine engine = engine(World.PLENTY);
    try (QueryResult result =
        engine.sql("select count(*) from lineitem a, lineitem b, lineitem c").collect()) {
      result.cancel();
      assertThatThrownBy(result::drain)
          .isInstanceOfSatisfying(
              ScheeliteException.class,
              error -> assertThat(error.code().sqlState()).isEqualTo("57014"));
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
    assertThat(texts(engine.sql("select count(*) from region"))).containsExactly("5");
  }

  @Test
  void queriesRunSideBySide() throws Exception {
    String sql = TpchQueries.text(3);
    List<String> expected = DuckDbOracle.sorted(oracle.query(sql));
    List<Callable<List<String>>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      work.add(() -> texts(engine(World.PLENTY).sql(sql)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<String>> answer : threads.invokeAll(work)) {
        assertThat(DuckDbOracle.sorted(answer.get())).isEqualTo(expected);
      }
    }
  }

  @Test
  void resultClosedEarlyGivesEverythingBack() {
    Engine engine = engine(World.PLENTY);
    try (QueryResult result =
        engine
            .sql("select * from lineitem a, lineitem b where a.l_orderkey = b.l_orderkey")
            .collect()) {
      assertThat(result.next()).isNotNull();
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }
}
