package io.scheelite.bench.operators;

import java.util.Locale;

/**
 * Tables that operators work on. Both engines make them by the same text of whole numbers, so that
 * the rows are equal without a file in between.
 *
 * <p>Numbers that look random are squares modulo a prime ({@link #PRIME}) of multiples of the row's
 * number. Keys that must be unique are the numbers of the rows times that prime, modulo the number
 * of rows: all of them, in an order that hops through the table.
 */
public enum OperatorTable {
  /** Six million rows, with keys that 1.5 million of {@link #KEYS} have and keys of which half. */
  FACTS(6_000_000),
  /** Thirty million rows, with the keys of {@link #MANY_KEYS}. */
  MANY_FACTS(30_000_000),
  /** One row for each of 1.5 million keys. */
  KEYS(1_500_000),
  /** One row for each of 15 million keys. */
  MANY_KEYS(15_000_000),
  /** One row for each of 450 thousand pairs of texts. */
  NAMES(451_199),
  /** Six million rows of ten columns. */
  WIDE(6_000_000);

  /** That of Mersenne, 2^31 - 1: the square of what is left of it fits into 64 bits. */
  private static final long PRIME = 2_147_483_647L;

  /** A prime, and at full scale times 301: without a common divisor, each pair comes once. */
  private static final long FIRST_TEXTS = 1_499;

  private static final double SECOND_TEXTS = 301;

  private final long rowsAtFullScale;

  OperatorTable(long rowsAtFullScale) {
    this.rowsAtFullScale = rowsAtFullScale;
  }

  /** Its name in statements. */
  String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many rows it has when all tables are made larger or smaller by this factor. */
  long numRows(double scale) {
    return this == NAMES
        ? FIRST_TEXTS * secondTexts(scale)
        : Math.max(1, Math.round(rowsAtFullScale * scale));
  }

  private static long secondTexts(double scale) {
    return Math.max(1, Math.round(SECOND_TEXTS * scale));
  }

  /** A query that gives the rows, in SQL of both engines. */
  String rows(double scale) {
    long numRows = numRows(scale);
    String unique = "id * " + PRIME + " % " + numRows;
    String columns =
        switch (this) {
          case FACTS ->
              String.join(
                  ", ",
                  "id",
                  unique + " AS place",
                  "h % " + KEYS.numRows(scale) + " AS k",
                  "h % " + 2 * KEYS.numRows(scale) + " AS half_k",
                  "h % " + Math.max(1, numRows / 1000) + " AS part",
                  "h % 10007 AS v",
                  texts("h % " + NAMES.numRows(scale), scale));
          case MANY_FACTS -> "h % " + MANY_KEYS.numRows(scale) + " AS k, h % 10007 AS v";
          case KEYS, MANY_KEYS -> unique + " AS k, h % 10009 AS w";
          case NAMES -> texts("(" + unique + ")", scale) + ", h % 10009 AS w";
          case WIDE ->
              "h AS a, id AS b, h % 7919 AS c, h % 104729 AS d, id % 31 AS e, CAST(h % 1299709 AS"
                  + " DOUBLE) AS f, CAST(id % 1000 AS DOUBLE) AS g, 'order-' || CAST(id AS VARCHAR)"
                  + " AS s, 'clerk-number-' || CAST(h % 9973 AS VARCHAR) AS t, 'mode-' || CAST(h %"
                  + " 7 AS VARCHAR) AS u";
        };
    return "SELECT " + columns + " FROM (" + numbers(numRows) + ") AS x";
  }

  /** Two texts for a number; different numbers below the product of their counts differ in one. */
  private static String texts(String number, double scale) {
    return "'customer-' || CAST("
        + number
        + " % "
        + FIRST_TEXTS
        + " AS VARCHAR) AS s, 'in-segment-' || CAST("
        + number
        + " % "
        + secondTexts(scale)
        + " AS VARCHAR) AS t";
  }

  /** Numbers of rows, and what looks random of each. */
  private static String numbers(long numRows) {
    return "SELECT id, q * q % "
        + PRIME
        + " AS h FROM (SELECT id, id * 2654435761 % "
        + PRIME
        + " AS q FROM (SELECT CAST(i AS BIGINT) AS id FROM range("
        + numRows
        + ") AS r(i)) AS n) AS m";
  }
}
