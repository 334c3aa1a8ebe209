package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.tpch.PlannedTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Result types: DuckDB's where it follows the dialect, the dialect's own where it says so. */
class ExpressionTypingTest {
  private static final QueryPlanner PLANNER = new QueryPlanner(new ColumnFactory());

  private static Catalog catalog() {
    Catalog catalog =
        new Catalog(
            path -> {
              throw new IllegalArgumentException("no file: " + path);
            });
    catalog.register(
        "v",
        new PlannedTable("v", 10)
            .column("t", DataType.INT8)
            .column("s", DataType.INT16)
            .column("i", DataType.INT32)
            .column("b", DataType.INT64)
            .column("r", DataType.FLOAT32)
            .column("d", DataType.FLOAT64)
            .column("m", new DataType.Decimal(15, 2))
            .column("c", DataType.UTF8)
            .column("x", DataType.DATE));
    return catalog;
  }

  private static Schema ours(String expression) {
    return PLANNER
        .plan(PLANNER.parse("select " + expression + " from v", catalog()).query())
        .schema();
  }

  private static String duckdb(String expression) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table v(t tinyint, s smallint, i integer, b bigint, r float, d double,"
              + " m decimal(15,2), c varchar, x date)");
      try (ResultSet result =
          statement.executeQuery(
              "select typeof(e) from (select "
                  + expression
                  + " e from v limit 0)"
                  + " right join (select 1) on true")) {
        assertThat(result.next()).isTrue();
        return result.getString(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i + i",
        "i * b",
        "s + i",
        "t - b",
        "i + d",
        "d * d",
        "m + m",
        "m - m",
        "m * d",
        "i / d",
        "m / m",
        "m / i",
        "d / m",
        "case when i > 0 then i else b end",
        "case when i > 0 then m else 1 end",
        "coalesce(i, b)",
        "-m",
        "abs(i)",
        "i % b",
        "c || 'x'",
        "i > 1",
        "cast(i as decimal(9,3))",
        "min(m)",
        "max(c)",
        "count(*)",
        "avg(m)",
        "avg(i)",
        "sum(d)",
        "sum(m)",
      })
  void typesAreDuckDbs(String expression) throws SQLException {
    assertThat(ours(expression).type(0).sqlName().replace(", ", ","))
        .isEqualTo(duckdb(expression).replace("FLOAT", "REAL").replace(", ", ","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i / i | INTEGER",
        "b / i | BIGINT",
        "sum(i) | BIGINT",
        "sum(b) | DECIMAL(38, 0)",
        "m * m | DECIMAL(30, 4)",
        "1 - m | DECIMAL(16, 2)",
        "m * (1 - m) | DECIMAL(31, 4)",
        "m * (1 - m) * (1 + m) | DECIMAL(38, 6)",
        "year(x) | BIGINT",
        "x + interval '3' month | DATE",
        "x - interval '90' day | DATE",
      })
  void typesAreTheDialects(String expression, String type) {
    assertThat(ours(expression).type(0).sqlName()).isEqualTo(type);
  }

  @Test
  void labelsAreAsWritten() {
    assertThat(names("I, b AS Total, upper( c ), v.i + 1"))
        .containsExactly("I", "Total", "upper( c )", "v.i + 1");
  }

  @Test
  void starsWithoutOrWithOtherColumnsKeepTheirNames() {
    assertThat(names("* exclude (t, s, i, b, r, m), d as total"))
        .containsExactly("d", "c", "x", "total");
    assertThat(names("v.* replace (i + 1 as i)"))
        .containsExactly("t", "s", "i", "b", "r", "d", "m", "c", "x");
  }

  private static List<String> names(String items) {
    return ours(items).fields().stream().map(Field::name).toList();
  }
}
