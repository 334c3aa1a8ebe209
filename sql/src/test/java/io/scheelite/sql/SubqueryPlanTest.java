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

/** Subqueries become the joins one would choose by hand, and equal parts are there once. */
class SubqueryPlanTest {
  private final QueryPlanner planner = new QueryPlanner(new ColumnFactory());
  private final Catalog catalog =
      new Catalog(
          path -> {
            throw new IllegalArgumentException("no file: " + path);
          });

  SubqueryPlanTest() {
    for (RowsTable table : SqlCases.tables()) {
      catalog.register(table.name(), table);
    }
  }

  private PlanNode plan(String sql) {
    return planner.plan(planner.parse(sql, catalog).query());
  }

  private static List<JoinType> joins(PlanNode plan) {
    List<JoinType> types = new ArrayList<>();
    addJoins(plan, types);
    return types;
  }

  private static void addJoins(PlanNode node, List<JoinType> types) {
    if (node instanceof PlanNode.HashJoin join) {
      types.add(join.joinType());
    }
    node.inputs().forEach(input -> addJoins(input, types));
  }

  private void assertJoins(String sql, JoinType... types) {
    PlanNode plan = plan(sql);
    assertThat(joins(plan)).as(PlanText.of(plan)).containsExactlyInAnyOrder(types);
    assertThat(PlanShape.of(plan).crosses()).as(PlanText.of(plan)).isZero();
  }

  @Test
  void valuesAreMarks() {
    assertJoins("select exists (select 1 from u where u_a = t_a) from t", JoinType.MARK);
    assertJoins("select t_id from t where t_b > 3 or t_id in (select u_id from u)", JoinType.MARK);
    assertJoins("select t_a in (select u_a from u) from t", JoinType.NULL_AWARE_MARK);
    assertJoins(
        "select t_a in (select u_a from u where u_b = t_b) from t", JoinType.MARK, JoinType.MARK);
  }

  @Test
  void notInKnowsNullsWhereThereMayBeSome() {
    assertJoins("select 1 from t where t_a not in (select u_a from u)", JoinType.NULL_AWARE_ANTI);
    assertThat(joins(plan("select 1 from t where t_id not in (select u_id from u where u_b > 1)")))
        .hasSize(1)
        .isSubsetOf(JoinType.ANTI, JoinType.RIGHT_ANTI);
    assertJoins(
        "select 1 from t where t_a not in (select u_a from u where u_id = t_id)", JoinType.ANTI);
  }

  @Test
  void scalarsWithoutAggregateAllowOneMatch() {
    assertJoins("select (select u_s from u where u_id = t_a) from t", JoinType.SINGLE);
    assertJoins("select (select max(u_b) from u where u_a = t_a) from t", JoinType.LEFT);
  }

  @Test
  void theDomainOfOuterValuesIsJoinedByItsValues() {
    assertJoins(
        "select (select count(*) from (select distinct u_b from u where u_a = t_a) x) from t",
        JoinType.INNER,
        JoinType.LEFT,
        JoinType.INNER);
  }

  @Test
  void partsThatGroupAreComputedOnce() {
    PlanNode twice =
        plan(
            "with x as (select t_a as k, sum(t_b) as s from t group by t_a)"
                + " select a.k from x a join x b on a.k = b.k + 1 where a.s > (select avg(s) from x)");
    assertThat(PlanShape.of(twice).numScans()).as(PlanText.of(twice)).isEqualTo(1);
    assertThat(PlanText.of(twice)).contains("Shared #0", "(see above)");
    PlanNode once = plan("with x as (select t_a, count(*) from t group by t_a) select * from x");
    assertThat(PlanText.of(once)).doesNotContain("Shared");
  }

  @Test
  void placesThatAllFilterFilterTheSharedPart() {
    PlanNode plan =
        plan(
            "with x as (select t_a as k, t_s as y, sum(t_b) as s from t group by t_a, t_s)"
                + " select a.k from x a join x b on a.k = b.k where a.y = 'ax' and b.y = 'bx'");
    assertThat(PlanText.of(plan)).contains("t_s IN ('ax', 'bx')").contains("Shared #0");
  }

  @Test
  void fullJoinsBecomeWhatTheirFiltersLeave() {
    assertJoins("select t_id, u_id from t full join u on t_id = u_id", JoinType.FULL);
    assertJoins(
        "select t_id, u_id from t full join u on t_id = u_id where u_a > 1 and t_a > 1",
        JoinType.INNER);
    assertThat(joins(plan("select t_id, u_id from t full join u on t_id = u_id where u_a > 1")))
        .hasSize(1)
        .isSubsetOf(JoinType.LEFT, JoinType.RIGHT);
  }
}
