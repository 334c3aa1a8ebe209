package io.scheelite.operators.expression;

/** Spans of time, for rounding and differences. */
public enum DateUnit {
  /** A thousand years. */
  MILLENNIUM,
  /** A hundred years. */
  CENTURY,
  /** Ten years. */
  DECADE,
  /** From January 1st. */
  YEAR,
  /** Three months. */
  QUARTER,
  /** From the first. */
  MONTH,
  /** From Monday. */
  WEEK,
  /** From midnight. */
  DAY,
  /** 60 minutes. */
  HOUR,
  /** 60 seconds. */
  MINUTE,
  /** A million microseconds. */
  SECOND,
  /** A thousand microseconds. */
  MILLISECOND,
  /** The smallest. */
  MICROSECOND
}
