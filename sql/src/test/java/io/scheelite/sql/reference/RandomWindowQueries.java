package io.scheelite.sql.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up statements with window functions or grouping sets over a table v: columns v_id (unique),
 * v_p, v_q, v_b (integers), v_m (decimal), v_d (double), v_s (text), v_t (date). Every one is valid
 * and means the same in DuckDB.
 */
public final class RandomWindowQueries {
  private static final List<String> KEYS = List.of("v_p", "v_q", "v_s");
  private static final List<String> VALUES = List.of("v_b", "v_m", "v_s", "v_t", "v_q", "v_d");
  private static final List<String> NUMBERS = List.of("v_b", "v_m", "v_q", "v_d");

  private final RandomGenerator random;

  /** A generator; one per statement. */
  public RandomWindowQueries(RandomGenerator random) {
    this.random = random;
  }

  /** A statement. */
  public String next() {
    return random.nextInt(4) == 0 ? groupingSets() : windows();
  }

  private String windows() {
    List<String> selected = new ArrayList<>(List.of("v_id"));
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      selected.add(function() + " f" + i);
    }
    String where =
        switch (random.nextInt(4)) {
          case 0 -> " where v_b > " + random.nextInt(100);
          case 1 -> " where v_p = " + random.nextInt(9);
          default -> "";
        };
    return "select " + String.join(", ", selected) + " from v" + where;
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String function() {
    return switch (random.nextInt(5)) {
      case 0 -> rank() + " over (" + partition() + total() + ")";
      case 1 -> valueOf() + " over (" + partition() + total() + rows() + ")";
      case 2 -> aggregate() + " over (" + partition() + total() + rows() + ")";
      case 3 -> aggregate() + " over (" + partition() + peers() + ")";
      default -> aggregate() + " over (" + partition() + range() + ")";
    };
  }

  private String partition() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "partition by " + any(KEYS) + ", " + any(KEYS) + " ";
      default -> "partition by " + any(KEYS) + " ";
    };
  }

  /** An order without ties. */
  private String total() {
    return "order by " + direction(any(VALUES)) + ", " + direction("v_id");
  }

  private String direction(String column) {
    return column
        + (random.nextBoolean() ? " desc" : "")
        + List.of("", " nulls first", " nulls last").get(random.nextInt(3));
  }

  private String rank() {
    return switch (random.nextInt(8)) {
      case 0 -> "row_number()";
      case 1 -> "rank()";
      case 2 -> "dense_rank()";
      case 3 -> "percent_rank()";
      case 4 -> "cume_dist()";
      case 5 -> "ntile(" + (1 + random.nextInt(7)) + ")";
      default -> shifted();
    };
  }

  private String shifted() {
    String value = any(VALUES);
    return (random.nextBoolean() ? "lag(" : "lead(")
        + value
        + (random.nextBoolean() ? "" : ", " + random.nextInt(1, 5))
        + (random.nextInt(3) == 0 ? " ignore nulls)" : ")");
  }

  private String valueOf() {
    String nulls = random.nextInt(3) == 0 ? " ignore nulls)" : ")";
    return switch (random.nextInt(3)) {
      case 0 -> "first_value(" + any(VALUES) + nulls;
      case 1 -> "last_value(" + any(VALUES) + nulls;
      default -> "nth_value(" + any(VALUES) + ", " + (1 + random.nextInt(4)) + nulls;
    };
  }

  private String aggregate() {
    String filter = random.nextInt(4) == 0 ? " filter (where v_q > 3)" : "";
    return switch (random.nextInt(6)) {
      case 0 -> "count(*)" + filter;
      case 1 -> "count(" + any(VALUES) + ")" + filter;
      case 2 -> "sum(" + any(NUMBERS) + ")" + filter;
      case 3 -> "avg(" + any(NUMBERS) + ")" + filter;
      case 4 -> "min(" + any(VALUES) + ")" + filter;
      default -> "max(" + any(VALUES) + ")" + filter;
    };
  }

  private String rows() {
    if (random.nextInt(4) == 0) {
      return "";
    }
    String unit = random.nextBoolean() ? " rows" : " groups";
    return unit
        + bounds(Integer.toString(random.nextInt(6)), Integer.toString(random.nextInt(6)))
        + exclusion();
  }

  /** Bounds in an order that is allowed. */
  private String bounds(String first, String second) {
    return switch (random.nextInt(9)) {
      case 0 -> " between unbounded preceding and unbounded following";
      case 1 -> " between unbounded preceding and " + first + " preceding";
      case 2 -> " between unbounded preceding and " + first + " following";
      case 3 -> " between " + first + " preceding and " + second + " preceding";
      case 4 -> " between " + first + " preceding and " + second + " following";
      case 5 -> " between " + first + " following and " + second + " following";
      case 6 -> " between current row and " + first + " following";
      case 7 -> " between " + first + " preceding and current row";
      default -> " between " + first + " following and unbounded following";
    };
  }

  private String exclusion() {
    return List.of(
            "",
            "",
            "",
            " exclude current row",
            " exclude group",
            " exclude ties",
            " exclude no others")
        .get(random.nextInt(7));
  }

  /** Frames that ties are all in or out of. */
  private String peers() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "order by " + direction(any(VALUES));
      case 2 ->
          "order by "
              + direction(any(VALUES))
              + " range between current row and unbounded following";
      default ->
          "order by "
              + direction(any(KEYS))
              + " groups"
              + bounds(Integer.toString(random.nextInt(4)), Integer.toString(random.nextInt(4)))
              + (random.nextBoolean() ? " exclude group" : "");
    };
  }

  private String range() {
    return switch (random.nextInt(4)) {
      case 0 ->
          "order by "
              + direction("v_t")
              + " range"
              + bounds(
                  "interval '" + random.nextInt(200) + "' day",
                  "interval '" + random.nextInt(5) + "' month");
      case 1 -> "order by " + direction("v_m") + " range" + bounds("1.25", "3");
      case 2 -> "order by " + direction("v_d") + " range" + bounds(random.nextInt(90) + ".5", "20");
      default ->
          "order by "
              + direction(random.nextBoolean() ? "v_q" : "v_b")
              + " range"
              + bounds(Integer.toString(random.nextInt(9)), Integer.toString(random.nextInt(30)));
    };
  }

  private String groupingSets() {
    List<String> selected = new ArrayList<>(List.of("v_p", "v_q", "v_s"));
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      selected.add(aggregate() + " a" + i);
    }
    if (random.nextBoolean()) {
      selected.add("grouping(v_p, v_s) g");
    }
    String sets =
        switch (random.nextInt(4)) {
          case 0 -> "rollup (v_p, v_q, v_s)";
          case 1 -> "cube (v_p, v_q, v_s)";
          case 2 -> "v_s, rollup (v_q, v_p)";
          default -> "grouping sets ((v_p, v_q), (v_s), (v_q, v_s), ())";
        };
    String where = random.nextInt(3) == 0 ? " where v_b > " + random.nextInt(130) : "";
    String having = random.nextInt(3) == 0 ? " having count(*) > 2" : "";
    return "select "
        + String.join(", ", selected)
        + " from v"
        + where
        + " group by "
        + sets
        + having;
  }
}
