package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users of JDBC see of queries: rows, types, errors, cancellation and timeouts. */
@Timeout(60)
class DriverTest extends ConnectedTest {
  private static final String HUGE =
      "with d(i) as (values 0,1,2,3,4,5,6,7,8,9), t as (select a.i from d a, d b, d c, d e)"
          + " select count(*) from t a, t b, t c, t d where a.i + b.i + c.i + d.i < 0";

  DriverTest() {
    super("memory_limit=64m&threads=2&batch_size=100");
  }

  @Test
  void valuesComeAsTheStandardsTypes() throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "select 1 as a, cast(2 as bigint) b, 3.25 c, 'x' d, date '2024-02-29' e, true f,"
                + " cast(null as integer) g, 1.5e0 h, cast(4 as smallint) i")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject(1)).isEqualTo(1);
      assertThat(rows.getObject("B")).isEqualTo(2L);
      assertThat(rows.getObject("c")).isEqualTo(new BigDecimal("3.25"));
      assertThat(rows.getObject(4)).isEqualTo("x");
      assertThat(rows.getObject(5)).isEqualTo(Date.valueOf("2024-02-29"));
      assertThat(rows.getObject(5, LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
      assertThat(rows.getObject(6)).isEqualTo(true);
      assertThat(rows.getObject(7)).isNull();
      assertThat(rows.wasNull()).isTrue();
      assertThat(rows.getInt(7)).isZero();
      assertThat(rows.getObject(8)).isEqualTo(1.5);
      assertThat(rows.wasNull()).isFalse();
      assertThat(rows.getObject(9)).isEqualTo(4);
      assertThat(rows.getString(5)).isEqualTo("2024-02-29");
      assertThat(rows.getString(3)).isEqualTo("3.25");
      assertThat(rows.getLong(3)).isEqualTo(3);
      assertThat(rows.getBoolean(1)).isTrue();
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void metaDataNamesTypesAndLabels() throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("select 1 as One, 1.50 as two, 'x' as two, date '2024-01-01' d")) {
      ResultSetMetaData columns = rows.getMetaData();
      assertThat(columns.getColumnCount()).isEqualTo(4);
      assertThat(columns.getColumnLabel(1)).isEqualTo("One");
      assertThat(columns.getColumnType(1)).isEqualTo(Types.INTEGER);
      assertThat(columns.getColumnType(2)).isEqualTo(Types.DECIMAL);
      assertThat(columns.getScale(2)).isEqualTo(2);
      assertThat(columns.getColumnTypeName(3)).isEqualTo("VARCHAR");
      assertThat(columns.getColumnClassName(4)).isEqualTo("java.sql.Date");
      assertThat(rows.findColumn("TWO")).isEqualTo(2); // of equal labels the first
    }
  }

  @Test
  void equalColumnsOfTablesHaveEqualLabels() throws SQLException {
    String tables = "(values (1, 2)) t(a, b), (values (3, 4)) u(a, a_1)";
    assertThat(labels("select * from " + tables)).containsExactly("a", "b", "a", "a_1");
    assertThat(labels("select u.*, t.* from " + tables + " union all select * from " + tables))
        .containsExactly("a", "a_1", "a", "b");
    assertThat(labels("select * from (select * from " + tables + ") x"))
        .containsExactly("a", "b", "a_1", "a_1_1");
    assertThat(labels("select col0, * from (values (5, 6))"))
        .containsExactly("col0", "col0", "col1");
  }

  private List<String> labels(String query) throws SQLException {
    List<String> labels = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        labels.add(rows.getMetaData().getColumnLabel(i));
      }
    }
    return labels;
  }

  @Test
  void labelsOfExpressionsAreTheirText() throws SQLException {
    String window = "lag(i ignore nulls) over (order by i)";
    String outside = "first_value(i) ignore nulls over (order by i) + 1";
    try (ResultSet rows =
        statement.executeQuery(
            "select " + window + ", " + outside + ", i  *  2 from (values (1)) as t(i)")) {
      assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo(window);
      assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo(outside);
      assertThat(rows.getMetaData().getColumnLabel(3)).isEqualTo("i * 2");
    }
  }

  @Test
  void rowsStreamAcrossBatches() throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "with d(i) as (values 0,1,2,3,4,5,6,7,8,9) select a.i * 100 + b.i * 10 + c.i as n"
                + " from d a, d b, d c order by n")) {
      List<Integer> read = new ArrayList<>();
      while (rows.next()) {
        read.add(rows.getInt("n"));
        assertThat(rows.getRow()).isEqualTo(read.size());
      }
      assertThat(read).hasSize(1000).startsWith(0, 1, 2).endsWith(998, 999);
    }
  }

  @Test
  void errorsCarryTheirStates() {
    assertState("select", "42601");
    assertState("select x from nowhere", "42P01");
    assertState("select x from (values 1) as t(y)", "42703");
    assertState("select 1 / 0", "22012");
    assertState("select cast('x' as integer)", "22018");
    assertState("select 1; select 2", "42601");
  }

  private void assertState(String sql, String state) {
    assertThatThrownBy(
            () -> {
              try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                  rows.getObject(1);
                }
              }
            })
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void placesAreNamed() {
    assertThatThrownBy(() -> statement.executeQuery("select 1,\n  nothing"))
        .hasMessageContaining("line 2, column 3");
  }

  @Test
  void cancelEndsAStatementAndTheConnectionLivesOn() throws Exception {
    CompletableFuture<SQLException> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try (ResultSet rows = statement.executeQuery(HUGE)) {
                rows.next();
                return new SQLException("not cancelled");
              } catch (SQLException e) {
                return e;
              }
            });
    while (!ended.isDone()) { // it may not have begun yet
      statement.cancel();
      Thread.onSpinWait();
    }
    assertThat(ended.get(60, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
    assertThat(number("select 42")).isEqualTo(42);
  }

  @Test
  void timeoutEndsAStatement() throws SQLException {
    statement.setQueryTimeout(1);
    assertThatThrownBy(
            () -> {
              try (ResultSet rows = statement.executeQuery(HUGE)) {
                rows.next();
              }
            })
        .isInstanceOfSatisfying(
            SQLTimeoutException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    assertThat(number("select 42")).isEqualTo(42);
  }

  private int number(String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  @Test
  void parametersAreNoKeysOfGroups() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement(
            "select ? as n, count(*) from (values (1), (2)) as t(a) group by all")) {
      prepared.setInt(1, 2);
      try (ResultSet rows = prepared.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
        assertThat(rows.getInt(2)).isEqualTo(2);
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void parametersTakeValues() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement(
            "select a + ? as s, b from (values (1, 'x'), (2, 'y')) as t(a, b) where b = ?"
                + " limit ?")) {
      assertThat(prepared.getParameterMetaData().getParameterCount()).isEqualTo(3);
      prepared.setInt(1, 10);
      prepared.setString(2, "y");
      prepared.setLong(3, 5);
      for (int i = 0; i < 2; i++) {
        try (ResultSet rows = prepared.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt("s")).isEqualTo(12);
          assertThat(rows.next()).isFalse();
        }
      }
      prepared.clearParameters();
      assertThatThrownBy(prepared::executeQuery).hasMessageContaining("parameter has no value");
    }
  }

  @Test
  void unknownPropertiesAreRefused() {
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:scheelite:?memory_limt=1g"))
        .hasMessageContaining("did you mean memory_limit");
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:scheelite:?memory_limit=much"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
  }

  @Test
  void closedThingsSaySo() throws SQLException {
    ResultSet rows = statement.executeQuery("select 1");
    statement.close();
    assertThat(rows.isClosed()).isTrue();
    assertThatThrownBy(rows::next).hasMessageContaining("closed");
    assertThatThrownBy(() -> statement.executeQuery("select 1")).hasMessageContaining("closed");
    connection.close();
    assertThatThrownBy(connection::createStatement).hasMessageContaining("closed");
  }

  @Test
  void toolsGetTheirAnswers() throws SQLException {
    try (ResultSet types = connection.getMetaData().getTypeInfo()) {
      List<String> names = new ArrayList<>();
      while (types.next()) {
        names.add(types.getString("TYPE_NAME"));
      }
      assertThat(names).contains("INTEGER", "VARCHAR", "DECIMAL", "DATE");
    }
    try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, null, "t")) {
      assertThat(keys.next()).isFalse();
    }
  }
}
