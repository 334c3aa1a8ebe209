package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scans of Parquet files leave out, as EXPLAIN ANALYZE counts it, and that DuckDB finds the
 * same rows.
 */
class ScanSkippingTest {
  private static final int ROWS = 100_000;

  @TempDir private Path folder;
  private String file = "";

  private final Engine engine =
      Engine.builder().memoryBytes(64 << 20).threads(1).withoutCounters().build();

  @BeforeEach
  void createFile() {
    file = folder.resolve("events.parquet").toString();
    run("create table keys as select * from range(41000, 41010) as r(k)");
    copy("");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void copy(String options) {
    run(
        "copy (select n, n * 7919 % "
            + ROWS
            + " * 2 as mixed, 'event number ' || n as name, "
            + "case when n // 100 = 412 then 50 else n % 2 * 100 end as rare from range(0, "
            + ROWS
            + ") as r(n)) to '"
            + file
            + "' (row_group_size 40000"
            + options
            + ")");
  }

  private String run(String sql) {
    StringBuilder text = new StringBuilder();
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
      QueryResult rows = statement.rows();
      if (rows != null) {
        rows.write(ResultFormat.CSV, text);
      }
    }
    return text.toString();
  }

  /** The counter in the only line of the plan with one of that name; 0 without. */
  private long counted(String sql, String counter) {
    String plan = engine.sql(sql).explainAnalyze();
    Matcher found = Pattern.compile(" " + counter + "=(\\d+)").matcher(plan);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** One row with one column, which DuckDB finds too. */
  private String answer(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      String expected = rows.getString(1);
      assertThat(run(sql).lines().skip(1)).containsExactly(expected);
      return expected;
    }
  }

  @Test
  void pagesByTheirBounds() throws SQLException {
    String sql = "select count(name) from '" + file + "' where n between 41000 and 41009";
    assertThat(answer(sql)).isEqualTo("10");
    assertThat(counted(sql, "opened")).isEqualTo(1);
    // a row group of 40,000 rows has pages of 20 Ki
    assertThat(counted(sql, "rows-skipped")).isEqualTo(40_000 - (20 << 10));
    assertThat(counted(sql, "pages-skipped")).isPositive();
  }

  @Test
  void rowGroupsByBloomFiltersOnRequest() throws SQLException {
    String sql = "select count(*) from '" + file + "' where mixed = 7919";
    assertThat(answer(sql)).isEqualTo("0");
    assertThat(counted(sql, "bloom")).isZero();
    copy(", bloom_filter_columns (mixed, NAME), bloom_filter_false_positive_ratio 0.001");
    assertThat(answer(sql)).isEqualTo("0");
    assertThat(counted(sql, "bloom")).isEqualTo(3);
    // texts between the smallest and the largest of the second and the third row group
    String name =
        "select n from '" + file + "' where name in ('event number 5', 'event number 95x')";
    assertThat(answer(name)).isEqualTo("5");
    assertThat(counted(name, "bloom")).isEqualTo(2);
    copy(", write_bloom_filter true");
    assertThat(counted(sql, "bloom")).isEqualTo(3);
    assertThatThrownBy(() -> copy(", bloom_filter_columns (nam)"))
        .hasMessageContaining("column of a bloom filter does not exist")
        .hasMessageContaining("name");
    assertThatThrownBy(() -> copy(", bloom_filter_false_positive_ratio 2"))
        .hasMessageContaining("between 0 and 1");
  }

  @Test
  void otherColumnsAreDecodedLate() throws SQLException {
    String sql = "select min(name) from '" + file + "' where rare = 50";
    assertThat(answer(sql)).isEqualTo("event number 41200");
    assertThat(counted(sql, "opened")).isEqualTo(3);
    assertThat(counted(sql, "rows-late")).isGreaterThan(ROWS - 10_000);
    assertThat(counted(sql, "pages-skipped")).isPositive();
  }

  @Test
  void pagesByKeysOfJoins() throws SQLException {
    String sql = "select min(name) from '" + file + "' join keys on n = k where k % 2 < 2";
    assertThat(run(sql).lines().skip(1)).containsExactly("event number 41000");
    assertThat(counted(sql, "skipped")).isEqualTo(2);
    assertThat(counted(sql, "rows-skipped")).isEqualTo(40_000 - (20 << 10));
    assertThat(counted(sql, "rows-late")).isGreaterThan(10_000);
  }

  @Test
  void limitsEndScans() {
    String sql = "select name from '" + file + "' limit 5";
    assertThat(run(sql).lines().skip(1)).hasSize(5);
    assertThat(counted(sql, "opened")).isEqualTo(1);
    assertThat(engine.sql(sql).explain()).contains("row groups: 3 of 3");
  }
}
