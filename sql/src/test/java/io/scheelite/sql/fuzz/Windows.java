package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.FromClause.From;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes window functions whose value does not depend on the order of rows that are peers. */
final class Windows {
  private static final Shape SMALL = Shape.integer(64, 1_000_000);
  private static final List<String> BOUNDS =
      List.of(
          "unbounded preceding",
          "2 preceding",
          "current row",
          "1 following",
          "unbounded following");
  private static final List<String> EXCLUSIONS =
      List.of("", "", "", " exclude current row", " exclude group", " exclude ties");

  private final Choices choices;
  private final Expressions expressions;
  private final Aggregates aggregates;
  private final List<String> definitions = new ArrayList<>();
  private boolean named;

  Windows(Choices choices, Expressions expressions, Aggregates aggregates) {
    this.choices = choices;
    this.expressions = expressions;
    this.aggregates = aggregates;
  }

  Term next(From from) {
    Scope scope = new Scope(from.terms(), null, false);
    String partition = partition(scope);
    boolean total = from.identified() && choices.chance(60);
    return total ? overTotalOrder(from, scope, partition) : overPeers(scope, partition);
  }

  private String partition(Scope scope) {
    if (!choices.chance(60)) {
      return "";
    }
    Term first = expressions.exact(scope, choices.chance(20) ? 1 : 0);
    String second = choices.chance(20) ? ", " + expressions.exact(scope, 0).text() : "";
    return first.constant() ? "" : "partition by " + first.text() + second + " ";
  }

  private String direction() {
    return choices.oneOf(
        List.of("", "", " desc", " nulls first", " desc nulls last", " asc nulls last"));
  }

  private List<String> keys(Scope scope, int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Term key = expressions.exact(scope, choices.chance(20) ? 1 : 0);
      if (!key.constant()) {
        keys.add(key.text() + direction());
      }
    }
    return keys;
  }

  private Term term(String function, String window, Shape shape) {
    return new Term(function + " over " + reference(window), shape, false);
  }

  /** Either the window in parentheses or a name that WINDOW gives it. */
  private String reference(String window) {
    if (!named) {
      return "(" + window + ")";
    }
    int known = definitions.indexOf(window);
    if (known < 0) {
      definitions.add(window);
    }
    return "w" + (known < 0 ? definitions.size() - 1 : known);
  }

  /** Begins a query, the windows of which may have names. */
  void begin() {
    named = choices.chance(20);
    definitions.clear();
  }

  /** The clause that names the windows since {@link #begin}; empty if they have none. */
  String end() {
    List<String> windows = new ArrayList<>();
    for (String window : definitions) {
      windows.add("w" + windows.size() + " as (" + window + ")");
    }
    String clause = windows.isEmpty() ? "" : " window " + String.join(", ", windows);
    named = false;
    definitions.clear();
    return clause;
  }

  /** Over the groups of a query, the keys and aggregates of which are given. */
  @Nullable Term overGroups(List<Term> values) {
    List<String> exact =
        values.stream()
            .filter(term -> term.shape().exact() && !term.constant())
            .map(Term::text)
            .toList();
    if (exact.isEmpty()) {
      return null;
    }
    String window =
        (exact.size() > 1 && choices.chance(40) ? "partition by " + exact.getFirst() + " " : "")
            + "order by "
            + exact.getLast()
            + direction();
    return switch (choices.below(3)) {
      case 0 -> term("rank()", window, SMALL);
      case 1 -> term("cast(sum(count(*))", window, SMALL).then(" as bigint)");
      default ->
          term(
              "max(" + exact.getFirst() + ")",
              window,
              values.get(indexOf(values, exact.getFirst())).shape());
    };
  }

  private static int indexOf(List<Term> terms, String text) {
    return terms.stream().map(Term::text).toList().indexOf(text);
  }

  private Term overPeers(Scope scope, String partition) {
    List<String> keys = keys(scope, choices.below(3));
    String order = keys.isEmpty() ? "" : "order by " + String.join(", ", keys);
    if (!keys.isEmpty() && choices.chance(40)) {
      String rank =
          choices.oneOf(List.of("rank()", "dense_rank()", "percent_rank()", "cume_dist()"));
      return term(
          rank,
          partition + order,
          rank.startsWith("percent") || rank.startsWith("cume") ? Shape.ROUNDED : SMALL);
    }
    Term aggregate = aggregates.plain(scope, 1, false);
    String frame = keys.isEmpty() || !choices.chance(40) ? "" : " " + peerFrame();
    return over(aggregate, partition + order + frame);
  }

  /** Frames that hold all peers or none. */
  private String peerFrame() {
    return choices.chance(60)
        ? frame("groups")
        : choices.oneOf(
            List.of(
                "range between unbounded preceding and current row",
                "range between current row and unbounded following",
                "range between unbounded preceding and unbounded following"));
  }

  private String frame(String unit) {
    int from = choices.below(4);
    int to = Math.max(from, Math.max(1, choices.below(5)));
    String exclusion = choices.oneOf(EXCLUSIONS);
    boolean partOfPeers =
        !unit.equals("rows") && (exclusion.contains("row") || exclusion.contains("ties"));
    return unit
        + " between "
        + BOUNDS.get(from)
        + " and "
        + BOUNDS.get(to)
        + (partOfPeers ? "" : exclusion);
  }

  private Term over(Term aggregate, String window) {
    return Aggregates.followed(aggregate, " over " + reference(window));
  }

  private Term overTotalOrder(From from, Scope scope, String partition) {
    List<String> keys = keys(scope, choices.below(2));
    for (Term column : from.identity()) {
      keys.add(column.text() + direction());
    }
    String window = partition + "order by " + String.join(", ", keys);
    String frame = choices.chance(50) ? " " + frame("rows") : "";
    Term value = expressions.any(scope, 1);
    return switch (choices.below(10)) {
      case 0 -> term("row_number()", window, SMALL);
      case 1 -> term("ntile(" + (1 + choices.below(4)) + ")", window, SMALL);
      case 8 ->
          term(
              choices.oneOf(List.of("first_value(", "last_value(", "lag("))
                  + value.text()
                  + " ignore nulls)",
              window,
              value.shape());
      case 9 -> ranged(scope, partition);
      case 2 -> term("lag(" + value.text() + offset() + ")", window, value.shape());
      case 3 -> term("lead(" + value.text() + offset() + ")", window, value.shape());
      case 4 -> term("first_value(" + value.text() + ")", window + frame, value.shape());
      case 5 -> term("last_value(" + value.text() + ")", window + frame, value.shape());
      case 6 -> term("nth_value(" + value.text() + ", 2)", window + frame, value.shape());
      default -> over(aggregates.plain(scope, 1, false), window + frame);
    };
  }

  /** RANGE with offsets, over one key. */
  private Term ranged(Scope scope, String partition) {
    Shape.Kind kind =
        choices.oneOf(
            List.of(Shape.Kind.INTEGER, Shape.Kind.INTEGER, Shape.Kind.DATE, Shape.Kind.DECIMAL));
    Term key = expressions.leaf(kind, scope);
    boolean small = key.shape().bound().compareTo(BigDecimal.valueOf(10_000)) < 0;
    boolean wide = kind != Shape.Kind.INTEGER || key.shape().width() >= 32;
    boolean roomy =
        kind != Shape.Kind.DECIMAL
            || key.shape().fitsDecimal(key.shape().width() - 1, key.shape().scale());
    if (key.constant() || !small || !wide || !roomy) {
      return term("count(*)", partition, SMALL);
    }
    String bounds =
        choices.oneOf(
            List.of(
                "2 preceding and 1 following",
                "unbounded preceding and 3 preceding",
                "1 following and 4 following",
                "current row and 2 following"));
    if (kind == Shape.Kind.DATE) {
      bounds =
          bounds.replaceAll(
              "([1-4]) ", "interval '$1' " + choices.oneOf(List.of("day ", "month ")));
    }
    String order = "order by " + key.text() + choices.oneOf(List.of("", " desc", " nulls first"));
    String exclusion = choices.oneOf(List.of("", "", " exclude group"));
    return over(
        aggregates.plain(scope, 1, false),
        partition + order + " range between " + bounds + exclusion);
  }

  private String offset() {
    return choices.oneOf(List.of("", ", 2", ", 0", ", 1"));
  }
}
