package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Declarations of tables, where statements of text alone do not reach. */
@Timeout(120)
class ConstraintsTest extends ConnectedTest {
  @TempDir private static Path folder;

  ConstraintsTest() {
    super("memory_limit=64m&threads=2");
  }

  private void assertViolates(String constraint, ThrowingCallable change) {
    assertThatThrownBy(change)
        .hasMessageContaining("constraint=" + constraint + " ")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
  }

  @Test
  void violationsNameTheConstraint() throws SQLException {
    statement.execute(
        "create table t (a int check (a > 0) check (a < 9), b int constraint even check (b % 2 = 0),"
            + " check (a < b), check (a <> 5))");
    assertViolates("t_a_check", () -> statement.execute("insert into t values (0, 2)"));
    assertViolates("t_a_check1", () -> statement.execute("insert into t values (9, 10)"));
    assertViolates("even", () -> statement.execute("insert into t values (1, 3)"));
    assertViolates("t_check", () -> statement.execute("insert into t values (4, 2)"));
    assertViolates("t_check1", () -> statement.execute("insert into t values (5, 6)"));
  }

  @Test
  void batchesAndFilesAreChecked() throws SQLException, IOException {
    statement.execute("create table t (a int check (a > 0), b varchar default lower('X'))");
    try (PreparedStatement insert = connection.prepareStatement("insert into t (a) values (?)")) {
      for (int i = 3; i > -3; i--) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      assertViolates("t_a_check", insert::executeBatch); // rows before the wrong one are added
    }
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, "a\n7\n0\n");
    assertViolates("t_a_check", () -> statement.execute("copy t (a) from '" + file + "'"));
    Files.writeString(file, "a\n7\n8\n");
    statement.execute("copy t (a) from '" + file + "'");
    assertThat(rows("select a || b from t order by a"))
        .containsExactly("1x", "2x", "3x", "7x", "8x");
  }

  @Test
  void manyRowsAreChecked() throws SQLException {
    statement.execute("create table t (a bigint check (a <> 123456))");
    assertViolates(
        "t_a_check", () -> statement.execute("insert into t select i from range(200000) r(i)"));
    statement.execute("insert into t select i from range(123456) r(i)");
    assertViolates("t_a_check", () -> statement.execute("update t set a = a + 1"));
    assertThat(rows("select sum(a) from t")).containsExactly("7620630240");
  }

  @Test
  void aTransactionGoesOnAfterAViolation() throws SQLException {
    statement.execute("create table t (a int check (a > 0))");
    statement.execute("begin");
    statement.execute("insert into t values (1)");
    assertViolates("t_a_check", () -> statement.execute("insert into t values (2), (0)"));
    statement.execute("commit");
    assertThat(rows("select a from t")).containsExactly("1");
  }

  @Test
  void defaultsAreShownAsWritten() throws SQLException {
    statement.execute(
        "create table t (a int default 1 + 1, b timestamp default current_timestamp not null)");
    List<String> defaults = new ArrayList<>();
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "t", "%")) {
      while (columns.next()) {
        defaults.add(columns.getString("COLUMN_DEF"));
      }
    }
    assertThat(defaults).containsExactly("2", "current_timestamp");
  }

  @Test
  void errorsInDeclarationsHaveTheirPlaces() {
    assertThatThrownBy(() -> statement.execute("create table t (a int,\n  check\n(a > nosuch))"))
        .hasMessageContaining("line 3, column 6");
    assertThatThrownBy(() -> statement.execute("create table t (a int default\n 1 + nosuch)"))
        .hasMessageContaining("line 2, column 6");
  }
}
