package io.scheelite.operators.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.NaiveConditions;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.operators.testing.RowsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Through which nodes the keys of a join reduce what lies below, and which rows may be such keys.
 */
class KeyReductionTest {
  private static final DistributionOptions OPTIONS = DistributionOptions.of(3);
  private static final int MANY = 400;
  private static final long KEYS = 40;

  private final ReferenceExecutor reference = new ReferenceExecutor(new NaiveConditions());

  /** A node and whether rows may be dropped below it instead of above it. */
  private record Case(String name, boolean passes, UnaryOperator<PlanNode> node) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Keys 39 to 0 in turn, and the number of the row; large by estimate. */
  private static PlanNode table(String name) {
    Schema schema =
        new Schema(
            List.of(
                new Field(name + "_key", DataType.INT64, false),
                new Field(name + "_row", DataType.INT64, false)));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long i = 0; i < MANY; i++) {
      rows.add(List.of(KEYS - 1 - i % KEYS, i));
    }
    return new PlanNode.Scan(new RowsTable(schema, rows, 50), List.of(0, 1), List.of(), 1e6);
  }

  private static PlanNode below(PlanNode input, long bound, double estimate) {
    Expression predicate =
        new Expression.Comparison(
            ComparisonOperator.LESS,
            new Expression.ColumnRef(0, DataType.INT64, false),
            new Expression.Literal(bound, DataType.INT64));
    return new PlanNode.Filter(input, predicate, estimate);
  }

  private static PlanNode exchange(PlanNode input) {
    return new PlanNode.Exchange(
        input, new Distribution.Hash(List.of(0)), Math.min(1e6, input.estimatedRows()));
  }

  private static PlanNode join(JoinType type, PlanNode probe, PlanNode build) {
    return new PlanNode.HashJoin(probe, build, type, List.of(0), List.of(0), null, 1e6);
  }

  private static PlanNode group(PlanNode input, int key, AggregateCall call) {
    return new PlanNode.Aggregate(input, List.of(key), List.of(call), 1e6);
  }

  private static AggregateCall max(int column) {
    return new AggregateCall(AggregateFunction.MAX, column, null, DataType.INT64, "greatest");
  }

  private static Expression column(int index) {
    return new Expression.ColumnRef(index, DataType.INT64, false);
  }

  private static PlanNode swapped(PlanNode input) {
    return new PlanNode.Project(input, List.of(column(1), column(0)), List.of("x", "y"));
  }

  static Stream<Case> nodes() {
    List<SortKey> byRow = List.of(new SortKey(1, true, true));
    return Stream.of(
        new Case("filter", true, it -> below(it, 35, 1e6)),
        new Case("project", true, it -> swapped(swapped(it))),
        new Case("sort", true, it -> new PlanNode.Sort(it, byRow)),
        new Case("aggregation by the key", true, it -> group(it, 0, max(1))),
        new Case("union", true, it -> new PlanNode.UnionAll(List.of(it, table("c")), it.schema())),
        new Case("exchange", true, KeyReductionTest::exchange),
        new Case("computed key", false, it -> swapped(group(it, 0, max(0)))),
        new Case("aggregation by another", false, it -> swapped(group(it, 1, max(0)))),
        new Case("limit", false, it -> new PlanNode.Limit(it, 60, 3)),
        new Case("top-N", false, it -> new PlanNode.TopN(it, byRow, 60, 3)),
        new Case(
            "single row",
            false,
            it -> new PlanNode.SingleRow(new PlanNode.TopN(it, byRow, 1, KEYS - 1))));
  }

  /** With the node between two exchanges, and right above one. */
  @ParameterizedTest
  @MethodSource("nodes")
  void rowsAreDroppedBelowNodesThatLookAtEachRowAlone(Case tried) {
    for (boolean exchanged : new boolean[] {true, false}) {
      PlanNode node = tried.node().apply(exchange(table("a")));
      PlanNode probe = exchanged ? exchange(node) : node;
      PlanNode plan = join(JoinType.INNER, probe, exchange(below(table("b"), 3, 60)));
      PlanNode reduced = new KeyReduction(OPTIONS).reduce(plan);
      assertThat(reduced(reduced, "a")).isEqualTo(tried.passes());
      assertSameRows(plan, reduced);
    }
  }

  private static final Set<JoinType> UNREDUCED =
      Set.of(
          JoinType.LEFT,
          JoinType.FULL,
          JoinType.ANTI,
          JoinType.NULL_AWARE_ANTI,
          JoinType.MARK,
          JoinType.NULL_AWARE_MARK);

  /** The key is that of either side, in the input where it is. */
  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void eitherSideOfAJoinIsReducedByItsKeyAlone(JoinType type) {
    PlanNode few = exchange(below(table("b"), 3, 60));
    PlanNode other = below(exchange(table("c")), 20, 1e6);
    for (JoinType outer : JoinType.values()) {
      if (outer == JoinType.SINGLE) {
        continue; // keys are not unique
      }
      PlanNode below = join(type, exchange(table("a")), other);
      for (PlanNode probe : List.of(below, swapped(below), exchange(below))) {
        PlanNode plan = join(outer, probe, few);
        PlanNode reduced = new KeyReduction(OPTIONS).reduce(plan);
        assertSameRows(plan, reduced);
        if (UNREDUCED.contains(outer)) {
          assertThat(reduced(reduced, "a") || reduced(reduced, "c")).isFalse();
        }
      }
    }
  }

  /** The columns that an outer join makes null are keys that its build side lacks. */
  @Test
  void buildSideOfAnOuterJoinIsNotReducedByItsOwnColumns() {
    PlanNode left = join(JoinType.LEFT, exchange(table("a")), exchange(below(table("c"), 9, 1e6)));
    PlanNode plan =
        new PlanNode.HashJoin(
            exchange(left),
            exchange(below(table("b"), 3, 60)),
            JoinType.INNER,
            List.of(2),
            List.of(0),
            null,
            1e6);
    PlanNode reduced = new KeyReduction(OPTIONS).reduce(plan);
    assertThat(reduced(reduced, "c")).isFalse();
    assertSameRows(plan, reduced);
  }

  @Test
  void rowsThatAnotherRunMayNotKeepAreNoKeys() {
    List<SortKey> byKey = List.of(new SortKey(0, true, true));
    for (PlanNode few :
        List.of(
            new PlanNode.Limit(table("b"), 60, 0),
            new PlanNode.TopN(table("b"), byKey, 60, 0),
            below(exchange(new PlanNode.Limit(table("b"), 60, 0)), 30, 60))) {
      PlanNode plan = join(JoinType.INNER, exchange(table("a")), exchange(few));
      assertThat(new KeyReduction(OPTIONS).reduce(plan)).isSameAs(plan);
    }
  }

  @Test
  void keysAboveALimitAreThoseOfAllRowsBelowIt() {
    PlanNode few = new PlanNode.Limit(exchange(below(table("b"), 30, 60)), 2, 1);
    PlanNode plan = join(JoinType.INNER, exchange(table("a")), few);
    PlanNode reduced = new KeyReduction(OPTIONS).reduce(plan);
    assertThat(reduced(reduced, "a")).isTrue();
    assertSameRows(plan, reduced);
  }

  private void assertSameRows(PlanNode plan, PlanNode reduced) {
    assertThat(reference.execute(reduced))
        .containsExactlyInAnyOrderElementsOf(reference.execute(plan));
  }

  /** Whether the scan of a table, by the prefix of its columns, is what a semi-join reads. */
  private static boolean reduced(PlanNode node, String table) {
    boolean here =
        node instanceof PlanNode.HashJoin join
            && join.joinType() == JoinType.SEMI
            && join.probe() instanceof PlanNode.Scan scan
            && scan.schema().field(0).name().startsWith(table + "_");
    return here || node.inputs().stream().anyMatch(input -> reduced(input, table));
  }
}
