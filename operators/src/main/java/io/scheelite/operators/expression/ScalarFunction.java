package io.scheelite.operators.expression;

/** Built-in scalar functions. Unless said otherwise a null argument gives null. */
public enum ScalarFunction {
  /**
   * (UTF8 text, INT64 start from 1, INT64 length) → UTF8; counts code points; the length may be
   * left out.
   */
  SUBSTRING,
  /** (UTF8) → UTF8. */
  UPPER,
  /** (UTF8) → UTF8. */
  LOWER,
  /** (UTF8) → UTF8 without leading and trailing spaces. */
  TRIM,
  /** (UTF8) → INT64 number of code points. */
  LENGTH,
  /** (UTF8, UTF8) → UTF8. */
  CONCAT,
  /** (DATE or TIMESTAMP) → INT64. */
  YEAR,
  /** (DATE or TIMESTAMP) → INT64, 1 to 12. */
  MONTH,
  /** (DATE or TIMESTAMP) → INT64, 1 to 31. */
  DAY,
  /** (DATE, INT64 months) → DATE; the day is clamped to the month's last. */
  ADD_MONTHS,
  /** (DATE, INT64 days) → DATE. */
  ADD_DAYS,
  /** (any number) → the same type. */
  ABS,
  /** (any number) → the same type. */
  NEGATE,
  /** (arguments of one type) → the first that is not null. */
  COALESCE,
  /** (a, b of one type) → null where both are equal, else a. */
  NULLIF
}
