package io.scheelite.sql.physical;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what several expressions of one projection compute in common, so that it is computed once,
 * in a projection below. Only what is computed for every row anyway is taken: a branch of a CASE
 * may guard an operation that would fail on other rows.
 */
final class SharedExpressions {
  /** How often an expression occurs, and how often outside of any condition. */
  private static final class Uses {
    int all;
    int unconditional;

    boolean isShared() {
      return all > 1 && unconditional > 0;
    }
  }

  private final Map<Expression, Uses> uses = new HashMap<>();
  private final Map<Expression, PlanColumn> shared = new LinkedHashMap<>();
  private final ColumnFactory columns;

  private SharedExpressions(ColumnFactory columns) {
    this.columns = columns;
  }

  /**
   * The result.
   *
   * @param columns new columns for what is shared
   * @param definitions what they are, in step
   * @param expressions the projection's expressions, now over these columns too
   */
  record Result(
      List<PlanColumn> columns, List<Expression> definitions, List<Expression> expressions) {}

  /** Splits a projection's expressions. */
  static Result of(List<Expression> expressions, ColumnFactory columns) {
    SharedExpressions finder = new SharedExpressions(columns);
    expressions.forEach(expression -> finder.count(expression, true));
    List<Expression> rewritten = expressions.stream().map(finder::replace).toList();
    return new Result(
        new ArrayList<>(finder.shared.values()),
        new ArrayList<>(finder.shared.keySet()),
        rewritten);
  }

  private void count(Expression node, boolean unconditional) {
    if (!isComputed(node)) {
      return;
    }
    Uses known = uses.computeIfAbsent(node, ignored -> new Uses());
    known.all++;
    known.unconditional += unconditional ? 1 : 0;
    switch (node) {
      case Expression.CaseWhen caseWhen -> {
        count(caseWhen.conditions().getFirst(), unconditional);
        caseWhen.children().stream()
            .filter(child -> child != caseWhen.conditions().getFirst())
            .forEach(child -> count(child, false));
      }
      case Expression.And _, Expression.Or _ -> {
        count(node.children().getFirst(), unconditional);
        node.children().stream().skip(1).forEach(child -> count(child, false));
      }
      default -> node.children().forEach(child -> count(child, unconditional));
    }
  }

  private static boolean isComputed(Expression node) {
    return !node.children().isEmpty();
  }

  /** Top-down, so that the largest shared expressions are taken whole. */
  private Expression replace(Expression node) {
    Uses known = uses.get(node);
    if (known != null && known.isShared()) {
      return shared.computeIfAbsent(node, expression -> columns.create("shared", expression));
    }
    return ExpressionTrees.mapChildren(node, this::replace);
  }
}
