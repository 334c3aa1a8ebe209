package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.List;

/** Writes expressions that are dates and timestamps. */
final class Times {
  private final Choices choices;
  private final Expressions all;

  Times(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
  }

  Term dateLiteral() {
    return Term.literal(
        "date '"
            + choices.oneOf(List.of("2020-02-29", "2020-01-31", "1999-12-31", "2021-03-01"))
            + "'",
        Shape.DATE);
  }

  Term timestampLiteral() {
    return Term.literal(
        "timestamp '"
            + choices.oneOf(
                List.of(
                    "2020-02-29 00:00:00", "2020-12-31 23:59:59.999999", "1969-12-31 12:30:01.5"))
            + "'",
        Shape.TIMESTAMP);
  }

  /** DuckDB makes timestamps of dates and intervals, hence the conversions. */
  Term date(Scope scope, int depth) {
    Term date = all.of(Kind.DATE, scope, depth);
    return switch (choices.below(5)) {
      case 0 -> of("cast(" + shifted(date, List.of("day", "month", "year")) + " as date)", date);
      case 1 -> {
        Term time = all.of(Kind.TIMESTAMP, scope, depth);
        yield of("cast(" + time.text() + " as date)", time);
      }
      case 2 -> of("last_day(" + date.text() + ")", date);
      case 3 -> of("cast(date_trunc('" + unit() + "', " + date.text() + ") as date)", date);
      default -> of("cast(cast(" + date.text() + " as varchar) as date)", date);
    };
  }

  private static Term of(String text, Term operand) {
    return new Term(text, Shape.DATE, operand.constant());
  }

  private String unit() {
    return choices.oneOf(List.of("month", "year", "day", "week", "quarter"));
  }

  private String shifted(Term time, List<String> units) {
    return time.text()
        + choices.oneOf(List.of(" + ", " - "))
        + "interval '"
        + choices.oneOf(List.of(1, 3, 40, 0))
        + "' "
        + choices.oneOf(units);
  }

  Term timestamp(Scope scope, int depth) {
    Term time = all.of(Kind.TIMESTAMP, scope, depth);
    String text =
        switch (choices.below(4)) {
          case 0 ->
              "("
                  + shifted(time, List.of("day", "month", "year", "hour", "minute", "second"))
                  + ")";
          case 1 ->
              "date_trunc('"
                  + choices.oneOf(List.of("hour", "day", "month", "minute", "second"))
                  + "', "
                  + time.text()
                  + ")";
          case 2 -> "cast(" + all.of(Kind.DATE, scope, depth).text() + " as timestamp)";
          default -> "cast(cast(" + time.text() + " as varchar) as timestamp)";
        };
    return new Term(text, Shape.TIMESTAMP, false);
  }
}
