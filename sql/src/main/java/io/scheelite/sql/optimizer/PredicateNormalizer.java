package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings predicates into the shape other rules look for: conjunctions are flat, NOT stands at the
 * leaves, factors common to all branches of an OR stand outside it, and equalities of one operand
 * with constants are one IN list.
 */
final class PredicateNormalizer {
  private PredicateNormalizer() {}

  /** Normalizes every filter and join condition of a plan, subqueries included. */
  static LogicalPlan normalize(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, PredicateNormalizer::normalize);
    return switch (node) {
      case LogicalPlan.Filter filter ->
          PlanTrees.filter(filter.input(), conjuncts(filter.conjuncts()));
      case LogicalPlan.Join join ->
          join.with(join.left(), join.right(), conjuncts(join.condition()));
      case LogicalPlan.Scan _,
          LogicalPlan.Values _,
          LogicalPlan.Shared _,
          LogicalPlan.Project _,
          LogicalPlan.Aggregate _,
          LogicalPlan.Sort _,
          LogicalPlan.Limit _,
          LogicalPlan.UnionAll _,
          LogicalPlan.Window _,
          LogicalPlan.Expand _,
          LogicalPlan.SingleRow _ ->
          PlanTrees.mapExpressions(
              node, e -> ExpressionTrees.rewrite(e, PredicateNormalizer::normalizeSubquery));
    };
  }

  private static List<Expression> conjuncts(List<Expression> predicates) {
    List<Expression> result = new ArrayList<>();
    for (Expression predicate : predicates) {
      for (Expression conjunct : ExpressionTrees.conjuncts(predicate(predicate))) {
        if (!result.contains(conjunct)) {
          result.add(conjunct);
        }
      }
    }
    return result;
  }

  /** A predicate in normal form. */
  static Expression predicate(Expression predicate) {
    return ExpressionTrees.rewrite(predicate, PredicateNormalizer::step);
  }

  private static Expression step(Expression node) {
    return switch (node) {
      case Expression.Not not -> not(not.operand());
      case Expression.Or or -> or(or.operands());
      case Expression.And and -> ConstantFolder.foldNode(new Expression.And(flatAnd(and)));
      default -> ConstantFolder.foldNode(normalizeSubquery(node));
    };
  }

  private static Expression normalizeSubquery(Expression node) {
    return node instanceof SubqueryExpression subquery
        ? subquery.withPlan(normalize(subquery.plan()))
        : node;
  }

  private static List<Expression> flatAnd(Expression.And and) {
    return ExpressionTrees.conjuncts(and);
  }

  private static Expression not(Expression operand) {
    return switch (operand) {
      case Expression.And and -> or(and.operands().stream().map(PredicateNormalizer::not).toList());
      case Expression.Or or ->
          step(new Expression.And(or.operands().stream().map(PredicateNormalizer::not).toList()));
      default -> ConstantFolder.foldNode(new Expression.Not(operand));
    };
  }

  private static Expression or(List<Expression> operands) {
    List<Expression> branches = new ArrayList<>();
    for (Expression operand : operands) {
      branches.addAll(operand instanceof Expression.Or or ? or.operands() : List.of(operand));
    }
    Expression folded = ConstantFolder.foldNode(new Expression.Or(collectInLists(branches)));
    return folded instanceof Expression.Or or && or.operands().size() > 1
        ? pullCommonFactors(or.operands())
        : folded instanceof Expression.Or or ? or.operands().getFirst() : folded;
  }

  /** (a AND b) OR (a AND c) becomes a AND (b OR c). */
  private static Expression pullCommonFactors(List<Expression> branches) {
    List<Expression> common = new ArrayList<>(ExpressionTrees.conjuncts(branches.getFirst()));
    for (Expression branch : branches) {
      common.retainAll(ExpressionTrees.conjuncts(branch));
    }
    if (common.isEmpty()) {
      return new Expression.Or(branches);
    }
    List<Expression> rests = new ArrayList<>();
    for (Expression branch : branches) {
      List<Expression> rest = new ArrayList<>(ExpressionTrees.conjuncts(branch));
      rest.removeAll(common);
      if (rest.isEmpty()) {
        return ExpressionTrees.and(common);
      }
      rests.add(ExpressionTrees.and(rest));
    }
    List<Expression> result = new ArrayList<>(common);
    result.add(or(rests));
    return ExpressionTrees.and(result);
  }

  /** Equalities and IN lists over one operand become one IN list, in place of the first of them. */
  private static List<Expression> collectInLists(List<Expression> branches) {
    Map<Expression, List<Literal>> lists = new LinkedHashMap<>();
    for (Expression branch : branches) {
      Expression.InList in = asInList(branch);
      if (in != null) {
        lists.computeIfAbsent(in.operand(), ignored -> new ArrayList<>()).addAll(in.values());
      }
    }
    List<Expression> result = new ArrayList<>();
    for (Expression branch : branches) {
      Expression.InList in = asInList(branch);
      if (in == null) {
        result.add(branch);
        continue;
      }
      List<Literal> values = lists.remove(in.operand());
      if (values != null) {
        List<Literal> distinct = values.stream().distinct().toList();
        result.add(
            distinct.size() == 1
                ? new Expression.Comparison(
                    ComparisonOperator.EQUAL, in.operand(), distinct.getFirst())
                : new Expression.InList(in.operand(), distinct));
      }
    }
    return result;
  }

  private static Expression.@Nullable InList asInList(Expression branch) {
    if (branch instanceof Expression.InList in) {
      return in;
    }
    if (!(branch instanceof Expression.Comparison comparison)
        || comparison.operator() != ComparisonOperator.EQUAL) {
      return null;
    }
    if (comparison.right() instanceof Literal literal
        && literal.value() != null
        && !(comparison.left() instanceof Literal)) {
      return new Expression.InList(comparison.left(), List.of(literal));
    }
    if (comparison.left() instanceof Literal literal
        && literal.value() != null
        && !(comparison.right() instanceof Literal)) {
      return new Expression.InList(comparison.right(), List.of(literal));
    }
    return null;
  }
}
