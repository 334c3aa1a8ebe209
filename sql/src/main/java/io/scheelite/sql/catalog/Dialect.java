package io.scheelite.sql.catalog;

/**
 * What settings change in the meaning of statements.
 *
 * @param integerDivision whether a division of integers gives an integer
 * @param nullForDivisionByZero whether it gives null, not an error
 * @param nullsFirst whether nulls are sorted before all values where a statement says nothing
 */
public record Dialect(boolean integerDivision, boolean nullForDivisionByZero, boolean nullsFirst) {
  /** What holds if nothing is set. */
  public static final Dialect DEFAULT = new Dialect(true, false, false);

  /** As this, with that division of integers. */
  public Dialect withIntegerDivision(boolean integers) {
    return new Dialect(integers, nullForDivisionByZero, nullsFirst);
  }

  /** As this, with null or an error. */
  public Dialect withNullForDivisionByZero(boolean nulls) {
    return new Dialect(integerDivision, nulls, nullsFirst);
  }

  /** As this, with that order of nulls. */
  public Dialect withNullsFirst(boolean first) {
    return new Dialect(integerDivision, nullForDivisionByZero, first);
  }
}
