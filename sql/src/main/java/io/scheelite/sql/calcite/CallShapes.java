package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds shapes of calls, constants and lists that Calcite's grammar does not have, and what is to
 * stand in their place: {@code INT '1'} becomes a cast, {@code EXTRACT('year' FROM d)} a call of
 * date_part, {@code SUBSTRING(s FOR n)} and {@code TRIM(FROM s)} get what they leave out, {@code
 * FILTER (x)} its WHERE, {@code first(x ORDER BY y)} becomes {@code first(x) WITHIN GROUP (ORDER BY
 * y)}, and commas behind the last item of a list go. {@link CallSyntax} gives the aggregates their
 * meaning.
 */
final class CallShapes {
  private static final Set<String> TYPES =
      Set.of(
          "tinyint",
          "int1",
          "smallint",
          "int2",
          "short",
          "int",
          "integer",
          "int4",
          "signed",
          "bigint",
          "int8",
          "long",
          "hugeint",
          "float",
          "float4",
          "real",
          "double",
          "float8",
          "decimal",
          "dec",
          "numeric",
          "varchar",
          "char",
          "character",
          "bpchar",
          "text",
          "string",
          "boolean",
          "bool",
          "logical");

  /** Types that say how large they are where nothing is said. */
  private static final Map<String, String> WITH_SIZE =
      Map.of("decimal", "decimal(18, 3)", "dec", "decimal(18, 3)", "numeric", "decimal(18, 3)");

  /** What Calcite's EXTRACT knows, and our own field by that name, too. */
  private static final Set<String> EXTRACTED =
      Set.of(
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "quarter",
          "week",
          "dow",
          "doy",
          "isodow",
          "isoyear",
          "epoch",
          "decade",
          "century",
          "millennium",
          "millisecond",
          "microsecond",
          "nanosecond",
          "dayofweek",
          "dayofyear");

  /** What follows a list of items. */
  private static final Set<String> BEHIND_LISTS =
      SqlWords.with(SqlWords.BEHIND_GROUPS, "from", "where", "group");

  private static final int MOST_TYPE_TOKENS = 16;

  private final String sql;
  private final Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
  private final Deque<String> openers = new ArrayDeque<>(); // words before parentheses
  private final List<SqlToken> tokens;

  private CallShapes(String sql, List<SqlToken> tokens) {
    this.sql = sql;
    this.tokens = tokens;
    for (int i = 0; i < tokens.size(); i++) {
      look(i);
    }
  }

  /** What is to stand in the text, by places. */
  static Map<Integer, SelectShapes.Edit> in(String sql, List<SqlToken> tokens) {
    return new CallShapes(sql, tokens).edits;
  }

  private SqlToken token(int index) {
    return SqlToken.at(index, tokens);
  }

  private String word(int index) {
    return token(index).word();
  }

  private void look(int i) {
    switch (word(i)) {
      case "(" -> open(i);
      case ")" -> openers.poll();
      case "order" -> order(i);
      case "for" -> substring(i);
      case "," -> {
        if (BEHIND_LISTS.contains(word(i + 1)) && !word(i - 1).equals("(")) {
          replace(i, i, " ");
        }
      }
      case "timestamp" -> {
        if (word(i + 1).equals("without")
            && word(i + 2).equals("time")
            && word(i + 3).equals("zone")
            && word(i + 4).equals("'")) {
          replace(i, i + 3, "timestamp");
        }
      }
      default -> {
        if (TYPES.contains(word(i)) && !word(i - 1).equals(".")) {
          constant(i);
        }
      }
    }
  }

  private void replace(int first, int last, String text) {
    edits.put(token(first).start(), new SelectShapes.Edit(token(last).end(), text));
  }

  private void open(int i) {
    openers.push(word(i - 1));
    switch (word(i - 1)) {
      case "extract" -> extract(i);
      case "trim" -> {
        if (word(i + 1).equals("from")) {
          replace(i + 1, i + 1, "both from");
        }
      }
      case "filter" -> {
        if (word(i - 2).equals(")") && !word(i + 1).equals("where")) {
          edits.put(token(i).start(), new SelectShapes.Edit(token(i).end(), "(where "));
        }
      }
      default -> {}
    }
  }

  private void extract(int i) {
    SqlToken field = token(i + 1);
    if (!word(i + 2).equals("from") || EXTRACTED.contains(field.word())) {
      return;
    }
    boolean quoted = field.word().equals("'");
    String name = sql.substring(field.start(), field.end());
    replace(i - 1, i - 1, "\"date_part\"");
    replace(i + 1, i + 1, quoted ? name : '\'' + name + '\'');
    replace(i + 2, i + 2, ",");
  }

  private void substring(int i) {
    if (!"substring".equals(openers.peek())) {
      return;
    }
    int depth = 0;
    for (int at = i - 1; at >= 0 && depth >= 0; at--) {
      String word = word(at);
      depth += word.equals(")") ? 1 : word.equals("(") ? -1 : 0;
      if (depth == 0 && word.equals("from")) {
        return;
      }
    }
    replace(i, i, "from 1 for");
  }

  /** Orders the rows of an aggregate; those that Calcite's grammar knows to do stay. */
  private void order(int i) {
    String opener = openers.peek();
    if (opener != null
        && word(i + 1).equals("by")
        && !opener.equals("array_agg")
        && DialectAggregates.isAggregate(opener)) {
      edits.put(token(i).start(), new SelectShapes.Edit(token(i).start(), ") within group ("));
    }
  }

  /** A type, perhaps of some size, and a text. */
  private void constant(int i) {
    int last = i;
    if (word(i).equals("double") && word(i + 1).equals("precision")) {
      last++;
    }
    if (word(last + 1).equals("(")) {
      int end = last + 1;
      while (end < last + MOST_TYPE_TOKENS && !word(end).equals(")")) {
        end++;
      }
      last = end;
    }
    SqlToken text = token(last + 1);
    if (!text.word().equals("'")) {
      return;
    }
    String written = sql.substring(token(i).start(), token(last).end());
    String type = SqlWords.TYPES.getOrDefault(written.toLowerCase(Locale.ROOT), written);
    type = WITH_SIZE.getOrDefault(type.toLowerCase(Locale.ROOT), type);
    if (word(i).contains("char")) {
      type = "varchar"; // whose length does not matter, as in casts
    }
    edits.put(
        token(i).start(),
        new SelectShapes.Edit(
            text.end(), "cast(" + sql.substring(text.start(), text.end()) + " as " + type + ")"));
  }
}
