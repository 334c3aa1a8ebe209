package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Views over what changes after they were made, and statements that are only explained. */
@Timeout(120)
class ViewsTest extends ConnectedTest {
  @TempDir private static Path folder;

  ViewsTest() {
    super("memory_limit=64m&threads=2");
  }

  @BeforeEach
  void fill() throws SQLException {
    run("create table t (id int not null, v int)", "insert into t values (1, 10), (2, 20)");
  }

  private void run(String... statements) throws SQLException {
    for (String sql : statements) {
      statement.execute(sql);
    }
  }

  private void assertRefused(String sql, String state, String message) {
    assertThatThrownBy(() -> statement.execute(sql))
        .as(sql)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void aViewThatReadsItselfIsRefused() throws SQLException {
    run("create view v as select id from t", "create or replace view v as select * from v");
    assertRefused("select * from v", "42000", "a view reads itself: view=v");
    run("create view a as select id from t", "create view b as select * from a");
    run("create or replace view a as select * from B");
    assertRefused("select * from b", "42000", "a view reads itself: view=b");
    assertThat(rows("select v from t order by id")).containsExactly("10", "20");
  }

  @Test
  void aViewYieldsWhatItsTablesAreNow() throws SQLException {
    run("create view v as select id, v as w from t", "create view x(k) as select w + 1 from v");
    run("drop table t", "create table t (v bigint, id varchar)", "insert into t values (5, 'a')");
    assertThat(rows("select id from v where w = 5")).containsExactly("a");
    assertThat(rows("select k from x")).containsExactly("6");
  }

  @Test
  void aViewThatNoLongerFitsSaysSo() throws SQLException {
    run("create view v as select id from t", "create view all_of_t as select * from t");
    run("drop table t");
    assertRefused("select * from v", "42P01", "view v fails: unknown table: t");
    run("create table t (k int)");
    assertRefused("select * from v", "42703", "view v fails: unknown column: id");
    assertRefused("select * from all_of_t", "42000", "create it again: view=all_of_t");
  }

  @Test
  void aViewOfAFileThatIsGoneConcernsItsReadersOnly() throws Exception {
    Path file = folder.resolve("gone.parquet");
    try (Connection other = DriverManager.getConnection("jdbc:duckdb:");
        Statement copy = other.createStatement()) {
      copy.execute("copy (select 1 as id) to '" + file + "' (format parquet)");
    }
    run("create view f as select * from '" + file + "'");
    assertThat(rows("select * from f")).containsExactly("1");
    Files.delete(file);
    assertThat(rows("select id from t order by id")).containsExactly("1", "2");
    assertRefused("select * from f", "58P01", "gone.parquet");
  }

  @Test
  void whatIsExplainedIsNotDone() throws SQLException {
    for (String change :
        List.of(
            "insert into t values (3, 30)", "update t set v = 0 where id = 1", "delete from t")) {
      assertThat(rows("explain " + change)).as(change).isNotEmpty();
      assertRefused("explain analyze " + change, "0A000", "changes rows");
    }
    assertThat(rows("select v from t order by id")).containsExactly("10", "20");
  }

  @Test
  void namesMayHaveTheSchema() throws SQLException {
    assertThat(rows("select t.v from main.t where main.t.id = 1")).containsExactly("10");
    run("insert into main.t values (3, 30)", "delete from main.t where id = 1");
    run("update main.t set v = v + 1", "create view v as select v from MAIN.T");
    assertThat(rows("select * from \"main\".v order by 1")).containsExactly("21", "31");
  }

  @Test
  void aViewDoesNotReplaceATable() throws SQLException {
    assertRefused("create or replace view t as select 1 as x", "42P07", "a table has that name");
    run("create view v as select id from t");
    assertRefused("create or replace table v (x int)", "42P07", "a view has that name");
    assertRefused("create or replace table v as select 1 as x", "42P07", "a view has that name");
    assertThat(rows("select id from v order by id")).containsExactly("1", "2");
  }
}
