package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.tpch.TpchQueries;
import io.scheelite.sql.tpch.TpchTables;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fixes the shape of the plans of the 22 TPC-H queries at the statistics of scale factor 1: a scan
 * for each place that names a table (the view of query 15 counts once), one join less than scans
 * (one more where query 15 compares the view's rows with their maximum), and joins without a key
 * against single rows alone, where queries 11 and 22 compare with a value computed from all rows.
 */
class TpchPlanTest {
  private static final Catalog CATALOG = TpchTables.catalog();
  private static final QueryPlanner PLANNER = new QueryPlanner(new ColumnFactory());

  private static PlanNode plan(int query) {
    return PLANNER.plan(PLANNER.parse(TpchQueries.text(query), CATALOG).query());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 0", "2, 9, 8, 0", "3, 3, 2, 0", "4, 2, 1, 0", "5, 6, 5, 0", "6, 1, 0, 0",
    "7, 6, 5, 0", "8, 8, 7, 0", "9, 6, 5, 0", "10, 4, 3, 0", "11, 6, 4, 1", "12, 2, 1, 0",
    "13, 2, 1, 0", "14, 2, 1, 0", "15, 2, 2, 0", "16, 3, 2, 0", "17, 3, 2, 0", "18, 4, 3, 0",
    "19, 2, 1, 0", "20, 5, 4, 0", "21, 6, 5, 0", "22, 3, 1, 1",
  })
  void countsOfScansAndJoins(int query, int scans, int joins, int scalarCrosses) {
    PlanShape shape = PlanShape.of(plan(query));
    assertThat(shape.numScans()).as("scans").isEqualTo(scans);
    assertThat(shape.joins()).as("hash joins").isEqualTo(joins);
    assertThat(shape.scalarCrosses()).as("joins with a single row").isEqualTo(scalarCrosses);
    assertThat(shape.crosses()).as("cross products").isZero();
  }

  @Test
  void existsAndNotExistsOfQuery21AreOneJoinEach() {
    PlanShape shape = PlanShape.of(plan(21));
    assertThat(shape.scans()).containsEntry("lineitem", 3).containsEntry("orders", 1);
    List<JoinType> types = joinTypes(plan(21));
    assertThat(types)
        .filteredOn(type -> type == JoinType.SEMI || type == JoinType.RIGHT_SEMI)
        .hasSize(1);
    assertThat(types)
        .filteredOn(type -> type == JoinType.ANTI || type == JoinType.RIGHT_ANTI)
        .hasSize(1);
  }

  @Test
  void notInOverColumnsWithoutNullsIsAnAntiJoin() {
    assertThat(joinTypes(plan(16))).contains(JoinType.ANTI);
  }

  @Test
  void smallOuterSideOfExistsIsBuilt() {
    assertThat(joinTypes(plan(4))).containsExactly(JoinType.RIGHT_SEMI);
  }

  /** There the keys of the build side spare the scans below the aggregate most of their rows. */
  @Test
  void aggregatesOfCorrelatedSubqueriesAreProbed() {
    for (int query : new int[] {2, 17, 20}) {
      assertThat(nodes(plan(query)))
          .as("query " + query)
          .anyMatch(
              node ->
                  node instanceof PlanNode.HashJoin join
                      && join.probe() instanceof PlanNode.Aggregate);
    }
  }

  @Test
  void ordersOfQuery13AreCountedBeforeTheJoin() {
    PlanNode.HashJoin join =
        (PlanNode.HashJoin)
            nodes(plan(13)).stream()
                .filter(PlanNode.HashJoin.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(join.joinType()).isEqualTo(JoinType.LEFT);
    assertThat(join.build()).isInstanceOf(PlanNode.Aggregate.class);
  }

  @Test
  void fewGroupsPassTheSumOfQuery18() {
    assertThat(nodes(plan(18)))
        .anyMatch(
            node -> node instanceof PlanNode.Filter having && having.estimatedRows() < 10_000);
  }

  @Test
  void limitOverSortIsTopN() {
    assertThat(nodes(plan(3)))
        .anyMatch(node -> node instanceof PlanNode.TopN top && top.limit() == 10);
  }

  @Test
  void commonFactorOfTheOrInQuery19IsTheJoinKey() {
    PlanNode.HashJoin join =
        (PlanNode.HashJoin)
            nodes(plan(19)).stream()
                .filter(PlanNode.HashJoin.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(join.probeKeys()).hasSize(1);
    assertThat(join.residual()).isNotNull();
    for (PlanNode input : join.inputs()) {
      assertThat(nodes(input))
          .anyMatch(node -> node instanceof PlanNode.Scan scan && !scan.filters().isEmpty());
    }
  }

  @Test
  void onlyReadColumnsAreScanned() {
    for (PlanNode node : nodes(plan(6))) {
      if (node instanceof PlanNode.Scan scan) {
        assertThat(scan.schema().fields().stream().map(field -> field.name()).toList())
            .containsExactlyInAnyOrder("l_quantity", "l_extendedprice", "l_discount", "l_shipdate");
        assertThat(scan.filters()).hasSize(5);
      }
    }
  }

  @Test
  void buildSidesAreTheSmallerInputs() {
    for (int query = 1; query <= TpchQueries.COUNT; query++) {
      for (PlanNode node : nodes(plan(query))) {
        if (node instanceof PlanNode.HashJoin join && join.joinType() == JoinType.INNER) {
          assertThat(join.build().estimatedRows())
              .as("build side in query " + query)
              .isLessThanOrEqualTo(join.probe().estimatedRows());
        }
      }
    }
  }

  private static List<JoinType> joinTypes(PlanNode plan) {
    return nodes(plan).stream()
        .filter(PlanNode.HashJoin.class::isInstance)
        .map(node -> ((PlanNode.HashJoin) node).joinType())
        .toList();
  }

  private static List<PlanNode> nodes(PlanNode plan) {
    List<PlanNode> result = new ArrayList<>(List.of(plan));
    plan.inputs().forEach(input -> result.addAll(nodes(input)));
    return result;
  }
}
