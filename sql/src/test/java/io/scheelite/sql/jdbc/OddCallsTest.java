package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers of JDBC rarely do, and get a clear answer to. */
@Timeout(60)
class OddCallsTest extends ConnectedTest {
  OddCallsTest() {
    super("memory_limit=32m&threads=1");
  }

  private List<@Nullable Object> column(String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        prepared.setObject(i + 1, parameters[i]);
      }
      List<@Nullable Object> values = new ArrayList<>();
      try (ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getObject(1));
        }
      }
      return values;
    }
  }

  private void assertRefused(String state, String sql, @Nullable Object... parameters) {
    assertThatThrownBy(() -> column(sql, parameters))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  private void assertBadData(String sql, @Nullable Object... parameters) {
    assertThatThrownBy(() -> column(sql, parameters)).isInstanceOf(SQLDataException.class);
  }

  @Test
  void limitsAreCountsOrNothing() throws SQLException {
    String sql = "select x from (values (1), (2), (3)) t(x) order by x limit ? offset ?";
    assertThat(column(sql, 1, 1)).containsExactly(2);
    assertThat(column(sql, null, 1)).containsExactly(2, 3);
    assertThat(column(sql, 2, null)).containsExactly(1, 2);
    assertRefused("2201F", sql, -1, 0);
    assertRefused("2201F", sql, 1, -1L);
    assertRefused("22003", sql, new BigDecimal("1e20"), 0);
    assertRefused("0A000", sql, "1", 0);
  }

  @Test
  void numbersBeyondAllTypesAreRefused() throws SQLException {
    assertThat(column("select ?", Double.NaN)).containsExactly(Double.NaN);
    assertThat(column("select ? > 1e308", Float.POSITIVE_INFINITY)).containsExactly(true);
    assertThat(column("select ?", new BigDecimal("1e37")))
        .containsExactly(new BigDecimal("1e37").setScale(0));
    assertRefused("22003", "select ?", new BigDecimal("1e38"));
    assertRefused("22003", "select ?", new BigDecimal("1e-39"));
    assertRefused("22003", "select ?", new BigDecimal("1e999999999"));
    assertRefused("22003", "select ?", new BigDecimal("1e-999999999"));
  }

  @Test
  void hugeExponentsAreNotWrittenOut() throws SQLException {
    for (String type : List.of("integer", "bigint", "decimal(10, 2)", "tinyint")) {
      assertBadData("select '1e999999999'::" + type);
      assertBadData("select cast(? as " + type + ")", "-1e999999999");
      assertThat(column("select '1e-999999999'::" + type + " = 0")).containsExactly(true);
    }
    assertBadData("select x = '1e999999999' from (values (1.5)) t(x)");
    try (ResultSet rows = statement.executeQuery("select '1e999999999' a, '-1e-999999999' b")) {
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(() -> rows.getLong(1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> rows.getObject(1, BigInteger.class))
          .isInstanceOf(SQLException.class);
      assertThat(rows.getDouble(1)).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(rows.getInt(2)).isZero();
      assertThat(rows.getObject(2, BigInteger.class)).isZero();
    }
  }

  @Test
  void parametersBeyondFourDigitsOfYearsAreRefused() throws SQLException {
    assertThat(column("select ? = date '9999-12-31'", LocalDate.of(9999, 12, 31)))
        .containsExactly(true);
    assertThat(
            column(
                "select ? = timestamp '2024-01-01 10:00:00'",
                ZonedDateTime.parse("2024-01-01T12:00:00+02:00[Europe/Berlin]")))
        .containsExactly(true);
    assertRefused("22007", "select ?", LocalDate.MAX);
    assertRefused("22007", "select ?", LocalDate.of(0, 1, 1));
    assertRefused("22007", "select ?", LocalDateTime.MIN);
    assertThat(column("select date '10000-01-01' = date '9999-12-31' + 1")).containsExactly(true);
  }

  @Test
  void nothingIsNoTextAndNoLabel() throws SQLException {
    assertThatThrownBy(() -> statement.execute(null)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> connection.prepareStatement(null)).isInstanceOf(SQLException.class);
    try (ResultSet rows = statement.executeQuery("select 1 as a")) {
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(() -> rows.getInt(null)).isInstanceOf(SQLException.class);
      assertThat(rows.getInt("A")).isEqualTo(1);
    }
  }

  @Test
  void escapesMeanWhatTheyDoWithoutBraces() throws SQLException {
    assertThat(column("select {fn concat('{fn a}', {fn ucase('b')})}")).containsExactly("{fn a}B");
    assertThat(column("select { fn curdate() } = current_date")).containsExactly(true);
    assertThat(column("select {fn ifnull(null, 7)}")).containsExactly(7);
    assertThat(column("select 'a_c' like 'a!_c' {escape '!'}")).containsExactly(true);
    assertThat(column("select {fn dayofmonth({d '2024-02-29'})}")).containsExactly(29L);
    assertThat(column("select {fn hour({ts '2024-02-29 10:11:12'})} /* {fn } */"))
        .containsExactly(10L);
    assertThat(
            column(
                "select b.y from {oj (values (1), (2)) a(x) left outer join (values (2)) b(y)"
                    + " on a.x = b.y} where a.x = ?",
                1))
        .containsExactly((Object) null);
  }

  @Test
  void escapesCanBeRefused() throws SQLException {
    String sql = "select {fn lcase('A')}";
    statement.setEscapeProcessing(false);
    for (String word : List.of(sql, "select {d '2024-02-29'}", "select 1 {")) {
      assertThatThrownBy(() -> statement.executeQuery(word))
          .isInstanceOf(SQLSyntaxErrorException.class)
          .hasMessageContaining("setEscapeProcessing(false)");
    }
    try (ResultSet rows = statement.executeQuery("select '{fn a}' as \"{b}\" /* {c} */")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("{b}")).isEqualTo("{fn a}");
    }
    statement.setEscapeProcessing(true);
    assertThat(statement.execute(sql)).isTrue();
  }

  @Test
  void abortNeedsWhoRunsIt() throws SQLException {
    assertThatThrownBy(() -> connection.abort(null)).isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () ->
                connection.abort(
                    _ -> {
                      throw new RejectedExecutionException("full");
                    }))
        .isInstanceOf(SQLException.class);
    assertThat(connection.isClosed()).isFalse();
    connection.abort(Runnable::run);
    assertThat(connection.isClosed()).isTrue();
  }

  private static List<Thread> timers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("scheelite-query-timeout"))
        .toList();
  }

  @Test
  void theTimerOfRowsThatFailEndsWithThem() throws Exception {
    statement.setQueryTimeout(3600);
    try (ResultSet rows = statement.executeQuery("select 1 / (range - 50000) from range(100000)")) {
      assertThat(timers()).hasSize(1);
      Thread timer = timers().getFirst();
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  assertThat(rows.getLong(1)).isBetween(-1L, 1L);
                }
              })
          .isInstanceOf(SQLDataException.class);
      assertThat(timer.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void whatComesAfterTheEnginesEndIsRefusedAsCancelled() throws SQLException {
    connection.unwrap(Engine.class).close();
    assertRefused("57014", "select 1");
    assertThatThrownBy(() -> statement.executeQuery("select 1"))
        .hasMessageContaining("its engine is closed");
  }

  @Test
  void listsReadToTheirEndHoldNothing() throws SQLException {
    statement.execute("create table t(a integer)");
    ResultSet unread = connection.getMetaData().getTables(null, null, "%", null);
    ResultSet read = connection.getMetaData().getColumns(null, null, "t", null);
    assertThat(read.next()).isTrue();
    assertThat(read.next()).isFalse();
    ResultSet rows = statement.executeQuery("select 1");
    assertThat(rows.next()).isTrue();
    assertThat(rows.next()).isFalse();
    assertThat(rows.isClosed()).isFalse();
    unread.close();
    Engine engine = connection.unwrap(Engine.class);
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void readOnlyIsRemembered() throws SQLException {
    assertThat(connection.isReadOnly()).isFalse();
    connection.setReadOnly(true);
    assertThat(connection.isReadOnly()).isTrue();
  }
}
