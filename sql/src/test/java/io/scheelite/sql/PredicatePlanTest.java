package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.PlanText;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Predicates reach the tables that they are about. */
class PredicatePlanTest {
  private final QueryPlanner planner = new QueryPlanner(new ColumnFactory());
  private final Catalog catalog =
      new Catalog(
          path -> {
            throw new IllegalArgumentException("no file: " + path);
          });

  PredicatePlanTest() {
    for (RowsTable table : SqlCases.tables()) {
      catalog.register(table.name(), table);
    }
  }

  private String plan(String sql) {
    PlanNode plan = planner.plan(planner.parse(sql, catalog).query());
    return PlanText.of(plan);
  }

  private List<String> scans(String sql) {
    return plan(sql).lines().map(String::strip).filter(line -> line.startsWith("Scan ")).toList();
  }

  @Test
  void whatAnOrSaysOfGroupKeysIsAskedOfTheirRows() {
    assertThat(
            scans(
                "select * from (select t_a, sum(t_b) as s from t group by t_a) g"
                    + " where (t_a = 1 and s > 5) or t_a = 2"))
        .singleElement()
        .asString()
        .contains("where t_a IN (1, 2)");
  }

  @Test
  void whatAnOrSaysOfPartitionsIsAskedOfTheirRows() {
    assertThat(
            scans(
                "select * from (select t_a, row_number() over (partition by t_a order by t_b) as n"
                    + " from t) g where (t_a = 1 and n > 5) or (t_a = 2 and n = 1)"))
        .singleElement()
        .asString()
        .contains("where t_a IN (1, 2)");
  }

  /** The branches of the union that each reader wants are known from constants. */
  @Test
  void constantsOfUnionBranchesDecideWhatIsAskedOfThem() {
    String sql =
        "with both as (select 's' as kind, t_a as a, sum(t_b) as s from t group by t_a union all"
            + " select 'w' as kind, u_a as a, sum(u_b) as s from u group by u_a)"
            + " select x.s, y.s from both x, both y where x.a = y.a and x.kind = 's'"
            + " and y.kind = 'w' and x.a > 1 and y.s > 2";
    assertThat(scans(sql)).hasSize(2);
    assertThat(scans(sql)).allMatch(scan -> scan.contains("_a > 1"));
    assertThat(plan(sql)).doesNotContain("'s' = 'w'").doesNotContain("'w' = 's'");
  }

  private List<JoinType> joins(String sql) {
    List<JoinType> types = new ArrayList<>();
    addJoins(planner.plan(planner.parse(sql, catalog).query()), types);
    return types;
  }

  private static void addJoins(PlanNode node, List<JoinType> types) {
    if (node instanceof PlanNode.HashJoin join) {
      types.add(join.joinType());
    }
    node.inputs().forEach(input -> addJoins(input, types));
  }

  @Test
  void constantsOfOneSideOfAnEqualityHoldOnTheOther() {
    assertThat(scans("select * from t, u where t_a = u_a and t_a in (1, 2)"))
        .hasSize(2)
        .anyMatch(scan -> scan.contains("where t_a IN (1, 2)"))
        .anyMatch(scan -> scan.contains("where u_a IN (1, 2)"));
    assertThat(scans("select * from t left join u on t_a = u_a and t_b = u_b where t_a > 3"))
        .hasSize(2)
        .anyMatch(scan -> scan.contains("where t_a > 3"))
        .anyMatch(scan -> scan.contains("where u_a > 3"));
    assertThat(scans("select * from t where t_a = 3 and exists (select 1 from u where u_a = t_a)"))
        .hasSize(2)
        .anyMatch(scan -> scan.contains("where u_a = 3"));
  }

  /** Rows of the optional side that are not wanted leave others without a match, not out. */
  @Test
  void constantsOfTheOptionalSideStayThere() {
    assertThat(scans("select * from t left join u on t_a = u_a and u_a = 3"))
        .hasSize(2)
        .anyMatch(scan -> scan.contains("where u_a = 3"))
        .noneMatch(scan -> scan.contains("where t_a = 3"));
    assertThat(scans("select * from t full join u on t_a = u_a where t_a = 3"))
        .hasSize(2)
        .anyMatch(scan -> scan.contains("where t_a = 3"));
  }

  @Test
  void rowsWithoutAMatchAreAntiJoined() {
    assertThat(joins("select t_id, u_b from t left join u on t_a = u_a where u_a is null"))
        .containsAnyOf(JoinType.ANTI, JoinType.RIGHT_ANTI)
        .hasSize(1);
    assertThat(joins("select t_id from t left join u on t_a = u_a where u_id is null"))
        .containsAnyOf(JoinType.ANTI, JoinType.RIGHT_ANTI)
        .hasSize(1);
    // a match may have no u_b
    assertThat(joins("select t_id from t left join u on t_a = u_a where u_b is null"))
        .containsAnyOf(JoinType.LEFT, JoinType.RIGHT)
        .hasSize(1);
  }

  @Test
  void optionalRowsThatMustBeThereAreJoinedForGood() {
    assertThat(joins("select * from t left join u on t_a = u_a where coalesce(u_b, 0) > 0"))
        .containsExactly(JoinType.INNER);
    assertThat(joins("select * from t left join u on t_a = u_a where coalesce(u_b, 1) > 0"))
        .containsAnyOf(JoinType.LEFT, JoinType.RIGHT)
        .hasSize(1);
  }
}
