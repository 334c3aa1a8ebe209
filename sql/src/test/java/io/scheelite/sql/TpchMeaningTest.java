package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.ReferenceExecutor;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.tpch.TpchQueries;
import io.scheelite.sql.tpch.TpchRows;
import io.scheelite.testsupport.MayLeak;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans of all 22 TPC-H queries, executed naively, give DuckDB's answers. */
@MayLeak("the data generator keeps the threads that made its text")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TpchMeaningTest {
  private static final double SCALE_FACTOR = 0.01;

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
    for (RowsTable table : TpchRows.tables(SCALE_FACTOR)) {
      catalog.register(table.name(), table);
      oracle.load(table);
    }
  }

  @AfterAll
  void close() throws SQLException {
    oracle.close();
  }

  static List<Integer> queries() {
    return IntStream.rangeClosed(1, TpchQueries.COUNT).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void answerIsDuckDbs(int query) throws SQLException {
    String sql = TpchQueries.text(query);
    PlanNode plan = planner.plan(planner.parse(sql, catalog).query());
    List<String> ours = DuckDbOracle.texts(ReferenceExecutor.execute(plan));
    assertThat(DuckDbOracle.sorted(ours)).isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
  }
}
