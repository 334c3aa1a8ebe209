package io.scheelite.sql.estimate;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The share of rows that pass predicates, by ranges and distinct counts; defaults where neither
 * helps.
 */
final class Selectivity {
  private static final double DEFAULT = 0.33;
  private static final double LIKE = 0.1;
  private static final double COMPUTED_EQUALITY = 0.05;
  private static final double COMPUTED_RANGE = 0.2;
  private static final double COLUMNS_RANGE = 0.5;

  private final Estimate input;

  Selectivity(Estimate input) {
    this.input = input;
  }

  /** Of a conjunction; the two bounds of a range on one column count together. */
  double ofAll(List<Expression> conjuncts) {
    Map<PlanColumn, double[]> ranges = new LinkedHashMap<>();
    List<Expression> others = new ArrayList<>();
    for (Expression conjunct : conjuncts) {
      if (!narrow(conjunct, ranges)) {
        others.add(conjunct);
      }
    }
    double result = 1;
    for (Map.Entry<PlanColumn, double[]> range : ranges.entrySet()) {
      result *= ofRange(range.getKey(), range.getValue());
    }
    for (Expression other : others) {
      result *= of(other);
    }
    return Math.clamp(result, 0, 1);
  }

  /** Narrows the range of a column compared with a constant; false when it is no such predicate. */
  private boolean narrow(Expression conjunct, Map<PlanColumn, double[]> ranges) {
    if (!(conjunct instanceof Expression.Comparison comparison)) {
      return false;
    }
    boolean columnFirst = comparison.left() instanceof PlanColumn;
    Expression columnSide = columnFirst ? comparison.left() : comparison.right();
    Expression constantSide = columnFirst ? comparison.right() : comparison.left();
    if (!(columnSide instanceof PlanColumn column) || !(constantSide instanceof Literal literal)) {
      return false;
    }
    ColumnEstimate known = input.column(column);
    double value = ColumnEstimate.position(literal);
    if (Double.isNaN(value) || Double.isNaN(known.min()) || Double.isNaN(known.max())) {
      return false;
    }
    double step = ColumnEstimate.step(column.type());
    double[] range = ranges.getOrDefault(column, new double[] {known.min(), known.max() + step});
    ComparisonOperator operator =
        columnFirst ? comparison.operator() : comparison.operator().mirrored();
    switch (operator) {
      case LESS -> range[1] = Math.min(range[1], value);
      case LESS_OR_EQUAL -> range[1] = Math.min(range[1], value + step);
      case GREATER -> range[0] = Math.max(range[0], value + step);
      case GREATER_OR_EQUAL -> range[0] = Math.max(range[0], value);
      case EQUAL, NOT_EQUAL, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> {
        return false;
      }
    }
    ranges.put(column, range);
    return true;
  }

  private double ofRange(PlanColumn column, double[] range) {
    ColumnEstimate known = input.column(column);
    double width = known.max() + ColumnEstimate.step(column.type()) - known.min();
    if (Double.isInfinite(width)) {
      return DEFAULT;
    }
    if (width <= 0) {
      return range[1] >= range[0] ? 1 : 0;
    }
    double share = Math.clamp((range[1] - range[0]) / width, 0, 1);
    return Math.max(share, 1 / Math.max(1, known.numBaseRows())) * (1 - known.nullFraction());
  }

  private double of(Expression predicate) {
    return switch (predicate) {
      case Literal literal -> Boolean.TRUE.equals(literal.value()) ? 1 : 0;
      case Expression.And and -> ofAll(and.operands());
      case Expression.Or or -> {
        double none = 1;
        for (Expression operand : or.operands()) {
          none *= 1 - ofAll(List.of(operand));
        }
        yield 1 - none;
      }
      case Expression.Not not -> 1 - ofAll(List.of(not.operand()));
      case Expression.IsNull isNull ->
          isNull.operand() instanceof PlanColumn column
              ? input.column(column).nullFraction()
              : DEFAULT;
      case Expression.Like like ->
          like.pattern().indexOf('%') < 0 && like.pattern().indexOf('_') < 0
              ? ofEquality(like.operand())
              : LIKE;
      case Expression.InList in -> Math.min(1, ofEquality(in.operand()) * in.values().size());
      case Expression.Comparison comparison -> ofComparison(comparison);
      case Expression.ColumnRef _,
          Expression.Arithmetic _,
          Expression.CaseWhen _,
          Expression.Cast _,
          Expression.FunctionCall _,
          Expression.PlannerExpression _ ->
          DEFAULT;
    };
  }

  private double ofEquality(Expression operand) {
    if (operand instanceof PlanColumn column) {
      ColumnEstimate known = input.column(column);
      return (1 - known.nullFraction()) / Math.max(1, known.numDistinct());
    }
    return COMPUTED_EQUALITY;
  }

  private double ofComparison(Expression.Comparison comparison) {
    boolean constant =
        comparison.left() instanceof Literal || comparison.right() instanceof Literal;
    Expression operand =
        comparison.left() instanceof Literal ? comparison.right() : comparison.left();
    return switch (comparison.operator()) {
      case EQUAL, IS_NOT_DISTINCT_FROM ->
          constant
              ? ofEquality(operand)
              : Math.min(ofEquality(comparison.left()), ofEquality(comparison.right()));
      case NOT_EQUAL, IS_DISTINCT_FROM -> constant ? 1 - ofEquality(operand) : 0.9;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
        boolean known = operand instanceof PlanColumn column && input.columns().containsKey(column);
        yield constant ? (known ? DEFAULT : COMPUTED_RANGE) : COLUMNS_RANGE;
      }
    };
  }
}
