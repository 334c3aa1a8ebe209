package io.scheelite.operators.expression;

/** Comparison of two values of one type. */
public enum ComparisonOperator {
  /** Equal. */
  EQUAL("="),
  /** Not equal. */
  NOT_EQUAL("<>"),
  /** Less. */
  LESS("<"),
  /** Less or equal. */
  LESS_OR_EQUAL("<="),
  /** Greater. */
  GREATER(">"),
  /** Greater or equal. */
  GREATER_OR_EQUAL(">="),
  /** Not equal, where two nulls count as equal; never null. */
  IS_DISTINCT_FROM("IS DISTINCT FROM"),
  /** Equal, where two nulls count as equal; never null. */
  IS_NOT_DISTINCT_FROM("IS NOT DISTINCT FROM");

  private final String symbol;

  ComparisonOperator(String symbol) {
    this.symbol = symbol;
  }

  /** As written in SQL. */
  public String symbol() {
    return symbol;
  }

  /** The operator that gives the same answer with the operands exchanged. */
  public ComparisonOperator mirrored() {
    return switch (this) {
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
      case EQUAL, NOT_EQUAL, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> this;
    };
  }
}
