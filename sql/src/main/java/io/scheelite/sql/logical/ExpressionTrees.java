package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Walks and rebuilds expression trees. */
public final class ExpressionTrees {
  private ExpressionTrees() {}

  /** Rebuilds bottom-up: {@code step} sees every node after its operands were replaced. */
  public static Expression rewrite(Expression root, UnaryOperator<Expression> step) {
    return step.apply(mapChildren(root, child -> rewrite(child, step)));
  }

  /** The same node over other operands. */
  public static Expression mapChildren(Expression node, UnaryOperator<Expression> map) {
    return switch (node) {
      case Expression.ColumnRef column -> column;
      case Expression.Literal literal -> literal;
      case Expression.Arithmetic a ->
          new Expression.Arithmetic(
              a.operator(), map.apply(a.left()), map.apply(a.right()), a.type());
      case Expression.Comparison c ->
          new Expression.Comparison(c.operator(), map.apply(c.left()), map.apply(c.right()));
      case Expression.And and -> new Expression.And(mapAll(and.operands(), map));
      case Expression.Or or -> new Expression.Or(mapAll(or.operands(), map));
      case Expression.Not not -> new Expression.Not(map.apply(not.operand()));
      case Expression.IsNull isNull -> new Expression.IsNull(map.apply(isNull.operand()));
      case Expression.CaseWhen c ->
          new Expression.CaseWhen(
              mapAll(c.conditions(), map),
              mapAll(c.results(), map),
              map.apply(c.otherwise()),
              c.type());
      case Expression.Cast c ->
          new Expression.Cast(map.apply(c.operand()), c.type(), c.nullOnFailure());
      case Expression.Like like ->
          new Expression.Like(map.apply(like.operand()), like.pattern(), like.escape());
      case Expression.InList in -> new Expression.InList(map.apply(in.operand()), in.values());
      case Expression.FunctionCall call ->
          new Expression.FunctionCall(
              call.function(), mapAll(call.arguments(), map), call.type(), call.nullable());
      case SubqueryExpression.In in ->
          new SubqueryExpression.In(
              mapAll(in.operands(), map), mapAll(in.matches(), map), in.plan());
      case Expression.PlannerExpression other -> other;
    };
  }

  /** Replaces columns. */
  public static Expression substitute(Expression root, Map<PlanColumn, ? extends Expression> by) {
    return rewrite(
        root,
        node -> {
          if (node instanceof PlanColumn column) {
            Expression replacement = by.get(column);
            return replacement == null ? node : replacement;
          }
          return node;
        });
  }

  /**
   * All columns that are read, in order of appearance; of subqueries, those they take from outside.
   */
  public static Set<PlanColumn> columns(Expression root) {
    Set<PlanColumn> result = new LinkedHashSet<>();
    addColumns(root, result);
    return result;
  }

  /** All columns that several expressions read. */
  public static Set<PlanColumn> columns(Iterable<Expression> roots) {
    Set<PlanColumn> result = new LinkedHashSet<>();
    roots.forEach(root -> addColumns(root, result));
    return result;
  }

  private static void addColumns(Expression node, Set<PlanColumn> result) {
    if (node instanceof PlanColumn column) {
      result.add(column);
    } else if (node instanceof SubqueryExpression subquery) {
      Set<PlanColumn> produced = new LinkedHashSet<>(subquery.plan().columns());
      for (Expression child : node.children()) {
        columns(child).stream().filter(c -> !produced.contains(c)).forEach(result::add);
      }
      result.addAll(PlanTrees.outerColumns(subquery.plan()));
    } else {
      node.children().forEach(child -> addColumns(child, result));
    }
  }

  /** Whether a subquery is anywhere inside. */
  public static boolean hasSubquery(Expression root) {
    return root instanceof SubqueryExpression
        || root.children().stream().anyMatch(ExpressionTrees::hasSubquery);
  }

  /** Splits a conjunction, nested ones too. */
  public static List<Expression> conjuncts(Expression root) {
    List<Expression> result = new ArrayList<>();
    addConjuncts(root, result);
    return result;
  }

  private static void addConjuncts(Expression node, List<Expression> result) {
    if (node instanceof Expression.And and) {
      and.operands().forEach(operand -> addConjuncts(operand, result));
    } else if (!isTrue(node)) {
      result.add(node);
    }
  }

  /**
   * What a disjunction over several relations implies for one: of each branch the conjuncts that
   * read {@code columns} alone. Null unless every branch has one.
   */
  public static @Nullable Expression impliedOver(Expression predicate, Set<PlanColumn> columns) {
    if (!(predicate instanceof Expression.Or or)) {
      return null;
    }
    List<Expression> branches = new ArrayList<>();
    for (Expression branch : or.operands()) {
      List<Expression> matching = new ArrayList<>();
      for (Expression conjunct : conjuncts(branch)) {
        Set<PlanColumn> read = columns(conjunct);
        if (!read.isEmpty() && columns.containsAll(read)) {
          matching.add(conjunct);
        }
      }
      if (matching.isEmpty()) {
        return null;
      }
      branches.add(and(matching));
    }
    return new Expression.Or(branches);
  }

  /** The conjunction of {@code conjuncts}; TRUE for none. */
  public static Expression and(List<Expression> conjuncts) {
    return switch (conjuncts.size()) {
      case 0 -> new Expression.Literal(true, DataType.BOOLEAN);
      case 1 -> conjuncts.getFirst();
      default -> new Expression.And(conjuncts);
    };
  }

  /** Whether the node is the constant TRUE. */
  public static boolean isTrue(Expression node) {
    return node instanceof Expression.Literal literal && Boolean.TRUE.equals(literal.value());
  }

  private static List<Expression> mapAll(List<Expression> list, UnaryOperator<Expression> map) {
    return list.stream().map(map).toList();
  }
}
