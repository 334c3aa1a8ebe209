package io.scheelite.bench.operators;

import static io.scheelite.bench.operators.OperatorTable.FACTS;
import static io.scheelite.bench.operators.OperatorTable.KEYS;
import static io.scheelite.bench.operators.OperatorTable.MANY_FACTS;
import static io.scheelite.bench.operators.OperatorTable.MANY_KEYS;
import static io.scheelite.bench.operators.OperatorTable.NAMES;
import static io.scheelite.bench.operators.OperatorTable.WIDE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One operator over given rows. Answers are a row or a page, so that it is the operator that takes
 * the time and not the way to the client; how it is forced to do its whole work all the same:
 *
 * <ul>
 *   <li>Groups: each group's key is multiplied with its count and sum, and these are summed up. No
 *       aggregate of aggregates gives that without the groups. The count of different values is the
 *       answer itself.
 *   <li>Joins: the extremes and the sum of an expression of columns of both sides, for which each
 *       pair must be made; none is a sum that could be found before the join. Semi and anti joins
 *       sum up columns of the side that is kept.
 *   <li>Sorts: all rows but the first and the last, of which all columns are summed up. A page of
 *       the last rows would not do: we pass over rows that OFFSET leaves out without making columns
 *       of them, where DuckDB makes all. Sums do not depend on the order inside, so that pages from
 *       the beginning, the middle and the end are compared as well, once and without a clock. Keys
 *       are unique as a whole.
 *   <li>Windows: the result is multiplied with a column of its row, or is of numbers that differ
 *       from row to row, and summed up: each must stand at its row.
 * </ul>
 */
public enum OperatorCase {
  /** Four rows in each group. */
  GROUP_MANY("group/int64-1.5m-of-6m", 0.4, new Input(FACTS, "k, v")),
  /** Groups that fit into no cache. */
  GROUP_MORE("group/int64-15m-of-30m", 0.3, new Input(MANY_FACTS, "k, v")),
  /** Pairs of texts. */
  GROUP_TEXTS("group/two-strings-450k", 0.6, new Input(FACTS, "s, t, v")),
  /** Different values. */
  COUNT_DISTINCT("group/count-distinct", 0.6, new Input(FACTS, "k")),
  /** Each row of the larger side finds one. */
  JOIN("join/inner-1.5m-6m", 0.6, new Input(FACTS, "k, v"), new Input(KEYS, "k, w")),
  /** The same where no side fits into a cache. */
  JOIN_MANY("join/inner-15m-30m", 0.8, new Input(MANY_FACTS, "k, v"), new Input(MANY_KEYS, "k, w")),
  /** Half of the rows find none. */
  JOIN_LEFT("join/left", 0.7, new Input(FACTS, "half_k, v"), new Input(KEYS, "k, w")),
  /** Rows with a partner. */
  JOIN_SEMI("join/semi", 0.7, new Input(FACTS, "half_k, v"), new Input(KEYS, "k")),
  /** Rows without one. */
  JOIN_ANTI("join/anti", 0.7, new Input(FACTS, "half_k, v"), new Input(KEYS, "k")),
  /** Rows without a partner on both sides. */
  JOIN_FULL("join/full", 0.7, new Input(FACTS, "half_k, v"), new Input(KEYS, "k, w")),
  /** Keys of two texts. */
  JOIN_TEXTS("join/two-strings", 0.7, new Input(FACTS, "s, t, v"), new Input(NAMES, "s, t, w")),
  /** By a number that repeats, then a text that does not. */
  SORT("sort/int64-string", 0.6, new Input(WIDE, "c, s, b")),
  /** Ten columns. */
  SORT_WIDE("sort/wide-10-columns", 0.8, new Input(WIDE, "a, b, c, d, e, f, g, s, t, u")),
  /** A heap of few. */
  TOP("sort/top-100", 0.7, new Input(FACTS, "v, place, id, k")),
  /** Partitions of a thousand rows. */
  ROW_NUMBER("window/row-number", 0.7, new Input(FACTS, "part, place, v")),
  /** From the partition's first row to this one. */
  RUNNING_SUM("window/running-sum", 0.7, new Input(FACTS, "part, place, v")),
  /** A frame that moves. */
  MOVING_AVERAGE("window/moving-average-100", 0.7, new Input(FACTS, "part, place, v"));

  /** Our time over DuckDB's that we aim at where memory is short. */
  private static final double SPILLING_TARGET = 1.0;

  private static final double SPILLING_SORT_TARGET = 0.5;

  private static final long PAGE_ROWS = 100;

  /** Columns by which rows of {@link #pages} are in order. */
  static final List<Integer> PAGE_SORT_COLUMNS = List.of(0, 1);

  private final String label;
  private final double target;

  @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
  private final List<Input> inputs;

  OperatorCase(String label, double target, Input... inputs) {
    this.label = label;
    this.target = target;
    this.inputs = List.of(inputs);
  }

  /**
   * What is read.
   *
   * @param table from which
   * @param columns of it, as they stand in SELECT
   */
  record Input(OperatorTable table, String columns) {}

  /** The cases whose names begin like one of these; all if there is none. */
  public static List<OperatorCase> beginningWith(List<String> prefixes) {
    List<OperatorCase> cases = new ArrayList<>(List.of(values()));
    cases.removeIf(
        one -> !prefixes.isEmpty() && prefixes.stream().noneMatch(one.label::startsWith));
    return cases;
  }

  /** Its name in reports. */
  public String label() {
    return label;
  }

  /** Our time over DuckDB's that we aim at where all fits into memory. */
  double target() {
    return target;
  }

  /** The same where the input is several times as large as memory. */
  double spillingTarget() {
    return this == SORT || this == SORT_WIDE ? SPILLING_SORT_TARGET : SPILLING_TARGET;
  }

  /** What it reads. */
  List<Input> inputs() {
    return inputs;
  }

  /** Columns of the answer by which rows are in order, where they are. */
  List<Integer> sortColumns() {
    return this == TOP ? List.of(0, 1) : List.of();
  }

  /** Queries for parts of what is sorted, which show that it is; none for other cases. */
  List<String> pages(double scale) {
    if (this != SORT && this != SORT_WIDE) {
      return List.of();
    }
    long numRows = inputs.getFirst().table().numRows(scale);
    return Stream.of(0L, numRows / 2, Math.max(0, numRows - PAGE_ROWS))
        .map(offset -> sorted(PAGE_ROWS, offset))
        .toList();
  }

  /** The query, in SQL of both engines. */
  String sql(double scale) {
    return switch (this) {
      case GROUP_MANY, GROUP_MORE ->
          "SELECT count(*), sum(n * (k % 1000)), sum(x * (k % 1000)), max(x) FROM (SELECT k,"
              + " count(*) AS n, sum(v) AS x FROM "
              + first()
              + " GROUP BY k) AS g";
      case GROUP_TEXTS ->
          "SELECT count(*), max(s), min(t), max(n), sum(x * strlen(s)), max(x) FROM (SELECT s, t,"
              + " count(*) AS n, sum(v) AS x FROM facts GROUP BY s, t) AS g";
      case COUNT_DISTINCT -> "SELECT count(DISTINCT k) FROM facts";
      case JOIN, JOIN_MANY -> pairs("INNER JOIN", "l.k = r.k");
      case JOIN_LEFT -> pairs("LEFT JOIN", "l.half_k = r.k");
      case JOIN_FULL -> pairs("FULL JOIN", "l.half_k = r.k");
      case JOIN_TEXTS -> pairs("INNER JOIN", "l.s = r.s AND l.t = r.t");
      case JOIN_SEMI -> kept("EXISTS");
      case JOIN_ANTI -> kept("NOT EXISTS");
      case SORT ->
          "SELECT count(*), sum(c), sum(strlen(s)), sum(b) FROM (" + middle(scale) + ") AS x";
      case SORT_WIDE ->
          "SELECT count(*), sum(a), sum(b), sum(c), sum(d), sum(e), sum(f), sum(g), sum(strlen(s)),"
              + " sum(strlen(t)), sum(strlen(u)) FROM ("
              + middle(scale)
              + ") AS x";
      case TOP -> "SELECT v, place, id, k FROM facts ORDER BY v DESC, place LIMIT 100";
      case ROW_NUMBER -> window("row_number() OVER (PARTITION BY part ORDER BY place)");
      case RUNNING_SUM ->
          window(
              "sum(v) OVER (PARTITION BY part ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND"
                  + " CURRENT ROW)");
      case MOVING_AVERAGE ->
          window(
              "avg(v) OVER (PARTITION BY part ORDER BY place ROWS BETWEEN 99 PRECEDING AND CURRENT"
                  + " ROW)");
    };
  }

  private String first() {
    return inputs.getFirst().table().tableName();
  }

  /** Digest of the pairs of a join; what has no partner counts with the other side's column. */
  private String pairs(String join, String condition) {
    String difference = "coalesce(l.v, 20000) * 3 - coalesce(r.w, 30000)";
    return "SELECT count(*), count(l.v), count(r.w), min("
        + difference
        + "), max("
        + difference
        + "), sum(("
        + difference
        + ") % 1009) FROM "
        + inputs.getFirst().table().tableName()
        + " AS l "
        + join
        + " "
        + inputs.get(1).table().tableName()
        + " AS r ON "
        + condition;
  }

  private static String kept(String exists) {
    return "SELECT count(*), sum(v), max(half_k), min(half_k) FROM facts AS l WHERE "
        + exists
        + " (SELECT 1 FROM keys AS r WHERE r.k = l.half_k)";
  }

  /** All rows in order but the first and the last: what these are, the order says. */
  private String middle(double scale) {
    return sorted(Math.max(1, inputs.getFirst().table().numRows(scale) - 2), 1);
  }

  private String sorted(long limit, long offset) {
    Input input = inputs.getFirst();
    return "SELECT "
        + input.columns()
        + " FROM "
        + input.table().tableName()
        + " ORDER BY "
        + (this == SORT ? "c, s" : "a, b")
        + " LIMIT "
        + limit
        + " OFFSET "
        + offset;
  }

  private static String window(String function) {
    return "SELECT count(x), sum(x * (v % 100)), max(x), min(x) FROM (SELECT v, "
        + function
        + " AS x FROM facts) AS w";
  }

  /** Tables that it reads. */
  List<OperatorTable> tables() {
    return inputs.stream().map(Input::table).collect(Collectors.toUnmodifiableList());
  }
}
