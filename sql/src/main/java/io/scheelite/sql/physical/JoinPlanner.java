package io.scheelite.sql.physical;

import io.scheelite.columnar.Field;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.estimate.JoinEstimates;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chooses the build side of a join and splits its condition into hash keys and the rest. */
final class JoinPlanner {
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
          case LEFT -> false;
        };
    Set<PlanColumn> above = new HashSet<>(needed);
    above.addAll(keys.left);
    above.addAll(keys.right);
    above.addAll(ExpressionTrees.columns(keys.residual));
    Lowered left = inputs.left.with(keys.leftComputed, keys.leftExpressions);
    Lowered right = inputs.right.with(keys.rightComputed, keys.rightExpressions);
    Lowered build = (buildLeft ? left : right).keepOnly(above);
    Lowered probe = buildLeft ? right : left;
    return hashJoin(type(join.kind(), buildLeft), probe, build, keys.swapped(buildLeft), rows);
  }

  private static JoinType type(JoinKind kind, boolean buildLeft) {
    return switch (kind) {
      case INNER -> JoinType.INNER;
      case LEFT -> JoinType.LEFT;
      case SEMI -> buildLeft ? JoinType.RIGHT_SEMI : JoinType.SEMI;
      case ANTI -> buildLeft ? JoinType.RIGHT_ANTI : JoinType.ANTI;
    };
  }

  private static Lowered hashJoin(
      JoinType type, Lowered probe, Lowered build, Sides sides, double rows) {
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
          case INNER, LEFT -> both;
          case SEMI, ANTI -> probe.columns();
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
          || comparison.operator() != ComparisonOperator.EQUAL
          || !JoinEstimates.separates(comparison, leftColumns, rightColumns)) {
        residual.add(conjunct);
        return;
      }
      boolean straight = leftColumns.containsAll(ExpressionTrees.columns(comparison.left()));
      Expression leftKey = straight ? comparison.left() : comparison.right();
      Expression rightKey = straight ? comparison.right() : comparison.left();
      left.add(asColumn(leftKey, leftComputed, leftExpressions));
      right.add(asColumn(rightKey, rightComputed, rightExpressions));
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
