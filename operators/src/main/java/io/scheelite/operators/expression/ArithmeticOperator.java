package io.scheelite.operators.expression;

/** Binary arithmetic. */
public enum ArithmeticOperator {
  /** Sum. */
  ADD("+"),
  /** Difference. */
  SUBTRACT("-"),
  /** Product. */
  MULTIPLY("*"),
  /** Quotient: integers truncate toward zero; decimals are cast to double before. */
  DIVIDE("/"),
  /** Remainder with the sign of the dividend. */
  MODULO("%");

  private final String symbol;

  ArithmeticOperator(String symbol) {
    this.symbol = symbol;
  }

  /** Whether this is +, − or ×, which are defined for all operands. */
  public boolean isRing() {
    return this == ADD || this == SUBTRACT || this == MULTIPLY;
  }

  /** As written in SQL. */
  public String symbol() {
    return symbol;
  }
}
