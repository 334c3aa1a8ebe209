package io.scheelite.operators.expression;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Follows columns of expressions to other positions. */
public final class ColumnMapping {
  private final IntUnaryOperator position;

  private ColumnMapping(IntUnaryOperator position) {
    this.position = position;
  }

  /** Adds the columns that an expression reads. */
  public static void addColumns(Expression expression, BitSet columns) {
    if (expression instanceof Expression.ColumnRef reference) {
      columns.set(reference.index());
    }
    expression.children().forEach(child -> addColumns(child, columns));
  }

  /** The columns that an expression reads, ascending. */
  public static IntStream columns(Expression expression) {
    BitSet columns = new BitSet();
    addColumns(expression, columns);
    return columns.stream();
  }

  /** The expression with its columns at other positions. */
  public static Expression map(Expression expression, IntUnaryOperator position) {
    return new ColumnMapping(position).map(expression);
  }

  private List<Expression> map(List<Expression> expressions) {
    return expressions.stream().map(this::map).toList();
  }

  private Expression map(Expression expression) {
    return switch (expression) {
      case Expression.ColumnRef it ->
          new Expression.ColumnRef(position.applyAsInt(it.index()), it.type(), it.nullable());
      case Expression.Literal it -> it;
      case Expression.Arithmetic it ->
          new Expression.Arithmetic(it.operator(), map(it.left()), map(it.right()), it.type());
      case Expression.Comparison it ->
          new Expression.Comparison(it.operator(), map(it.left()), map(it.right()));
      case Expression.And it -> new Expression.And(map(it.operands()));
      case Expression.Or it -> new Expression.Or(map(it.operands()));
      case Expression.Not it -> new Expression.Not(map(it.operand()));
      case Expression.IsNull it -> new Expression.IsNull(map(it.operand()));
      case Expression.CaseWhen it ->
          new Expression.CaseWhen(
              map(it.conditions()), map(it.results()), map(it.otherwise()), it.type());
      case Expression.Cast it ->
          new Expression.Cast(map(it.operand()), it.type(), it.nullOnFailure());
      case Expression.Like it -> new Expression.Like(map(it.operand()), it.pattern(), it.escape());
      case Expression.InList it -> new Expression.InList(map(it.operand()), it.values());
      case Expression.FunctionCall it ->
          new Expression.FunctionCall(it.function(), map(it.arguments()), it.type(), it.nullable());
      case Expression.PlannerExpression it ->
          throw new IllegalArgumentException("plan holds what only a planner knows: " + it);
    };
  }
}
