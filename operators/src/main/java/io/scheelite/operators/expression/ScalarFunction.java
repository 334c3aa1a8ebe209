package io.scheelite.operators.expression;

/**
 * Built-in scalar functions. Unless said otherwise a null argument gives null. Positions and counts
 * in texts are of code points, positions from 1.
 */
public enum ScalarFunction {
  /**
   * (UTF8 text, INT64 start, INT64 length) → UTF8: the characters at positions start to start +
   * length - 1 as far as they exist; the length may be left out.
   */
  SUBSTRING,
  /** (UTF8) → UTF8. */
  UPPER,
  /** (UTF8) → UTF8. */
  LOWER,
  /** (UTF8) → UTF8 without leading and trailing spaces. */
  TRIM,
  /** (UTF8, UTF8 characters) → UTF8 without any of the characters at both ends. */
  TRIM_BOTH,
  /** (UTF8, UTF8 characters) → UTF8 without any of the characters at the beginning. */
  TRIM_LEADING,
  /** (UTF8, UTF8 characters) → UTF8 without any of the characters at the end. */
  TRIM_TRAILING,
  /** (UTF8, INT64 n) → UTF8: the first n characters; for negative n all but the last -n. */
  LEFT,
  /** (UTF8, INT64 n) → UTF8: the last n characters; for negative n all but the first -n. */
  RIGHT,
  /** (UTF8, UTF8 separator, INT64 n) → UTF8: the n-th part; a negative n counts from the end. */
  SPLIT_PART,
  /** (UTF8 text, UTF8 from, UTF8 to) → UTF8 with each {@code from} replaced. */
  REPLACE,
  /** (UTF8) → UTF8, the last character first. */
  REVERSE,
  /** (UTF8, INT64 n) → UTF8: n times the text. */
  REPEAT,
  /** (UTF8, INT64 n, UTF8 fill) → UTF8 of n characters: filled on the left, or cut. */
  LPAD,
  /** (UTF8, INT64 n, UTF8 fill) → UTF8 of n characters: filled on the right, or cut. */
  RPAD,
  /** (UTF8) → INT64 number of code points. */
  LENGTH,
  /** (UTF8) → INT64 number of bytes. */
  OCTET_LENGTH,
  /** (UTF8) → INT64: the first code point, 0 of an empty text. */
  UNICODE,
  /** (UTF8 text, UTF8 part) → INT64: where the part is first found; 0 where it is not. */
  POSITION,
  /** (UTF8 text, UTF8 part) → BOOLEAN. */
  STARTS_WITH,
  /** (UTF8 text, UTF8 part) → BOOLEAN. */
  ENDS_WITH,
  /** (UTF8 text, UTF8 part) → BOOLEAN. */
  CONTAINS,
  /** (UTF8, UTF8 …) → UTF8. */
  CONCAT,
  /** (UTF8 separator, UTF8 …) → UTF8: the values that are not null, separated. */
  CONCAT_WS,
  /** (UTF8 text, UTF8 pattern, UTF8 constant: what escapes, or empty) → BOOLEAN: LIKE. */
  LIKE_PATTERN,
  /** (UTF8 text, UTF8 regular expression, UTF8 constant options) → BOOLEAN: found anywhere. */
  REGEX_FIND,
  /** (UTF8 text, UTF8 regular expression, UTF8 constant options) → BOOLEAN: all of the text. */
  REGEX_MATCH,
  /** (UTF8 text, UTF8 regular expression, UTF8 constant options) → INT64: how often found. */
  REGEX_COUNT,
  /** (UTF8 text, UTF8 regular expression, INT64 group, UTF8 constant options) → UTF8. */
  REGEX_EXTRACT,
  /** (UTF8 text, UTF8 regular expression, UTF8 replacement, UTF8 constant options) → UTF8. */
  REGEX_REPLACE,
  /** (UTF8) → UTF8: words begin with capitals, all else is in lower case. */
  INITCAP,
  /** (UTF8 text, UTF8 characters, UTF8 by which they are replaced) → UTF8. */
  TRANSLATE,
  /** (INT64 code point) → UTF8. */
  CHR,
  /** (INT64) → UTF8: hexadecimal digits. */
  HEX,
  /** (UTF8) → UTF8: hexadecimal digits of its bytes. */
  HEX_TEXT,
  /** (INT64) → UTF8: binary digits. */
  BINARY,
  /** (UTF8) → UTF8: hexadecimal digits of the digest. */
  MD5,
  /** (UTF8) → UTF8: hexadecimal digits of the digest. */
  SHA256,
  /** (DATE or TIMESTAMP, UTF8 format) → UTF8: as strftime. */
  TIME_TEXT,
  /** (DATE or TIMESTAMP) → INT64. */
  YEAR,
  /** (DATE or TIMESTAMP) → INT64, 1 to 12. */
  MONTH,
  /** (DATE or TIMESTAMP) → INT64, 1 to 31. */
  DAY,
  /** (DATE or TIMESTAMP, UTF8 constant: name of a {@link DateField}) → INT64. */
  DATE_FIELD,
  /** (DATE or TIMESTAMP) → FLOAT64 seconds since 1970. */
  EPOCH,
  /** (DATE or TIMESTAMP, UTF8 constant: name of a {@link DateUnit}) → the same type. */
  DATE_TRUNC,
  /**
   * (DATE or TIMESTAMP from, the same to, UTF8 constant: name of a {@link DateUnit}) → INT64: how
   * many borders of units are passed; weeks are seven days each from the first on.
   */
  DATE_DIFF,
  /** (DATE, INT64 months) → DATE; the day is clamped to the month's last. Also of TIMESTAMP. */
  ADD_MONTHS,
  /** (DATE, INT64 days) → DATE. */
  ADD_DAYS,
  /** (TIMESTAMP, INT64 microseconds) → TIMESTAMP. */
  ADD_MICROS,
  /** (DATE) → DATE: the last day of its month. */
  LAST_DAY,
  /** (INT64 year, INT64 month, INT64 day) → DATE. */
  MAKE_DATE,
  /** (INT64 year, month, day, hour and minute, FLOAT64 seconds) → TIMESTAMP. */
  MAKE_TIMESTAMP,
  /** (UTF8, UTF8 format) → TIMESTAMP: as strptime. */
  PARSE_TIME,
  /** (any number) → the same type. */
  ABS,
  /** (any number) → the same type. */
  NEGATE,
  /** (any number) → INT8: -1, 0 or 1. */
  SIGN,
  /**
   * (number, INT64 digits after the point) → for FLOAT64 the same type; for integers the same type,
   * constant digits; for decimals constant digits, of the result's scale where they are not
   * negative. Halves are rounded away from zero.
   */
  ROUND,
  /** As {@link #ROUND}, towards zero. */
  TRUNCATE,
  /** (FLOAT64 or decimal) → FLOAT64 or decimal of scale 0. */
  FLOOR,
  /** (FLOAT64 or decimal) → FLOAT64 or decimal of scale 0. */
  CEILING,
  /** (FLOAT64) → FLOAT64; of a negative number an error. */
  SQRT,
  /** (FLOAT64) → FLOAT64. */
  CBRT,
  /** (FLOAT64) → FLOAT64. */
  EXP,
  /** (FLOAT64) → FLOAT64: natural logarithm; of a number that is not positive an error. */
  LN,
  /** (FLOAT64) → FLOAT64; of a number that is not positive an error. */
  LOG2,
  /** (FLOAT64) → FLOAT64; of a number that is not positive an error. */
  LOG10,
  /** (FLOAT64, FLOAT64) → FLOAT64. */
  POWER,
  /** (FLOAT64) → FLOAT64. */
  SIN,
  /** (FLOAT64) → FLOAT64. */
  COS,
  /** (FLOAT64) → FLOAT64. */
  TAN,
  /** (FLOAT64) → FLOAT64; outside of -1 to 1 an error. */
  ASIN,
  /** (FLOAT64) → FLOAT64; outside of -1 to 1 an error. */
  ACOS,
  /** (FLOAT64) → FLOAT64. */
  ATAN,
  /** (FLOAT64 y, FLOAT64 x) → FLOAT64. */
  ATAN2,
  /** (FLOAT64) → FLOAT64. */
  SINH,
  /** (FLOAT64) → FLOAT64. */
  COSH,
  /** (FLOAT64) → FLOAT64. */
  TANH,
  /** (FLOAT64) → FLOAT64. */
  ASINH,
  /** (FLOAT64) → FLOAT64; below 1 not a number. */
  ACOSH,
  /** (FLOAT64) → FLOAT64; outside of -1 to 1 not a number. */
  ATANH,
  /** (FLOAT64 a, FLOAT64 b) → FLOAT64: a less the largest whole multiple of b below. */
  FLOOR_REST,
  /** (FLOAT64, FLOAT64 towards) → FLOAT64: the neighbour. */
  NEXT_AFTER,
  /** (INT64, INT64) → INT64. */
  BITS_AND,
  /** (INT64, INT64) → INT64. */
  BITS_OR,
  /** (INT64, INT64) → INT64. */
  BITS_XOR,
  /** (INT64, INT64) → INT64; an error where bits would be lost, or of negative numbers. */
  SHIFT_LEFT,
  /** (INT64, INT64) → INT64; the sign stays, but by 64 or more, or less than 0, it is 0. */
  SHIFT_RIGHT,
  /** (INT64) → INT64. */
  BIT_COUNT,
  /** (INT64, INT64) → INT64: the greatest common divisor. */
  GCD,
  /** (INT64, INT64) → INT64: the least common multiple. */
  LCM,
  /** (INT64) → INT64, from 0 to 20. */
  FACTORIAL,
  /** (LIST, INT64 position from 1, or from the end from -1) → the element; null outside. */
  LIST_ELEMENT,
  /** (STRUCT, INT64 constant: number of a field from 0) → the field. */
  STRUCT_FIELD,
  /** (MAP, key of its type) → the value of the first entry that has the key, else null. */
  MAP_VALUE,
  /** (LIST or MAP) → INT64 number of elements. */
  LIST_LENGTH,
  /** (LIST, value of its elements' type) → INT64: where it is first found; 0 where it is not. */
  LIST_POSITION,
  /** (values of one type …) → LIST of them, nulls as well. */
  LIST_VALUE,
  /** (values …) → STRUCT of them, nulls as well. */
  STRUCT_VALUE,
  /** (MAP) → LIST of its keys. */
  MAP_KEYS,
  /** (MAP) → LIST of its values. */
  MAP_VALUES,
  /** (arguments of one type) → the first that is not null. */
  COALESCE,
  /** (arguments of one type) → the largest that is not null. */
  GREATEST,
  /** (arguments of one type) → the smallest that is not null. */
  LEAST,
  /** (a, b of one type) → null where both are equal, else a. */
  NULLIF,
  /**
   * (sum: any number, INT64 count) → FLOAT64: what AVG makes of them; null where nothing was
   * counted. For plans that average in two steps; SQL does not know it.
   */
  MEAN;

  /** Whether a null argument makes the result null. */
  public boolean isStrict() {
    return switch (this) {
      case COALESCE, GREATEST, LEAST, NULLIF, MEAN, CONCAT_WS -> false;
      case LIST_VALUE, STRUCT_VALUE -> false;
      default -> true;
    };
  }

  /** Whether some arguments, of any type, are an error. */
  public boolean mayRaise() {
    return switch (this) {
      case ADD_MONTHS, ADD_DAYS, ADD_MICROS, MAKE_DATE, LAST_DAY, DATE_TRUNC, DATE_DIFF -> true;
      case ROUND, TRUNCATE, FLOOR, CEILING -> true;
      case SQRT, LN, LOG2, LOG10, ASIN, ACOS -> true;
      case SPLIT_PART, REPEAT, LPAD, RPAD -> true;
      case REGEX_FIND, REGEX_MATCH, REGEX_COUNT, REGEX_EXTRACT, REGEX_REPLACE -> true;
      case CHR, TIME_TEXT, PARSE_TIME, MAKE_TIMESTAMP -> true;
      case SHIFT_LEFT, GCD, LCM, FACTORIAL -> true;
      default -> false;
    };
  }
}
