package io.scheelite.operators.expression;

/** What {@link ScalarFunction#DATE_FIELD} reads off a date or timestamp. */
public enum DateField {
  /** Day of the week, Sunday is 0. */
  DOW,
  /** Day of the week, Monday is 1, Sunday 7. */
  ISODOW,
  /** Day of the year, from 1. */
  DOY,
  /** ISO 8601 week, 1 to 53. */
  WEEK,
  /** Year of the ISO 8601 week. */
  ISOYEAR,
  /** Quarter, from 1. */
  QUARTER,
  /** The year without its last digit. */
  DECADE,
  /** Century, 2001 is in the 21st. */
  CENTURY,
  /** Millennium, 2001 is in the third. */
  MILLENNIUM,
  /** Hour of the day. */
  HOUR,
  /** Minute of the hour. */
  MINUTE,
  /** Second of the minute. */
  SECOND,
  /** Milliseconds of the minute. */
  MILLISECOND,
  /** Microseconds of the minute. */
  MICROSECOND
}
