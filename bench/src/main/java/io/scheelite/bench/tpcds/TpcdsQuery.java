package io.scheelite.bench.tpcds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of the 103 statements of the 99 queries, with quoted names in double quotes as the standard
 * wants them.
 *
 * @param name such as {@code q1} or {@code q14a}
 * @param text SQL without a semicolon at the end
 */
public record TpcdsQuery(String name, String text) {
  private static final int COUNT = 99;

  /** Queries of two statements. */
  private static final List<Integer> PAIRS = List.of(14, 23, 24, 39);

  private static final Pattern NAME = Pattern.compile("q(\\d+)([ab]?)");
  private static final Pattern LAST_LIMIT = Pattern.compile("(?i)\\blimit\\s+(\\d+)\\s*$");

  /** A query by name. */
  public static TpcdsQuery of(String name) {
    return new TpcdsQuery(name, readText(name + ".sql").replace('`', '"'));
  }

  /** All of them in order. */
  public static List<TpcdsQuery> all() {
    return IntStream.rangeClosed(1, COUNT)
        .boxed()
        .flatMap(
            number ->
                PAIRS.contains(number)
                    ? Stream.of("q" + number + "a", "q" + number + "b")
                    : Stream.of("q" + number))
        .map(TpcdsQuery::of)
        .toList();
  }

  /**
   * Reads a list such as {@code q1,q14a}, or {@code all}.
   *
   * @throws IllegalArgumentException if it is none, or names a query that does not exist
   */
  public static List<TpcdsQuery> parseList(String text) {
    List<TpcdsQuery> all = all();
    if (text.strip().equals("all")) {
      return all;
    }
    return Stream.of(text.split(",", -1)).map(String::strip).map(name -> find(name, all)).toList();
  }

  private static TpcdsQuery find(String name, List<TpcdsQuery> all) {
    return all.stream()
        .filter(query -> query.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a query of TPC-DS, try q1, q14a or all: \"" + name + "\""));
  }

  /** Such as {@code q01} or {@code q14a}: in order of letters too. */
  public String label() {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalStateException("not a name of a query: " + name);
    }
    int number = Integer.parseInt(matcher.group(1));
    return String.format(Locale.ROOT, "q%02d%s", number, matcher.group(2));
  }

  /** The LIMIT at the end. */
  OptionalLong limit() {
    Matcher matcher = LAST_LIMIT.matcher(text);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /**
   * The query without the LIMIT at its end. Which of several rows that are equal to ORDER BY pass a
   * limit is nobody's duty, so this is what engines must agree on.
   */
  TpcdsQuery withoutLimit() {
    return new TpcdsQuery(name, LAST_LIMIT.matcher(text).replaceFirst(""));
  }

  /** The text as DuckDB takes it, which reserves a name that one query uses. */
  String duckDbText() {
    return text.replace(") at,", ") \"at\",");
  }

  private static String readText(String name) {
    try (InputStream in = TpcdsQuery.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("query text is missing from the build: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
