package io.scheelite.bench.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of the 22 queries, with the specification's validation parameters.
 *
 * @param number 1 to 22
 * @param text SQL
 * @param sortColumns output columns of the query's ORDER BY, from 0: the sequence of their values
 *     is fixed even where ties leave the order of rows open
 */
public record TpchQuery(int number, String text, List<Integer> sortColumns) {
  /** How many queries there are. */
  public static final int COUNT = 22;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");

  private static final List<List<Integer>> SORT_COLUMNS =
      List.of(
          List.of(0, 1),
          List.of(0, 2, 1, 3),
          List.of(1, 2),
          List.of(0),
          List.of(1),
          List.of(),
          List.of(0, 1, 2),
          List.of(0),
          List.of(0, 1),
          List.of(2),
          List.of(1),
          List.of(0),
          List.of(1, 0),
          List.of(),
          List.of(0),
          List.of(3, 0, 1, 2),
          List.of(),
          List.of(4, 3),
          List.of(),
          List.of(0),
          List.of(1, 0),
          List.of(0));

  /** The query of that number. */
  public static TpchQuery of(int number) {
    if (number < 1 || number > COUNT) {
      throw new IllegalArgumentException("TPC-H has queries 1 to " + COUNT + ": " + number);
    }
    return new TpchQuery(number, readText("q" + number + ".sql"), SORT_COLUMNS.get(number - 1));
  }

  /** All of them in order. */
  public static List<TpchQuery> all() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(TpchQuery::of).toList();
  }

  /**
   * Reads a list such as {@code 1,3,6-9}.
   *
   * @throws IllegalArgumentException if it is none, or names a query that does not exist
   */
  public static List<TpchQuery> parseList(String text) {
    List<TpchQuery> queries = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "not a list of query numbers, try 1,3,6-9: \"" + text + "\"");
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first) {
        throw new IllegalArgumentException("range of queries runs backwards: " + part.strip());
      }
      IntStream.rangeClosed(first, last).forEach(number -> queries.add(of(number)));
    }
    return queries;
  }

  /** Such as {@code q01}. */
  public String label() {
    return String.format(Locale.ROOT, "q%02d", number);
  }

  private static String readText(String name) {
    try (InputStream in = TpchQuery.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("query text is missing from the build: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
