package io.scheelite.sql;

import static io.scheelite.sql.Functions.avg;
import static io.scheelite.sql.Functions.col;
import static io.scheelite.sql.Functions.count;
import static io.scheelite.sql.Functions.countDistinct;
import static io.scheelite.sql.Functions.lit;
import static io.scheelite.sql.Functions.sum;
import static io.scheelite.sql.Functions.upper;
import static io.scheelite.sql.Functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.DataFrame.JoinMode;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.ReferenceExecutor;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Data frames mean what the same query means as SQL in DuckDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataFrameTest {
  private Engine engine;
  private DuckDbOracle oracle;
  private DataFrame t;
  private DataFrame u;

  @BeforeAll
  void load() throws SQLException {
    engine = Engine.builder().memoryBytes(16 << 20).threads(1).build();
    oracle = new DuckDbOracle();
    for (RowsTable table : SqlCases.tables()) {
      engine.register(table.name(), table);
      oracle.load(table);
    }
    t = engine.table("t");
    u = engine.table("U");
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
    oracle.close();
  }

  private void assertSame(DataFrame frame, String sql) throws SQLException {
    assertThat(DuckDbOracle.sorted(DuckDbOracle.texts(ReferenceExecutor.execute(frame.plan()))))
        .isEqualTo(DuckDbOracle.sorted(oracle.query(sql)));
  }

  private void assertSameOrder(DataFrame frame, String sql) throws SQLException {
    assertThat(DuckDbOracle.texts(ReferenceExecutor.execute(frame.plan())))
        .isEqualTo(oracle.query(sql));
  }

  @Test
  void filterAndSelect() throws SQLException {
    assertSame(
        t.filter(col("T_A").gt(2).and(col("t_s").like("b%")).or(col("t_m").isNull()))
            .select(col("t_id"), col("t_a").plus(col("t_b")).times(2).as("x"), upper(col("t_s"))),
        "select t_id, (t_a + t_b) * 2, upper(t_s) from t"
            + " where (t_a > 2 and t_s like 'b%') or t_m is null");
    assertSame(
        t.filter(col("t_a").in(1, 2, 3).not()).select("t_id"),
        "select t_id from t where t_a not in (1, 2, 3)");
    assertSame(
        t.select(when(col("t_a").lt(3), "low").when(col("t_a").ge(3), "high").otherwise(null)),
        "select case when t_a < 3 then 'low' when t_a >= 3 then 'high' end from t");
  }

  @Test
  void groupByAndAggregate() throws SQLException {
    assertSame(
        t.groupBy("t_a").agg(count().as("n"), sum(col("t_m")).plus(1), countDistinct(col("t_b"))),
        "select t_a, count(*), sum(t_m) + 1, count(distinct t_b) from t group by t_a");
    assertSame(
        t.groupBy(col("t_a").modulo(3).as("m")).count(),
        "select t_a % 3, count(*) from t group by 1");
    assertSame(t.agg(avg(col("t_b")), count(col("t_s"))), "select avg(t_b), count(t_s) from t");
    assertSame(t.select("t_a", "t_s").distinct(), "select distinct t_a, t_s from t");
    assertThatThrownBy(() -> t.groupBy("t_a").agg(col("t_b")))
        .hasMessage("column is neither grouped nor aggregated: t_b");
  }

  @Test
  void joins() throws SQLException {
    assertSame(
        t.join(u, t.col("t_a").eq(u.col("u_a"))).select("t_id", "u_id"),
        "select t_id, u_id from t join u on t_a = u_a");
    assertSame(
        t.join(u, col("t_a").eq(col("u_a")).and(col("u_b").gt(4)), JoinMode.LEFT)
            .select("t_id", "u_id"),
        "select t_id, u_id from t left join u on t_a = u_a and u_b > 4");
    assertSame(
        t.join(u, col("t_a").eq(col("u_a")), JoinMode.SEMI).select("t_id"),
        "select t_id from t where exists (select 1 from u where u_a = t_a)");
    assertSame(
        t.join(u, col("t_a").eq(col("u_a")), JoinMode.ANTI).select("t_id"),
        "select t_id from t where not exists (select 1 from u where u_a = t_a)");
  }

  @Test
  void joinOfADataFrameWithItself() throws SQLException {
    DataFrame sums = t.groupBy("t_a").agg(sum(col("t_b")).as("total"));
    assertSame(
        t.join(sums, JoinMode.INNER, "t_a").select("t_id", "total"),
        "select t_id, total from t join (select t_a a, sum(t_b) total from t group by t_a) on t_a = a");
    assertSame(
        t.join(t, JoinMode.INNER, "t_a").select("t_a"),
        "select x.t_a from t x join t y on x.t_a = y.t_a");
  }

  @Test
  void orderAndLimit() throws SQLException {
    assertSameOrder(
        t.orderBy(col("t_a").desc(), col("t_id").asc()).limit(5, 2).select("t_id"),
        "select t_id from t order by t_a desc, t_id limit 5 offset 2");
    assertSameOrder(
        t.orderBy(col("t_m").withNullsFirst(), col("t_id")).select("t_id"),
        "select t_id from t order by t_m nulls first, t_id");
  }

  @Test
  void schemaIsKnownBeforeAnythingRuns() {
    DataFrame frame = t.select(col("T_ID"), lit(1.5).as("x"), sumOfTwo());
    assertThat(frame.schema().fields().stream().map(f -> f.name()).toList())
        .containsExactly("T_ID", "x", "s");
    assertThat(frame.schema().type(2)).isEqualTo(DataType.INT64);
    assertThat(engine.sql("explain select 1").schema().field(0).name()).isEqualTo("plan");
  }

  private static Column sumOfTwo() {
    return col("t_a").plus(col("t_b")).as("s");
  }

  @Test
  void mistakesAreToldAtOnce() {
    assertThatThrownBy(() -> t.select("t_ix"))
        .isInstanceOf(SqlException.class)
        .hasMessage("unknown column: t_ix; did you mean t_id?");
    assertThatThrownBy(() -> t.filter(col("t_a").plus(1)))
        .hasMessageContaining("a condition is needed");
    assertThatThrownBy(() -> t.filter(col("t_s").gt(5))).hasMessageContaining("add a cast");
    assertThatThrownBy(() -> engine.table("tt")).hasMessageStartingWith("unknown table: tt");
    assertThatThrownBy(() -> t.filter(sum(col("t_a")).gt(5))).hasMessageContaining("aggregate");
    assertThatThrownBy(() -> Engine.builder().memoryBytes(1000).build())
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("memory limit is too small");
  }
}
