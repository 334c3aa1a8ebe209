package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value per row to be computed by a {@link DataFrame}: a column, a constant, or an expression
 * over them. Made by {@link Functions} or {@link DataFrame#col}; names and types are checked when
 * it is used. Immutable.
 *
 * <p>Operands that are not columns (numbers, text, dates, booleans) count as constants.
 */
public final class Column {
  private final ColumnNode node;
  private final @Nullable String label;
  private final boolean ascending;
  private final boolean nullsFirst;

  private Column(ColumnNode node, @Nullable String label, boolean ascending, boolean nullsFirst) {
    this.node = node;
    this.label = label;
    this.ascending = ascending;
    this.nullsFirst = nullsFirst;
  }

  static Column of(ColumnNode node) {
    return new Column(node, null, true, false);
  }

  static Column named(ColumnNode node, String label) {
    return new Column(node, label, true, false);
  }

  ColumnNode node() {
    return node;
  }

  @Nullable String label() {
    return label;
  }

  boolean ascending() {
    return ascending;
  }

  boolean nullsFirst() {
    return nullsFirst;
  }

  /** The same values under another label. */
  public Column as(String newLabel) {
    return new Column(node, newLabel, ascending, nullsFirst);
  }

  /** For {@code orderBy}: smallest first, nulls last. */
  public Column asc() {
    return new Column(node, label, true, nullsFirst);
  }

  /** For {@code orderBy}: largest first, nulls last. */
  public Column desc() {
    return new Column(node, label, false, nullsFirst);
  }

  /** For {@code orderBy}: nulls before everything else. */
  public Column withNullsFirst() {
    return new Column(node, label, ascending, true);
  }

  /** Sum. */
  public Column plus(Object other) {
    return arithmetic(ArithmeticOperator.ADD, other);
  }

  /** Difference. */
  public Column minus(Object other) {
    return arithmetic(ArithmeticOperator.SUBTRACT, other);
  }

  /** Product. */
  public Column times(Object other) {
    return arithmetic(ArithmeticOperator.MULTIPLY, other);
  }

  /** Quotient: truncated for integers, else a double. */
  public Column dividedBy(Object other) {
    return arithmetic(ArithmeticOperator.DIVIDE, other);
  }

  /** Remainder with the sign of the dividend. */
  public Column modulo(Object other) {
    return arithmetic(ArithmeticOperator.MODULO, other);
  }

  /** Whether both are equal. */
  public Column eq(Object other) {
    return comparison(ComparisonOperator.EQUAL, other);
  }

  /** Whether both differ. */
  public Column ne(Object other) {
    return comparison(ComparisonOperator.NOT_EQUAL, other);
  }

  /** Less than. */
  public Column lt(Object other) {
    return comparison(ComparisonOperator.LESS, other);
  }

  /** Less or equal. */
  public Column le(Object other) {
    return comparison(ComparisonOperator.LESS_OR_EQUAL, other);
  }

  /** Greater than. */
  public Column gt(Object other) {
    return comparison(ComparisonOperator.GREATER, other);
  }

  /** Greater or equal. */
  public Column ge(Object other) {
    return comparison(ComparisonOperator.GREATER_OR_EQUAL, other);
  }

  /** Within both bounds, inclusive. */
  public Column between(Object low, Object high) {
    return ge(low).and(le(high));
  }

  /** Conjunction. */
  public Column and(Column other) {
    return of(new ColumnNode.Logical(true, node, other.node));
  }

  /** Disjunction. */
  public Column or(Column other) {
    return of(new ColumnNode.Logical(false, node, other.node));
  }

  /** Negation. */
  public Column not() {
    return of(new ColumnNode.Not(node));
  }

  /** Whether it is null. */
  public Column isNull() {
    return of(new ColumnNode.IsNull(node));
  }

  /** Whether it is not null. */
  public Column isNotNull() {
    return isNull().not();
  }

  /** Whether text matches a pattern in which % stands for any text and _ for one character. */
  public Column like(String pattern) {
    return of(new ColumnNode.Like(node, pattern));
  }

  /** Whether it equals one of the constants. */
  public Column in(Object... values) {
    return of(
        new ColumnNode.In(
            node, Arrays.stream(values).map(value -> Functions.toColumn(value).node).toList()));
  }

  /** Converts to another type; a value that does not fit is an error. */
  public Column cast(DataType type) {
    return of(new ColumnNode.Cast(node, type));
  }

  private Column arithmetic(ArithmeticOperator operator, Object other) {
    return of(new ColumnNode.Arithmetic(operator, node, Functions.toColumn(other).node));
  }

  private Column comparison(ComparisonOperator operator, Object other) {
    return of(new ColumnNode.Comparison(operator, node, Functions.toColumn(other).node));
  }
}
