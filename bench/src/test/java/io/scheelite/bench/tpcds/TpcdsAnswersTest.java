package io.scheelite.bench.tpcds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.bench.dataset.GenerationProgress;
import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.testsupport.MayLeak;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The queries of TPC-DS over files of a small scale factor give DuckDB's answers. A sample runs
 * unless {@code -Dtests.tpcds=all} or, say, {@code -Dtests.tpcds=q1,q14a} asks for others; {@code
 * -Dtests.tpcds.sf} chooses another scale factor. The files are kept below the build folder.
 *
 * <p>Queries end with LIMIT, and which of several rows that are equal to ORDER BY pass it is
 * nobody's duty. So the answers without the last LIMIT are compared, whatever their order, and of
 * the answer as written only that it is so many of those rows.
 */
@MayLeak("the data generator keeps the threads that made its text")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TpcdsAnswersTest {
  private static final int SAMPLE = 9;

  @TempDir private static Path folder;

  private Engine engine;
  private Connection oracle;

  @BeforeAll
  void load() throws IOException, SQLException {
    ScaleFactor scaleFactor = ScaleFactor.parse(System.getProperty("tests.tpcds.sf", "0.01"));
    TpcdsDataset dataset = TpcdsDataset.in(Path.of("target", "datasets"), scaleFactor);
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    dataset
        .tables()
        .write(
            dataset.tables().missing().stream()
                .map(name -> TpcdsGenerator.table(name, scaleFactor.asDouble()))
                .toList(),
            new GenerationProgress("TPC-DS", 1, silent, false));
    engine =
        Engine.builder()
            .memoryBytes(256 << 20)
            .threads(2)
            .spillDirectory(folder)
            .withoutCounters()
            .build();
    oracle = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = oracle.createStatement()) {
      statement.execute("set threads = 1");
      statement.execute("set integer_division = true");
      for (Map.Entry<String, Path> table : dataset.files().entrySet()) {
        engine.registerParquet(table.getKey(), table.getValue());
        statement.execute(
            "create view " + table.getKey() + " as select * from '" + table.getValue() + "'");
      }
    }
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
    oracle.close();
  }

  static List<TpcdsQuery> queries() {
    String wanted = System.getProperty("tests.tpcds", "");
    List<TpcdsQuery> all = TpcdsQuery.all();
    if (wanted.equals("all")) {
      return all;
    }
    if (!wanted.isEmpty()) {
      return Stream.of(wanted.split(",")).map(TpcdsQuery::of).toList();
    }
    return IntStream.range(0, all.size()).filter(i -> i % SAMPLE == 0).mapToObj(all::get).toList();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void answerIsDuckDbs(TpcdsQuery query) throws SQLException {
    TpcdsQuery whole = query.withoutLimit();
    List<List<@Nullable Object>> expected;
    try {
      expected = theirs(whole.duckDbText());
    } catch (SQLException refused) {
      // small scale factors have groups of nothing to divide by
      assertThat(refused.getMessage()).contains("Division by zero");
      assertThatThrownBy(() -> ours(whole.text()))
          .isInstanceOfSatisfying(
              ScheeliteException.class,
              error -> assertThat(error.code().sqlState()).isEqualTo("22012"));
      return;
    }
    List<List<@Nullable Object>> all = ours(whole.text());
    assertThat(AnswerRows.differences(all, expected)).isEmpty();
    if (query.limit().isPresent()) {
      List<List<@Nullable Object>> some = ours(query.text());
      assertThat(some).hasSize((int) Math.min(query.limit().getAsLong(), all.size()));
      assertThat(AnswerRows.strangers(some, expected)).isEmpty();
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  /**
   * Scans, hash joins and joins without equality of each query's plan are those of a list, and the
   * list has a reason for whatever is more or less than the text asks for.
   */
  @Test
  void plansHaveTheirShapes() throws IOException {
    List<Shape> expected = expectedShapes();
    List<TpcdsQuery> queries = TpcdsQuery.all();
    assertThat(expected).hasSameSizeAs(queries);
    for (int i = 0; i < queries.size(); i++) {
      Shape shape = expected.get(i);
      assertThat(shape(queries.get(i))).isEqualTo(shape.counted);
      assertThat(shape.reason.isEmpty()).as(shape.counted).isEqualTo(shape.isPlain());
    }
  }

  /**
   * A line of the list.
   *
   * @param counted the query's name and what its plan has of each operator
   * @param named tables that the text names
   */
  private record Shape(String counted, int named, int scans, int otherJoins, String reason) {
    /** Reads {@code query,tables named,scans,hash joins,joins without equality,reason}. */
    static Shape parse(String line) {
      String[] cells = line.split(",", 6);
      return new Shape(
          String.join(",", cells[0], cells[2], cells[3], cells[4]),
          Integer.parseInt(cells[1]),
          Integer.parseInt(cells[2]),
          Integer.parseInt(cells[4]),
          cells[5]);
    }

    boolean isPlain() {
      return named == scans && otherJoins == 0;
    }
  }

  private List<Shape> expectedShapes() throws IOException {
    try (InputStream list =
        Objects.requireNonNull(getClass().getResourceAsStream("plan-shapes.csv"))) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Shape::parse)
          .toList();
    }
  }

  private String shape(TpcdsQuery query) {
    List<String> operators = engine.sql(query.text()).explain().lines().map(String::strip).toList();
    return query.name()
        + Stream.of("Scan ", "HashJoin ", "NestedLoopJoin ")
            .map(name -> "," + operators.stream().filter(line -> line.startsWith(name)).count())
            .collect(Collectors.joining());
  }

  private List<List<@Nullable Object>> ours(String sql) {
    try (QueryResult result = engine.sql(sql).collect()) {
      return result.rows();
    }
  }

  private List<List<@Nullable Object>> theirs(String sql) throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = oracle.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int numColumns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= numColumns; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
