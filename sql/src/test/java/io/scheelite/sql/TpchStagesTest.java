package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.distributed.DistributedPlanner;
import io.scheelite.operators.distributed.DistributionOptions;
import io.scheelite.operators.distributed.Stage;
import io.scheelite.operators.distributed.StageCutter;
import io.scheelite.operators.distributed.StagePlan;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.tpch.TpchQueries;
import io.scheelite.sql.tpch.TpchTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fixes the stages of TPC-H queries on two executors, at the statistics of scale factor 1. */
class TpchStagesTest {
  private static StagePlan stages(int query) {
    QueryPlanner planner = new QueryPlanner(new ColumnFactory());
    PlanNode plan =
        planner.plan(planner.parse(TpchQueries.text(query), TpchTables.catalog()).query());
    DistributionOptions options = DistributionOptions.of(2);
    return StageCutter.cut(DistributedPlanner.plan(plan, options), options);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2", "2, 7", "3, 5", "4, 4", "5, 6", "6, 2", "7, 6", "8, 7", "9, 7", "10, 5", "11, 7",
    "12, 3", "13, 5", "14, 3", "15, 7", "16, 5", "17, 5", "18, 6", "19, 3", "20, 7", "21, 7",
    "22, 6",
  })
  void countsOfStages(int query, int count) {
    assertThat(stages(query).stages()).hasSize(count);
  }

  /** Tables are for executors: the last stage runs where the query was asked. */
  @ParameterizedTest
  @CsvSource({"1", "2", "11", "15", "22"})
  void rootReadsNoTable(int query) {
    Stage root = stages(query).root();
    assertThat(root.scans()).isEmpty();
    assertThat(root.reads()).isNotEmpty();
  }

  @Test
  void existsIsAskedOfTheOrdersOfAQuarter() {
    assertThat(stages(4).text())
        .isEqualTo(
            """
            Stage 0 -> hash(o_orderkey) x 2
              Project o_orderkey, o_orderpriority  ~57357 rows
                Scan orders [o_orderkey, o_orderdate, o_orderpriority] where \
            o_orderdate < DATE '1993-10-01' AND o_orderdate >= DATE '1993-07-01'  ~57357 rows
            Stage 1 -> hash(l_orderkey) x 2
              Project l_orderkey  ~3000608 rows
                HashJoin SEMI l_orderkey = o_orderkey  ~3000608 rows
                  Scan lineitem [l_orderkey, l_commitdate, l_receiptdate] where \
            l_commitdate < l_receiptdate  ~3000608 rows
                  Read stage 0 broadcast  ~57357 rows
            Stage 2 -> single
              Aggregate by o_orderpriority [count(*)]  ~50 rows
                HashJoin RIGHT_SEMI l_orderkey = o_orderkey  ~57357 rows
                  Read stage 1 hash(l_orderkey)  ~3000608 rows
                  Read stage 0 hash(o_orderkey)  ~57357 rows
            Stage 3 root
              Sort o_orderpriority  ~25 rows
                Project o_orderpriority, coalesce(order_count, 0) AS order_count  ~25 rows
                  Aggregate by o_orderpriority [sum(order_count)]  ~25 rows
                    Read stage 2 single  ~50 rows
            """);
  }

  @Test
  void smallSidesAreBroadcastAndOnlyTheFirstRowsLeaveTheirTasks() {
    assertThat(stages(3).text())
        .isEqualTo(
            """
            Stage 0 -> broadcast
              Project c_custkey  ~6000 rows
                Scan customer [c_custkey, c_mktsegment] where c_mktsegment = 'BUILDING'  \
            ~6000 rows
            Stage 1 -> broadcast
              Project o_orderkey, o_orderdate, o_shippriority  ~29152 rows
                HashJoin INNER o_custkey = c_custkey  ~29152 rows
                  Scan orders [o_orderkey, o_custkey, o_orderdate, o_shippriority] where \
            o_orderdate < DATE '1995-03-15'  ~728803 rows
                  Read stage 0 broadcast  ~6000 rows
            Stage 2 -> hash(l_orderkey, o_orderdate, o_shippriority) x 2
              Project o_orderdate, o_shippriority, l_orderkey, \
            l_extendedprice * (1 - l_discount) AS $f3  ~62656 rows
                HashJoin INNER l_orderkey = o_orderkey  ~62656 rows
                  Scan lineitem [l_orderkey, l_extendedprice, l_discount, l_shipdate] where \
            l_shipdate > DATE '1995-03-15'  ~3223931 rows
                  Read stage 1 broadcast  ~29152 rows
            Stage 3 -> single
              TopN revenue DESC, o_orderdate limit 10  ~10 rows
                Aggregate by l_orderkey, o_orderdate, o_shippriority [sum($f3)]  ~62656 rows
                  Read stage 2 hash(l_orderkey, o_orderdate, o_shippriority)  ~62656 rows
            Stage 4 root
              Project l_orderkey, revenue, o_orderdate, o_shippriority  ~10 rows
                TopN revenue DESC, o_orderdate limit 10  ~10 rows
                  Read stage 3 single  ~10 rows
            """);
  }
}
