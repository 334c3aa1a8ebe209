package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;

/**
 * Puts constants in place of expressions over constants, so that they are computed once, scans can
 * skip by them, and estimates know them. What has no value stays: it fails when a row meets it, and
 * only then.
 */
final class ConstantFolding {
  private final ConstantEvaluator evaluator;

  ConstantFolding(ConstantEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** The plan with constants folded, subqueries included. */
  LogicalPlan fold(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::fold);
    return PlanTrees.mapExpressions(node, root -> ExpressionTrees.rewrite(root, this::foldNode));
  }

  private Expression foldNode(Expression node) {
    if (node instanceof SubqueryExpression subquery) {
      return subquery.withPlan(fold(subquery.plan()));
    }
    if (!isOverConstants(node)) {
      return node;
    }
    Expression folded = ConstantFolder.foldNode(node);
    if (!isOverConstants(folded)) {
      return folded;
    }
    Expression.Literal value = evaluator.evaluate(folded);
    return value == null ? folded : value;
  }

  private static boolean isOverConstants(Expression node) {
    return !node.children().isEmpty()
        && !(node instanceof Expression.PlannerExpression)
        && node.children().stream().allMatch(Expression.Literal.class::isInstance);
  }
}
