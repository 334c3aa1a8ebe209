package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RandomQueries;
import io.scheelite.sql.reference.ReferenceExecutor;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import io.scheelite.testsupport.Seeds;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random statements are planned, executed naively, and give DuckDB's answers. */
class PlanFuzzTest {
  private static final int CASES = 300;

  @Test
  void answersAreDuckDbs() throws SQLException {
    QueryPlanner planner = new QueryPlanner(new ColumnFactory());
    Catalog catalog =
        new Catalog(
            path -> {
              throw new IllegalArgumentException("no file: " + path);
            });
    int planned = 0;
    int cases = Seeds.iterations(CASES);
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      for (RowsTable table : SqlCases.tables()) {
        catalog.register(table.name(), table);
        oracle.load(table);
      }
      for (int i = 0; i < cases; i++) {
        String sql = new RandomQueries(Seeds.random(PlanFuzzTest.class, i)).next();
        PlanNode plan;
        try {
          plan = planner.plan(planner.parse(sql, catalog).query());
        } catch (SqlException refused) {
          assertThat(refused.sqlState()).as(sql + "\n" + refused.getMessage()).isEqualTo("0A000");
          continue;
        }
        planned++;
        List<String> ours = DuckDbOracle.texts(ReferenceExecutor.execute(plan));
        assertThat(DuckDbOracle.sorted(ours))
            .as("case " + i + ": " + sql)
            .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
      }
    }
    assertThat(planned).as("statements that were planned").isGreaterThan(cases * 8 / 10);
  }
}
