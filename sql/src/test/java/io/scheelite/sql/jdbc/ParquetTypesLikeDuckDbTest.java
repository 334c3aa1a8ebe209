package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of Parquet that the engine has no type of its own for, in statements of both engines. */
class ParquetTypesLikeDuckDbTest extends BesideDuckDbTest {
  private void copy(String select) throws SQLException {
    run(duck, "COPY (" + select + ") TO '$' (ROW_GROUP_SIZE 2048)");
  }

  @Override
  String there(String sql) {
    return sql.replace("$", folder + "/t.parquet");
  }

  private void assertSame(String sql) throws SQLException {
    assertSame(sql, sql);
  }

  private void assertSame(String our, String their) throws SQLException {
    assertThat(rows(ours, our)).as(our).isEqualTo(rows(duck, their));
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
      assertFails(
          sql, "0A000", "Parquet type is not supported, leave the column out", "column=odd");
    }
  }

  /** Instants are read as what clocks show in UTC; other timestamps as they are. */
  @Test
  void instantsAreTimestampsInUtc() throws Exception {
    run(duck, "SET TimeZone = 'America/New_York'");
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
