package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RandomWindowQueries;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import io.scheelite.sql.reference.StagedConnector;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
 * Window functions and grouping sets from SQL text to answers, which are DuckDB's whatever the way
 * they run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowAnswersTest {
  private static final int ROWS = 400;
  private static final int FUZZ_CASES = 150;

  @TempDir private static Path folder;

  private final Map<World, Engine> engines = new EnumMap<>(World.class);
  private DuckDbOracle oracle;

  /** Ways to run that must not matter. */
  private enum World {
    PLENTY,
    FORCED_SPILL,
    STAGES;

    private Engine engine() {
      Engine.Builder builder =
          Engine.builder()
              .memoryBytes(64L << 20)
              .threads(2)
              .batchSize(this == FORCED_SPILL ? 61 : 2048)
              .spillDirectory(folder.resolve("spill"));
      return switch (this) {
        case PLENTY -> builder.build();
        case FORCED_SPILL -> builder.reclaimAlways().build();
        case STAGES -> builder.master(StagedConnector.dividing(3)).build();
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
    tables.add(table());
    for (RowsTable table : tables) {
      Path file = folder.resolve(table.name() + ".parquet");
      oracle.load(table);
      oracle.writeParquet(table.name(), file);
      engines.values().forEach(engine -> engine.registerParquet(table.name(), file));
    }
  }

  /** Small domains, so that rows are peers, and nulls in all columns but the first. */
  private static RowsTable table() {
    Schema schema =
        Schema.of(
            RowsTable.field("v_id", DataType.INT32, false),
            RowsTable.field("v_p", DataType.INT32, true),
            RowsTable.field("v_q", DataType.INT32, true),
            RowsTable.field("v_b", DataType.INT64, true),
            RowsTable.field("v_m", new DataType.Decimal(9, 2), true),
            RowsTable.field("v_d", DataType.FLOAT64, true),
            RowsTable.field("v_s", DataType.UTF8, true),
            RowsTable.field("v_t", DataType.DATE, true));
    Random random = new Random(7);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int text = random.nextInt(6);
      rows.add(
          new @Nullable Object[] {
            (long) i,
            orNull(random, (long) random.nextInt(9)),
            orNull(random, (long) random.nextInt(12)),
            orNull(random, (long) random.nextInt(100)),
            orNull(random, BigDecimal.valueOf(random.nextInt(2000) - 1000, 2)),
            orNull(random, random.nextInt(4000) / 8.0),
            orNull(random, text < 3 ? "s" + text : "a long text that is number " + text),
            orNull(random, 10_000L + random.nextInt(700)),
          });
    }
    return new RowsTable("v", schema, rows);
  }

  private static @Nullable Object orNull(Random random, Object value) {
    return random.nextInt(7) == 0 ? null : value;
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
      return DuckDbOracle.sorted(DuckDbOracle.texts(rows));
    }
  }

  static Stream<Arguments> statements() {
    List<String> all = new ArrayList<>(SqlCases.windows());
    all.addAll(SqlCases.groupingSets());
    return Stream.of(World.values())
        .flatMap(world -> all.stream().map(sql -> Arguments.of(world, sql)));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void answerIsDuckDbs(World world, String sql) throws SQLException {
    assertThat(texts(engine(world).sql(sql))).isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
    assertThat(engine(world).memory().outstandingBytes()).isZero();
  }

  @Test
  void randomAnswersAreDuckDbs() throws SQLException {
    int cases = Seeds.iterations(FUZZ_CASES);
    for (int i = 0; i < cases; i++) {
      String sql = new RandomWindowQueries(Seeds.random(WindowAnswersTest.class, i)).next();
      World world = World.values()[i % World.values().length];
      assertThat(texts(engine(world).sql(sql)))
          .as("case " + i + " " + world + ": " + sql)
          .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
    }
  }

  @Test
  void forcedSpillSpills() {
    try (QueryResult result =
        engine(World.FORCED_SPILL)
            .sql("select v_id, max(v_s) over (order by v_id) from v")
            .collect()) {
      result.drain();
      assertThat(result.metrics().spilledBytes()).isPositive();
    }
  }
}
