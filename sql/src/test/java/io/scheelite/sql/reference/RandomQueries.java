package io.scheelite.sql.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes up statements over the tables of {@link SqlCases}: joins, subqueries, aggregates, set
 * operations, all over nulls. Every one is valid and means the same in DuckDB.
 */
public final class RandomQueries {
  private static final List<String> TABLES = List.of("t", "u", "w", "e");
  private static final List<String> SET_OPERATIONS =
      List.of(
          " union all ", " union ", " intersect ", " except ", " intersect all ", " except all ");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

  private final RandomGenerator random;
  private final List<List<Source>> scopes = new ArrayList<>();
  private int aliases;

  /** A generator; one per statement. */
  public RandomQueries(RandomGenerator random) {
    this.random = random;
  }

  /** A table in a FROM clause; columns are {@code alias.name_id} and so on. */
  private record Source(String table, String alias) {
    String column(String suffix) {
      return alias + "." + table + "_" + suffix;
    }
  }

  /** A statement. */
  public String next() {
    return switch (random.nextInt(6)) {
      case 0 -> aggregate();
      case 1 -> plain() + SET_OPERATIONS.get(random.nextInt(SET_OPERATIONS.size())) + plain();
      default -> plain(List.of());
    };
  }

  private String plain() {
    Source source = source();
    return String.format(
        Locale.ROOT,
        "select %s, %s from %s %s%s",
        source.column("a"),
        source.column("s"),
        source.table(),
        source.alias(),
        where(List.of(source), List.of(), 1));
  }

  private Source source() {
    String table = random.nextInt(12) == 0 ? "e" : TABLES.get(random.nextInt(3));
    return new Source(table, "x" + aliases++);
  }

  private String plain(List<Source> outer) {
    List<Source> sources = new ArrayList<>();
    String from = from(sources, 1 + random.nextInt(4));
    List<String> selected = new ArrayList<>();
    sources.forEach(source -> selected.add(source.column("id")));
    if (random.nextInt(3) == 0) {
      selected.add(scalar(sources) + " as q");
    }
    if (random.nextInt(4) == 0) {
      selected.add(truth(sources, 1) + " as v");
    }
    if (random.nextInt(3) == 0) {
      selected.add(number(sources) + " + " + number(sources) + " as n");
    }
    return "select " + String.join(", ", selected) + " from " + from + where(sources, outer, 2);
  }

  private String aggregate() {
    List<Source> sources = new ArrayList<>();
    String from = from(sources, 1 + random.nextInt(2));
    String key = any(sources).column(random.nextBoolean() ? "a" : "s");
    String argument = number(sources);
    String distinct =
        random.nextInt(3) == 0 ? "count(distinct " + number(sources) + ")" : "count(*)";
    String having = random.nextInt(3) == 0 ? " having count(*) > " + random.nextInt(4) : "";
    return String.format(
        Locale.ROOT,
        "select %s, sum(%s), min(%s), %s from %s%s group by %s%s",
        key,
        argument,
        argument,
        distinct,
        from,
        where(sources, List.of(), 1),
        key,
        having);
  }

  private String from(List<Source> sources, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Source source = source();
      if (i == 0) {
        text.append(source.table()).append(' ').append(source.alias());
        sources.add(source);
        continue;
      }
      List<Source> before = List.copyOf(sources);
      sources.add(source);
      String kind =
          switch (random.nextInt(9)) {
            case 0, 1 -> " left join ";
            case 2 -> " right join ";
            case 3 -> " full join ";
            default -> " join ";
          };
      text.append(kind).append(source.table()).append(' ').append(source.alias()).append(" on ");
      text.append(key(any(before))).append(" = ").append(key(source));
      if (random.nextInt(4) == 0) {
        text.append(" and ").append(comparison(sources));
      }
    }
    return text.toString();
  }

  private String key(Source source) {
    return source.column(random.nextBoolean() ? "a" : "b");
  }

  private Source any(List<Source> sources) {
    return sources.get(random.nextInt(sources.size()));
  }

  private String number(List<Source> sources) {
    return any(sources).column(List.of("a", "b", "id", "m").get(random.nextInt(4)));
  }

  private String comparison(List<Source> sources) {
    String operator = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
    return switch (random.nextInt(5)) {
      case 0 -> number(sources) + " " + operator + " " + number(sources);
      case 1 ->
          any(sources).column("s")
              + " like '"
              + List.of("a%", "%x", "_y").get(random.nextInt(3))
              + "'";
      case 2 -> number(sources) + " in (1, 3, 5)";
      case 3 -> number(sources) + " is null";
      default -> number(sources) + " " + operator + " " + random.nextInt(10);
    };
  }

  private String where(List<Source> sources, List<Source> outer, int depth) {
    List<String> conjuncts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      conjuncts.add(predicate(sources, depth));
    }
    if (!outer.isEmpty()) {
      String operator = random.nextInt(4) == 0 ? COMPARISONS.get(random.nextInt(6)) : "=";
      conjuncts.add(key(any(sources)) + " " + operator + " " + key(any(outer)));
      if (random.nextInt(5) == 0) {
        conjuncts.add(
            "(" + comparison(sources) + " or " + key(any(sources)) + " = " + key(any(outer)) + ")");
      }
    }
    return conjuncts.isEmpty() ? "" : " where " + String.join(" and ", conjuncts);
  }

  private String predicate(List<Source> sources, int depth) {
    return switch (random.nextInt(depth > 0 ? 16 : 4)) {
      case 0, 1 -> comparison(sources);
      case 2 -> "(" + comparison(sources) + " or " + comparison(sources) + ")";
      case 3 -> "not (" + comparison(sources) + " and " + comparison(sources) + ")";
      case 4 -> "exists (" + inner(sources, "1", depth) + ")";
      case 5 -> "not exists (" + inner(sources, "1", depth) + ")";
      case 6 -> number(sources) + " in (" + inner(sources, null, depth) + ")";
      case 7 -> number(sources) + " not in (" + uncorrelated() + ")";
      case 8 -> number(sources) + " not in (" + inner(sources, null, depth) + ")";
      case 9 -> "(" + comparison(sources) + " or " + truth(sources, depth) + ")";
      case 10 -> "(" + truth(sources, depth) + " or " + truth(sources, depth) + ")";
      case 11 -> "not (" + comparison(sources) + " and " + truth(sources, depth) + ")";
      case 12 ->
          String.format(
              Locale.ROOT,
              "%s %s %s (%s)",
              number(sources),
              COMPARISONS.get(random.nextInt(6)),
              random.nextBoolean() ? "any" : "all",
              inner(sources, null, depth));
      case 13 ->
          "(" + truth(sources, depth) + ") is " + (random.nextBoolean() ? "" : "not ") + "null";
      default -> number(sources) + " " + COMPARISONS.get(random.nextInt(6)) + " " + scalar(sources);
    };
  }

  /** A subquery as a truth value. */
  private String truth(List<Source> sources, int depth) {
    return switch (random.nextInt(4)) {
      case 0 -> "exists (" + inner(sources, "1", depth) + ")";
      case 1 -> number(sources) + " in (" + inner(sources, null, depth) + ")";
      case 2 -> number(sources) + " not in (" + inner(sources, null, depth) + ")";
      default -> "not exists (" + inner(sources, "1", depth) + ")";
    };
  }

  private String inner(List<Source> outer, @Nullable String selected, int depth) {
    Source source = source();
    List<Source> correlated = random.nextInt(4) == 0 ? List.of() : outer;
    scopes.addLast(outer);
    String text =
        String.format(
            Locale.ROOT,
            "select %s from %s %s%s",
            selected == null ? value(source, correlated) : selected,
            source.table(),
            source.alias(),
            where(List.of(source), reachable(correlated), depth - 1));
    scopes.removeLast();
    return text;
  }

  /** What a subquery yields; now and then with something of the outer query. */
  private String value(Source source, List<Source> outer) {
    String own = number(List.of(source));
    return outer.isEmpty() || random.nextInt(6) > 0 ? own : own + " + " + number(outer);
  }

  /** The sources of the query around, or of one further out. */
  private List<Source> reachable(List<Source> outer) {
    boolean further = !outer.isEmpty() && scopes.size() > 1 && random.nextInt(3) == 0;
    return further ? scopes.get(random.nextInt(scopes.size())) : outer;
  }

  private String uncorrelated() {
    Source source = source();
    return String.format(
        Locale.ROOT,
        "select %s from %s %s%s",
        number(List.of(source)),
        source.table(),
        source.alias(),
        where(List.of(source), List.of(), 0));
  }

  private String scalar(List<Source> outer) {
    Source source = source();
    String function = List.of("max", "min", "sum", "count").get(random.nextInt(4));
    List<Source> correlated = random.nextInt(3) == 0 ? List.of() : outer;
    scopes.addLast(outer);
    String text =
        String.format(
            Locale.ROOT,
            "(select %s(%s) from %s %s%s)",
            function,
            value(source, correlated),
            source.table(),
            source.alias(),
            where(List.of(source), reachable(correlated), random.nextInt(4) == 0 ? 1 : 0));
    scopes.removeLast();
    return text;
  }
}
