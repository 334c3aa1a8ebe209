package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.result.ResultFormat;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Constants are computed while planning, as rows would compute them; their errors wait for rows.
 */
class ConstantFoldingTest {
  private final Engine engine =
      Engine.builder().memoryBytes(32 << 20).threads(1).withoutCounters().build();

  @BeforeEach
  void createTables() {
    run("create table t (a integer, s varchar, d date)");
    run("insert into t values (1, 'X', date '2024-01-31'), (2, 'y', date '2024-02-29')");
    run("create table empty (a integer)");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void run(String sql) {
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
    }
  }

  private String rows(String sql) {
    StringBuilder text = new StringBuilder();
    try (QueryResult result = engine.sql(sql).collect()) {
      result.write(ResultFormat.CSV, text);
    }
    return String.join("|", text.toString().lines().skip(1).toList());
  }

  private static String duckDb(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      Object value = result.getObject(1);
      return value == null ? "" : value.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upper('a') || 'b'",
        "substring('hello', 2, 3)",
        "abs(-5)",
        "'abc' like 'a%'",
        "'abc' not like '_b_'",
        "replace('aXbX', 'X', 'y')",
        "length('\u6f22\u5b57')",
        "extract(year from date '2024-02-29')",
        "coalesce(null, 3)",
        "greatest(1, 7, 3)",
        "nullif(upper('a'), 'A')",
        "case when length('ab') < 2 then 'x' else lower('Y') end",
        "cast('12' as integer) + 1",
        "cast('1.50' as decimal(4, 2)) + 1",
        "try_cast('x' as integer)",
        "length('abc') in (1, 2, 3)",
        "upper('a') is distinct from null",
        "trim('  x ')",
        "left('abc', 2)",
        "position('b' in 'abc')",
        "date '2024-02-29' < date '2024-03-01'",
        "cast('2024-02-29' as date)",
        "null and upper('a') = 'B'",
        "sqrt(16.0)",
        "regexp_matches('abc', 'b+')",
      })
  void foldedValuesAreDuckDbs(String expression) throws SQLException {
    String select = "select " + expression;
    assertThat(rows(select)).isEqualTo(duckDb(select));
    assertThat(rows(select + " from t")).isEqualTo(duckDb(select) + "|" + duckDb(select));
    String project =
        engine
            .sql("select " + expression + " as x from t")
            .explain()
            .lines()
            .findFirst()
            .orElse("");
    assertThat(project).doesNotContainPattern("[a-z]\\(|CASE|CAST| LIKE| IN |<| AND ");
  }

  @Test
  void scansAreGivenConstants() {
    assertThat(engine.sql("select a from t where s = upper('x') and a < length('abc')").explain())
        .contains("s = 'X'")
        .contains("< 3");
    assertThat(rows("select a from t where s = upper('x')")).isEqualTo("1");
    assertThat(engine.sql("select a from t where a in (select a from empty where a > abs(-7))"))
        .satisfies(frame -> assertThat(frame.explain()).contains("a > 7"));
  }

  @Test
  void conditionsThatAreAlwaysTrueGo() {
    assertThat(engine.sql("select a from t where upper('a') = 'A' and a = 1").explain())
        .doesNotContain("upper")
        .doesNotContain("'A'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 / 0 from t where false",
        "select 1 / 0 from empty",
        "select cast('x' as integer) from t where a > 5",
        "select sqrt(-1) from t where 1 = 2",
        "select a from t where false and 1 / 0 = 1",
        "select a from empty where cast('x' as integer) = a",
      })
  void errorsWaitForRows(String sql) {
    assertThat(rows(sql)).isEmpty();
    assertThat(engine.sql(sql).explain()).isNotEmpty();
  }

  @Test
  void branchesThatNobodyTakesDoNotFail() {
    assertThat(rows("select case when a > 5 then 1 / 0 else a end from t order by 1"))
        .isEqualTo("1|2");
    assertThat(
            rows("select case when length('a') = 1 then 'ok' else cast(sqrt(-1) as varchar) end"))
        .isEqualTo("ok");
    assertThat(rows("select coalesce(7, 1 / 0)")).isEqualTo("7");
  }

  @Test
  void errorsAreRaisedByTheirRow() {
    assertThatThrownBy(() -> rows("select upper('a') || cast(1 / 0 as varchar) from t"))
        .hasMessageContaining("division by zero");
    assertThatThrownBy(() -> rows("select cast('x' as integer) from t"))
        .hasMessageContaining("cannot be converted");
  }

  @Test
  void parametersAndSettingsAreOfTheirStatement() {
    for (String word : List.of("a", "b")) {
      try (StatementExecution statement =
          engine.statement("select upper(?) || s from t where a = 1", List.of(word))) {
        statement.execute();
        StringBuilder text = new StringBuilder();
        Objects.requireNonNull(statement.rows()).write(ResultFormat.CSV, text);
        assertThat(text.toString()).endsWith(word.toUpperCase(Locale.ROOT) + "X\n");
      }
    }
    assertThat(rows("select 7 / 2")).isEqualTo("3");
    run("set integer_division = false");
    assertThat(rows("select 7 / 2")).isEqualTo("3.5");
  }

  @Test
  void planningGivesItsMemoryBack() {
    long before = engine.memory().outstandingBytes();
    assertThat(engine.sql("select repeat('ab', 400000), upper('a') from t").explain())
        .contains("repeat(")
        .contains("'A'");
    assertThat(engine.memory().outstandingBytes()).isEqualTo(before);
  }
}
