package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.ReferenceExecutor;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Subqueries, outer joins and aggregates over nulls mean what they mean in DuckDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubqueryMeaningTest {
  private final QueryPlanner planner = new QueryPlanner(new ColumnFactory());
  private final Catalog catalog =
      new Catalog(
          path -> {
            throw new IllegalArgumentException("no file: " + path);
          });
  private DuckDbOracle oracle;

  @BeforeAll
  void load() throws SQLException {
    oracle = new DuckDbOracle();
    for (RowsTable table : SqlCases.tables()) {
      catalog.register(table.name(), table);
      oracle.load(table);
    }
  }

  @AfterAll
  void close() throws SQLException {
    oracle.close();
  }

  static List<String> unordered() {
    return SqlCases.unordered();
  }

  static List<String> ordered() {
    return SqlCases.ordered();
  }

  private List<String> ours(String sql) {
    PlanNode plan = planner.plan(planner.parse(sql, catalog).query());
    return DuckDbOracle.texts(ReferenceExecutor.execute(plan));
  }

  @ParameterizedTest
  @MethodSource("unordered")
  void answerIsDuckDbs(String sql) throws SQLException {
    assertThat(DuckDbOracle.sorted(ours(sql))).isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
  }

  @ParameterizedTest
  @MethodSource("ordered")
  void orderIsDuckDbs(String sql) throws SQLException {
    assertThat(ours(sql)).isEqualTo(oracle.query(sql));
  }
}
