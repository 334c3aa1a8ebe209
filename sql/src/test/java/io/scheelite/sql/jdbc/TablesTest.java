package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables and views: made, changed, read and dropped; what fails has changed nothing. */
@Timeout(120)
class TablesTest extends ConnectedTest {
  @TempDir private static Path folder;

  TablesTest() {
    super("memory_limit=64m&threads=2");
  }

  private int update(String sql) throws SQLException {
    return statement.executeUpdate(sql);
  }

  private void assertFails(String sql, String state) {
    assertThatThrownBy(() -> statement.execute(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void rowsOfAllTypesComeBack() throws SQLException {
    assertThat(
            update(
                "create table t (a tinyint, b smallint, c integer primary key, d bigint, e double"
                    + " precision, f decimal(10, 2), g varchar(20), h text unique, i date,"
                    + " j timestamp, k boolean)"))
        .isZero();
    assertThat(
            update(
                "insert into t values (1, -2, 3, 4000000000, 1.5, 2.25, 'x', 'it''s', '2024-02-29',"
                    + " timestamp '2024-02-29 12:30:00', true), (null, null, 4, null, null, null,"
                    + " null, '', null, null, null)"))
        .isEqualTo(2);
    assertThat(rows("select * from t order by c"))
        .containsExactly(
            "1|-2|3|4000000000|1.5|2.25|x|it's|2024-02-29|2024-02-29 12:30:00|true",
            "null|null|4|null|null|null|null||null|null|null");
  }

  @Test
  void rowsWithTooMuchTextAreRefused() throws SQLException {
    update("create table t (a varchar, b integer)");
    assertThat(update("insert into t select repeat('x', 60000), i from range(3) r(i)"))
        .isEqualTo(3);
    assertFails("insert into t select repeat('x', 70000), i from range(3) r(i)", "0A000");
    assertFails("create table u as select repeat('x', 70000) a", "0A000");
    assertThat(rows("select count(*), sum(length(a)) from t")).containsExactly("3|180000");
  }

  @Test
  void insertTakesColumnsAndQueries() throws SQLException {
    update("create table t (a int, b varchar, c double)");
    assertThat(update("insert into t (b, a) values ('x', 1), ('y', 1 + 1)")).isEqualTo(2);
    assertThat(update("insert into t select a + 10, b, 0.5 from t")).isEqualTo(2);
    assertThat(rows("select * from t order by a"))
        .containsExactly("1|x|null", "2|y|null", "11|x|0.5", "12|y|0.5");
    assertFails("insert into t values (1)", "42000");
    assertFails("insert into t (a, nosuch) values (1, 2)", "42703");
    assertFails("insert into nosuch values (1)", "42P01");
    assertFails("insert into t select 1 / (a - 2), b, c from t", "22012");
    assertFails("insert into t values ('x', 'x', 1)", "22018");
    assertThat(rows("select count(*) from t")).containsExactly("4");
  }

  @Test
  void createTableAsAndDrop() throws SQLException {
    assertThat(update("create table t as select 1 as a, 'x' as b union all select 2, 'y'"))
        .isEqualTo(2);
    assertThat(rows("select * from t order by a")).containsExactly("1|x", "2|y");
    assertFails("create table T (a int)", "42P07");
    assertThat(update("create table if not exists t (z int)")).isZero();
    assertThat(rows("select b from t where a = 2")).containsExactly("y");
    update("create or replace table t as select 5 as z");
    assertThat(rows("select z from t")).containsExactly("5");
    update("drop table t");
    assertFails("select * from t", "42P01");
    assertFails("drop table t", "42P01");
    assertThat(update("drop table if exists t")).isZero();
  }

  @Test
  void updateAndDeleteChangeWhatTheyName() throws SQLException {
    update("create table t (a int, b varchar)");
    update("insert into t values (1, 'x'), (2, 'y'), (null, 'z')");
    assertThat(update("update t set b = b || '!', a = a + 1 where a >= 1")).isEqualTo(2);
    assertThat(rows("select * from t order by a")).containsExactly("2|x!", "3|y!", "null|z");
    assertFails("update t set a = 1 / (a - 3)", "22012");
    assertThat(rows("select * from t order by a")).containsExactly("2|x!", "3|y!", "null|z");
    assertThat(update("update t as u set a = (select max(v.a) from t v) where u.a is null"))
        .isEqualTo(1);
    assertThat(rows("select * from t order by b")).containsExactly("2|x!", "3|y!", "3|z");
    assertThat(update("delete from t where a = 3")).isEqualTo(2);
    assertThat(rows("select * from t")).containsExactly("2|x!");
    assertThat(update("delete from t")).isEqualTo(1);
    assertThat(rows("select count(*) from t")).containsExactly("0");
    assertThat(update("insert into t values (7, 'w')")).isEqualTo(1);
    assertThat(rows("select * from t")).containsExactly("7|w");
  }

  @Test
  void nullsAreRefusedWhereTheyMustNotBe() throws SQLException {
    update("create table t (a int not null, b int)");
    assertFails("insert into t values (1, 1), (null, 2)", "23502");
    assertFails("insert into t (b) values (1)", "23502");
    assertThat(rows("select count(*) from t")).containsExactly("0");
  }

  @Test
  void viewsFollowTheirTables() throws SQLException {
    update("create table t (a int, b int)");
    update("create view v as select a, sum(b) as s from t group by a");
    update("insert into t values (1, 2), (1, 3), (2, 4)");
    assertThat(rows("select x.s from v x where a = 1")).containsExactly("5");
    update("create view w(total) as select s from v");
    assertThat(rows("select total from w order by total")).containsExactly("4", "5");
    assertThat(rows("show tables")).containsExactly("t", "v", "w");
    update("drop view w");
    assertFails("select * from w", "42P01");
    assertThat(rows("describe t")).containsExactly("a|INTEGER|YES", "b|INTEGER|YES");
  }

  @Test
  void manySmallInsertsStayReadableAndSmall() throws SQLException {
    update("create table t (a int, b varchar)");
    try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)")) {
      for (int i = 0; i < 500; i++) {
        insert.setInt(1, i);
        insert.setString(2, "row " + i);
        insert.executeUpdate();
      }
    }
    assertThat(rows("select count(*), sum(a), min(b) from t")).containsExactly("500|124750|row 0");
  }

  @Test
  void aTableLargerThanMemoryGoesToDisk() throws SQLException {
    update("create table d (i int)");
    update("insert into d values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
    update(
        "create table t as select a.i + 10 * b.i + 100 * c.i as n, 'some longer text of row ' || "
            + "cast(a.i as varchar) || ' that is not the same everywhere ' || cast(f.i as varchar)"
            + " as s from d a, d b, d c, d e, d f, d g");
    assertThat(rows("select count(*), sum(n), count(distinct s) from t"))
        .containsExactly("1000000|499500000|100");
    assertThat(update("delete from t where n < 500")).isEqualTo(500_000);
    assertThat(rows("select count(*), min(n) from t")).containsExactly("500000|500");
  }

  @Test
  void batchesInsert() throws SQLException {
    update("create table t (a int, d date)");
    try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)")) {
      for (int i = 0; i < 10; i++) {
        insert.setInt(1, i);
        insert.setObject(2, i % 2 == 0 ? Date.valueOf("2024-01-01") : null);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(10).containsOnly(1);
    }
    assertThat(rows("select count(*), count(d), sum(a) from t")).containsExactly("10|5|45");
  }

  @Test
  void copyWritesFiles() throws Exception {
    update("create table t as select 1 as a, 'x' as b union all select 2, null");
    Path file = folder.resolve("t.csv");
    assertThat(update("copy (select * from t order by a) to '" + file + "' (format csv)"))
        .isEqualTo(2);
    assertThat(Files.readString(file)).isEqualTo("a,b\n1,x\n2,\n");
  }

  @Test
  void toolsSeeTablesAndColumns() throws SQLException {
    update("create table t (a int not null, b decimal(10, 2))");
    update("create view v as select a from t");
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString("TABLE_NAME")).isEqualTo("t");
      assertThat(tables.getString("TABLE_TYPE")).isEqualTo("TABLE");
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString("TABLE_NAME")).isEqualTo("v");
      assertThat(tables.getString("TABLE_TYPE")).isEqualTo("VIEW");
      assertThat(tables.next()).isFalse();
    }
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "T", "%")) {
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("a");
      assertThat(columns.getString("IS_NULLABLE")).isEqualTo("NO");
      assertThat(columns.next()).isTrue();
      assertThat(columns.getInt("DECIMAL_DIGITS")).isEqualTo(2);
    }
  }

  @Test
  void namesMayHaveTheirSchemaAndCatalog() throws SQLException {
    update("create table main.t (a int not null, b decimal(10, 2))");
    assertThat(update("insert into scheelite.main.t values (1, 2), (3, null)")).isEqualTo(2);
    assertThat(update("update main.t set b = 5 where main.t.a = 3")).isEqualTo(1);
    assertThat(
            rows("select main.t.a, x.b from \"main\".\"t\", main.t x where t.a = x.a order by 1"))
        .containsExactly("1|2.00", "3|5.00");
    assertThat(update("delete from main.t where a = 1")).isEqualTo(1);
    update("create view main.v as select a from main.t");
    assertThat(rows("select table_name, table_type from information_schema.tables order by 1"))
        .containsExactly("t|BASE TABLE", "v|VIEW");
    assertThat(
            rows(
                "select column_name, ordinal_position, is_nullable, data_type, numeric_scale from"
                    + " scheelite.information_schema.columns where table_name = 't' order by 2"))
        .containsExactly("a|1|NO|INTEGER|0", "b|2|YES|DECIMAL(10, 2)|2");
    assertThat(rows("select count(*) from information_schema.schemata")).containsExactly("2");
    assertFails("select * from nosuch.t", "42P01");
    assertThat(update("truncate table main.t")).isEqualTo(1);
    assertThat(rows("select count(*) from v")).containsExactly("0");
    update("drop view main.v");
    update("drop table main.t");
    assertThat(
            rows("select limit_bytes, outstanding_bytes, live_spill_files from scheelite_memory"))
        .containsExactly((64 << 20) + "|0|0");
  }

  @Test
  void defaultsFillWhatIsMissing() throws SQLException {
    update(
        "create table t (a int default 7, b varchar(10) default 'it''s', c decimal(6, 2) not null"
            + " default -1.5, d date default date '2024-02-29', e boolean default true, f int)");
    update("insert into t (f) values (1)");
    update("insert into t (f, a) select f + 1, null from t");
    update("insert into t values (default, 'x', 2, default, default, 3)");
    assertThat(rows("select * from t order by f"))
        .containsExactly(
            "7|it's|-1.50|2024-02-29|true|1",
            "null|it's|-1.50|2024-02-29|true|2",
            "7|x|2.00|2024-02-29|true|3");
    try (PreparedStatement insert = connection.prepareStatement("insert into t (f) values (?)")) {
      for (int i = 10; i < 13; i++) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
    }
    assertThat(rows("select distinct a, b, c from t where f >= 10"))
        .containsExactly("7|it's|-1.50");
    assertFails("create table u (a int default 'x')", "22018");
    try (ResultSet columns = connection.getMetaData().getColumns(null, "main", "t", "c")) {
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("COLUMN_DEF")).isEqualTo("-1.50");
    }
  }

  @Test
  void whatIsNotDoneIsRefused() throws SQLException {
    update("create table t (a int)");
    assertFails("create table u (a int primary key autoincrement)", "0A000");
    assertFails("create or replace index i on t (a)", "0A000");
    assertFails("create temporary index i on t (a)", "0A000");
    assertFails("create temp unique index i on t (a)", "0A000");
    update("create unique index i on t (a)");
    update("create or replace temporary table t (b int)");
  }

  @Test
  void parametersOfWithComeBeforeThoseOfTheChange() throws SQLException {
    update("create table t (a int, b varchar)");
    update("insert into t values (1, 'x'), (2, 'y')");
    try (PreparedStatement change =
        connection.prepareStatement(
            "with w as (select ? as k) update t set (b, a) = (?, a + ?) where a in (select k from w)")) {
      change.setInt(1, 2);
      change.setString(2, "z");
      change.setInt(3, 40);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "with w as (select cast(? as int) as k) insert into t select k, ? from w")) {
      insert.setInt(1, 7);
      insert.setString(2, "v");
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    assertThat(rows("select * from t order by a")).containsExactly("1|x", "7|v", "42|z");
    assertThatThrownBy(
            () ->
                statement.execute("with w as (select 1 as k)\nupdate t set (a, b)\n = (1, nosuch)"))
        .hasMessageContaining("line 3, column 8");
    assertThat(rows("explain with w as (select 1 as k) delete from t where a in (select k from w)"))
        .isNotEmpty();
  }

  @Test
  void tablesAreAltered() throws SQLException {
    update("create table t (a int primary key, b varchar default 'x')");
    update("insert into t (a) values (1), (2)");
    update("alter table t add column c int not null default 5");
    update("alter table main.t add d varchar");
    update("alter table t rename b to e");
    assertThat(rows("select a, e, c, d from t order by a"))
        .containsExactly("1|x|5|null", "2|x|5|null");
    assertFails("alter table t add column C int", "42701");
    assertFails("alter table t add column f int not null", "23502");
    assertFails("alter table t drop column nosuch", "42703");
    assertFails("alter table t drop column a", "42000"); // of the key
    assertFails("alter table nosuch drop column a", "42P01");
    assertFails("alter table t alter column c type bigint using c + 1", "0A000");
    update("alter table t drop column if exists nosuch");
    update("alter table if exists nosuch drop column a");
    update("alter table t drop column c");
    connection.setAutoCommit(false);
    update("alter table t rename to u");
    update("insert into u (a) values (3)");
    assertFails("select * from t", "42P01");
    connection.rollback();
    connection.setAutoCommit(true);
    assertFails("insert into t (a) values (null)", "23502");
    assertThat(rows("select * from t order by a")).containsExactly("1|x|null", "2|x|null");
    try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, null, "T")) {
      assertThat(keys.next()).isTrue();
      assertThat(keys.getString("COLUMN_NAME")).isEqualTo("a");
      assertThat(keys.getInt("KEY_SEQ")).isEqualTo(1);
      assertThat(keys.next()).isFalse();
    }
    update("drop table t");
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isZero();
  }

  @Test
  void settingsChangeTheDialect() throws SQLException {
    assertThat(rows("select 7 / 2, 7 % 4")).containsExactly("3|3");
    update("set integer_division = false");
    assertThat(rows("select 7 / 2, 7 % 4, 1.0 / 4")).containsExactly("3.5|3|0.25");
    update("create view v as select 1 / a as b from (values 2, 4) t(a)");
    assertThat(rows("select b from v order by b")).containsExactly("0.25", "0.5");
    update("set division_by_zero = 'null'");
    assertThat(rows("select 1 / 0, 5 % 0, 1.5 / 0")).containsExactly("null|null|null");
    update("set integer_division = true; ");
    assertThat(rows("select 7 / 2, 1 / 0")).containsExactly("3|null");
    update("set division_by_zero = 'error'");
    assertThatThrownBy(() -> rows("select 1 / 0"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
    String nulls = "select a from (values 1, null, 2) t(a) order by a";
    assertThat(rows(nulls)).containsExactly("1", "2", "null");
    update("set default_null_order = 'nulls_first'");
    assertThat(rows(nulls)).containsExactly("null", "1", "2");
    assertThat(rows(nulls + " desc")).containsExactly("null", "2", "1");
    assertThat(rows(nulls + " nulls last")).containsExactly("1", "2", "null");
    update("set batch_size = 7");
    assertThat(rows("show batch_size")).containsExactly("batch_size|7");
    assertFails("set integer_division = maybe", "22023");
    assertFails("set batch_size = 0", "22023");
    try (Connection other =
            DriverManager.getConnection(
                "jdbc:scheelite:?integer_division=false&division_by_zero=null");
        Statement another = other.createStatement();
        ResultSet row = another.executeQuery("select 1 / 2, 1 / 0")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getDouble(1)).isEqualTo(0.5);
      assertThat(row.getObject(2)).isNull();
    }
    assertThatThrownBy(
            () -> DriverManager.getConnection("jdbc:scheelite:?division_by_zero=perhaps"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
  }

  @Test
  void settingsAreShownAndSet() throws SQLException {
    update("set memory_limit = '96m'");
    assertThat(rows("show memory_limit")).containsExactly("memory_limit|" + (96 << 20));
    assertFails("set memory_limt = '1g'", "22023");
    assertFails("set threads = 7", "22023");
  }

  @Test
  void nothingStaysWhenTablesAreDropped() throws SQLException {
    Engine engine = connection.unwrap(Engine.class);
    update("create table t as select 1 as a");
    update("insert into t select a + 1 from t");
    assertThat(rows("select sum(a) from t")).containsExactly("3");
    update("drop table t");
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void aColumnIsSetOnce() throws SQLException {
    update("create table t (a int, b int)");
    update("insert into t values (1, 2)");
    assertFails("update t set a = 3, A = 4", "42701");
    assertThat(rows("select * from t")).containsExactly("1|2");
  }

  /** A number that is written there is a column's, and this would be the first. */
  @Test
  void parametersAreNoNumbersOfColumns() throws SQLException {
    try (PreparedStatement ordered =
        connection.prepareStatement(
            "select x, max(y) from (values (2, 1), (1, 3), (1, 2)) t(x, y)"
                + " group by x, ? order by ?, ? desc, x desc")) {
      for (int i = 1; i <= 3; i++) {
        ordered.setInt(i, i == 3 ? 2 : 1);
      }
      try (ResultSet rows = ordered.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(2)).isEqualTo(3);
        assertThat(rows.next()).isFalse();
      }
    }
    try (PreparedStatement grouped =
        connection.prepareStatement("select x from (values (1)) t(x) group by ?")) {
      grouped.setInt(1, 1);
      assertThatThrownBy(grouped::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42803"));
    }
  }
}
