package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of Parquet that the engine has no type of its own for, in statements of both engines. */
@Timeout(120)
class ParquetTypesLikeDuckDbTest {
  @TempDir private Path folder;
  @TempDir private Path spillFolder;

  private Connection ours;
  private Connection duck;

  @BeforeEach
  void connect() throws SQLException {
    ours =
        DriverManager.getConnection(
            "jdbc:scheelite:?memory_limit=48m&threads=2&batch_size=512&spill_dir=" + spillFolder);
    duck = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    assertThat(ours.unwrap(Engine.class).memory().outstandingBytes()).isZero();
    ours.close();
    duck.close();
  }

  private void copy(String select) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (" + select + ") TO '" + folder + "/t.parquet' (ROW_GROUP_SIZE 2048)");
    }
  }

  private List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.replace("$", folder + "/t.parquet"))) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private void assertSame(String sql) throws SQLException {
    assertSame(sql, sql);
  }

  private void assertSame(String our, String their) throws SQLException {
    assertThat(rows(ours, our)).as(our).isEqualTo(rows(duck, their));
  }

  private void assertFails(String sql, String... words) {
    assertThatThrownBy(() -> rows(ours, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("0A000");
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void uuidsAreTexts() throws Exception {
    copy(
        "SELECT i, CASE WHEN i % 7 > 0 THEN md5((i // 3)::VARCHAR)::UUID END AS u,"
            + " {'u': md5(i::VARCHAR)::UUID} AS s FROM range(5000) t(i)");
    assertThat(rows(ours, "DESCRIBE SELECT u FROM '$'").getFirst()).startsWith("u|VARCHAR");
    assertSame("SELECT i, CAST(u AS VARCHAR), CAST(s['u'] AS VARCHAR) FROM '$' ORDER BY i");
    assertSame("SELECT i FROM '$' ORDER BY u, i LIMIT 100");
    assertSame("SELECT min(u)::VARCHAR, max(u)::VARCHAR, count(DISTINCT u), count(u) FROM '$'");
    assertSame("SELECT a.i, b.i FROM '$' a JOIN '$' b ON a.u = b.u AND a.i < b.i ORDER BY ALL");
    String some = rows(duck, "SELECT u::VARCHAR FROM '$' WHERE i = 4000").getFirst();
    for (String operator : List.of("=", "<>", "<", "<=", ">", ">=")) {
      assertSame("SELECT i FROM '$' WHERE u " + operator + " '" + some + "' ORDER BY i");
    }
    assertSame(
        "SELECT i FROM '$' WHERE u IN ('"
            + some
            + "', 'c20ad4d7-6fe9-7759-aa27-a0c99bff6710') ORDER BY i");
    assertSame("SELECT i FROM '$' WHERE s['u'] = '" + some + "'");
    // as documented: another form of the same UUID is another text
    assertThat(rows(ours, "SELECT i FROM '$' WHERE u = upper('" + some + "')")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIME '12:34:56'", "INTERVAL 3 DAY", "[TIME '12:34:56']"})
  void unreadableColumnsDoNotHideOthers(String odd) throws Exception {
    copy(
        "SELECT i, CASE WHEN i % 2 = 0 THEN "
            + odd
            + " END AS odd, i * 2 AS j FROM range(5000) t(i)");
    assertThat(rows(ours, "DESCRIBE SELECT * FROM '$'")).hasSize(3);
    assertSame("SELECT i, j FROM '$' WHERE i % 3 = 0 ORDER BY j DESC");
    assertSame("SELECT * EXCLUDE (odd) FROM '$' ORDER BY i");
    assertSame("SELECT count(*), sum(i) FROM '$'");
    for (String sql :
        List.of(
            "SELECT * FROM '$'",
            "SELECT odd FROM '$'",
            "SELECT i FROM '$' WHERE odd IS NULL",
            "SELECT count(odd) FROM '$'",
            "SELECT i FROM '$' ORDER BY odd",
            "CREATE TABLE copied AS SELECT * FROM '$'")) {
      assertFails(sql, "Parquet type is not supported, leave the column out", "column=odd");
    }
  }

  /** Instants are read as what clocks show in UTC; other timestamps as they are. */
  @Test
  void instantsAreTimestampsInUtc() throws Exception {
    try (Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'America/New_York'");
    }
    copy(
        "SELECT i, TIMESTAMP '2024-03-10 01:30:00.123456' + to_hours(i) AS local,"
            + " TIMESTAMPTZ '2024-03-10 01:30:00.123456-05' + to_hours(i) AS instant"
            + " FROM range(3000) t(i)");
    assertThat(rows(ours, "DESCRIBE SELECT local, instant FROM '$'"))
        .allMatch(line -> line.contains("|TIMESTAMP|"));
    assertSame(
        "SELECT i, local::VARCHAR, instant::VARCHAR FROM '$' ORDER BY i",
        "SELECT i, local::VARCHAR, (instant AT TIME ZONE 'UTC')::VARCHAR FROM '$' ORDER BY i");
    assertSame("SELECT i, epoch_us(instant), epoch_us(local) FROM '$' ORDER BY i");
    assertSame(
        "SELECT i FROM '$' WHERE instant >= TIMESTAMP '2024-05-01 12:00:00' ORDER BY i",
        "SELECT i FROM '$' WHERE instant >= TIMESTAMPTZ '2024-05-01 12:00:00+00' ORDER BY i");
    assertSame("SELECT i FROM '$' WHERE local >= TIMESTAMP '2024-05-01 12:00:00' ORDER BY i");
  }

  @Test
  void namesAreFoundInAnyCase() throws Exception {
    copy("SELECT i AS \"Id\", i * 2 AS \"userName\", {'Part': i} AS s FROM range(10) t(i)");
    assertSame("SELECT id, USERNAME, s['part'] FROM '$' WHERE ID > 3 ORDER BY iD");
    assertSame("SELECT \"ID\", \"username\" FROM '$' ORDER BY 1");
  }
}
