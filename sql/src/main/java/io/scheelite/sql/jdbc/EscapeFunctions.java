package io.scheelite.sql.jdbc;

import io.scheelite.sql.expression.NamedFunction;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which functions of the JDBC specification's appendix "Scalar Functions" a statement may call, in
 * braces ({@code {fn …}}) or without.
 */
final class EscapeFunctions {
  /** Those that are read by the grammar and not found by their name. */
  private static final Set<String> IN_GRAMMAR =
      Set.of(
          "POSITION",
          "SUBSTRING",
          "CURRENT_DATE",
          "CURRENT_TIMESTAMP",
          "CURDATE",
          "NOW",
          "EXTRACT",
          "TIMESTAMPADD");

  static final String NUMERIC =
      known(
          "ABS ACOS ASIN ATAN ATAN2 CEILING COS COT DEGREES EXP FLOOR LOG LOG10 MOD PI POWER"
              + " RADIANS RAND ROUND SIGN SIN SQRT TAN TRUNCATE");

  static final String TEXT =
      known(
          "ASCII CHAR CHARACTER_LENGTH CHAR_LENGTH CONCAT DIFFERENCE INSERT LCASE LEFT LENGTH"
              + " LOCATE LTRIM OCTET_LENGTH POSITION REPEAT REPLACE RIGHT RTRIM SOUNDEX SPACE"
              + " SUBSTRING UCASE");

  /** Without DAYOFWEEK, which counts from 0 here and from 1 in JDBC. */
  static final String TIME =
      known(
          "CURDATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURTIME DAYNAME DAYOFMONTH"
              + " DAYOFYEAR EXTRACT HOUR MINUTE MONTH MONTHNAME NOW QUARTER SECOND TIMESTAMPADD"
              + " TIMESTAMPDIFF WEEK YEAR");

  static final String SYSTEM = known("DATABASE IFNULL USER");

  private EscapeFunctions() {}

  private static String known(String names) {
    return Arrays.stream(names.split(" "))
        .filter(name -> IN_GRAMMAR.contains(name) || NamedFunction.find(name) != null)
        .collect(Collectors.joining(","));
  }
}
