package io.scheelite.sql.physical;

import io.scheelite.columnar.Field;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.IsNull;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.estimate.JoinEstimates;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Chooses the build side of a join and splits its condition into hash keys and the rest. */
final class JoinPlanner {
  private static final double MANY_TIMES = 4;

  private final ColumnFactory columns;

  JoinPlanner(ColumnFactory columns) {
    this.columns = columns;
  }

  /** Both inputs with the rows expected of them. */
  record Inputs(Lowered left, Lowered right, double leftRows, double rightRows) {}

  /** A column for a computed value. */
  PlanColumn column(String name, Expression expression) {
    return columns.create(name, expression);
  }

  Lowered plan(Join join, Inputs inputs, Set<PlanColumn> needed, double rows) {
    Keys keys = new Keys(inputs.left, inputs.right);
    join.condition().forEach(keys::add);
    boolean buildLeft =
        switch (join.kind()) {
          case INNER -> inputs.leftRows < inputs.rightRows;
          case SEMI, ANTI -> !keys.left.isEmpty() && inputs.leftRows < inputs.rightRows;
          // with all left rows in memory, keys of few left rows reduce a large right side
          case LEFT -> !keys.left.isEmpty() && inputs.leftRows * MANY_TIMES < inputs.rightRows;
          case FULL -> inputs.leftRows < inputs.rightRows;
          case SINGLE, MARK, NULL_AWARE_ANTI, NULL_AWARE_MARK -> false;
        };
    Set<PlanColumn> above = new HashSet<>(needed);
    above.addAll(keys.left);
    above.addAll(keys.right);
    above.addAll(ExpressionTrees.columns(keys.residual));
    Lowered left = inputs.left.with(keys.leftComputed, keys.leftExpressions);
    Lowered right = inputs.right.with(keys.rightComputed, keys.rightExpressions);
    Lowered build = (buildLeft ? left : right).keepOnly(above);
    Lowered probe = buildLeft ? right : left;
    return hashJoin(
        join, type(join.kind(), buildLeft), probe, build, keys.swapped(buildLeft), rows);
  }

  private static JoinType type(JoinKind kind, boolean buildLeft) {
    return switch (kind) {
      case INNER -> JoinType.INNER;
      case LEFT -> buildLeft ? JoinType.RIGHT : JoinType.LEFT;
      case FULL -> JoinType.FULL;
      case SINGLE -> JoinType.SINGLE;
      case MARK -> JoinType.MARK;
      case NULL_AWARE_ANTI -> JoinType.NULL_AWARE_ANTI;
      case NULL_AWARE_MARK -> JoinType.NULL_AWARE_MARK;
      case SEMI -> buildLeft ? JoinType.RIGHT_SEMI : JoinType.SEMI;
      case ANTI -> buildLeft ? JoinType.RIGHT_ANTI : JoinType.ANTI;
    };
  }

  private static boolean isEquality(ComparisonOperator operator) {
    return operator == ComparisonOperator.EQUAL
        || operator == ComparisonOperator.IS_NOT_DISTINCT_FROM;
  }

  private static Expression withoutNull(Expression key) {
    return new Expression.FunctionCall(
        ScalarFunction.COALESCE, List.of(key, Literals.anyOf(key.type())), key.type(), false);
  }

  private static Lowered hashJoin(
      Join join, JoinType type, Lowered probe, Lowered build, Sides sides, double rows) {
    List<PlanColumn> both = new ArrayList<>(probe.columns());
    both.addAll(build.columns());
    List<Field> fields = new ArrayList<>(probe.node().schema().fields());
    fields.addAll(build.node().schema().fields());
    Expression residual =
        sides.residual.isEmpty()
            ? null
            : Lowered.bind(ExpressionTrees.and(sides.residual), both, fields);
    PlanNode node =
        new PlanNode.HashJoin(
            probe.node(),
            build.node(),
            type,
            sides.probe.stream().map(probe::position).toList(),
            sides.build.stream().map(build::position).toList(),
            residual,
            rows);
    List<PlanColumn> output =
        switch (type) {
          case INNER, LEFT, RIGHT, FULL, SINGLE -> both;
          case SEMI, ANTI, NULL_AWARE_ANTI -> probe.columns();
          case MARK, NULL_AWARE_MARK -> {
            List<PlanColumn> marked = new ArrayList<>(probe.columns());
            marked.add(Objects.requireNonNull(join.mark()));
            yield marked;
          }
          case RIGHT_SEMI, RIGHT_ANTI -> build.columns();
        };
    return new Lowered(node, output);
  }

  private record Sides(List<PlanColumn> probe, List<PlanColumn> build, List<Expression> residual) {}

  /** Collects equal columns of both sides; operands that are not columns are computed first. */
  private final class Keys {
    private final Set<PlanColumn> leftColumns;
    private final Set<PlanColumn> rightColumns;
    final List<PlanColumn> left = new ArrayList<>();
    final List<PlanColumn> right = new ArrayList<>();
    final List<PlanColumn> leftComputed = new ArrayList<>();
    final List<PlanColumn> rightComputed = new ArrayList<>();
    final List<Expression> leftExpressions = new ArrayList<>();
    final List<Expression> rightExpressions = new ArrayList<>();
    final List<Expression> residual = new ArrayList<>();

    Keys(Lowered leftInput, Lowered rightInput) {
      leftColumns = Set.copyOf(leftInput.columns());
      rightColumns = Set.copyOf(rightInput.columns());
    }

    void add(Expression conjunct) {
      if (!(conjunct instanceof Expression.Comparison comparison)
          || !isEquality(comparison.operator())
          || !JoinEstimates.separates(comparison, leftColumns, rightColumns)) {
        residual.add(conjunct);
        return;
      }
      boolean straight = leftColumns.containsAll(ExpressionTrees.columns(comparison.left()));
      Expression leftKey = straight ? comparison.left() : comparison.right();
      Expression rightKey = straight ? comparison.right() : comparison.left();
      boolean nullsMatter = leftKey.nullable() || rightKey.nullable();
      if (comparison.operator() == ComparisonOperator.IS_NOT_DISTINCT_FROM && nullsMatter) {
        // a null equals a null: compare what stands in for it, and whether it is one
        add(leftKey, rightKey, IsNull::new);
        add(leftKey, rightKey, JoinPlanner::withoutNull);
        return;
      }
      add(leftKey, rightKey, key -> key);
    }

    private void add(Expression leftKey, Expression rightKey, UnaryOperator<Expression> as) {
      left.add(asColumn(as.apply(leftKey), leftComputed, leftExpressions));
      right.add(asColumn(as.apply(rightKey), rightComputed, rightExpressions));
    }

    private PlanColumn asColumn(
        Expression key, List<PlanColumn> computed, List<Expression> expressions) {
      if (key instanceof PlanColumn same) {
        return same;
      }
      PlanColumn result = column("key", key);
      computed.add(result);
      expressions.add(key);
      return result;
    }

    Sides swapped(boolean buildLeft) {
      return buildLeft ? new Sides(right, left, residual) : new Sides(left, right, residual);
    }
  }
}
