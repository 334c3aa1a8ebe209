package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes JDBC's escapes away where plain SQL means the same: {@code {fn f(x)}}, {@code {oj a LEFT
 * JOIN b ON c}}, {@code {escape '!'}}. Dates and times in braces, and functions that have units of
 * time, are left to Calcite's grammar. Stateless.
 */
public final class JdbcEscapes {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<open>\\{(?:\\s*+(?<kind>fn\\s++(?<name>\\w++)(?<empty>\\s*+\\(\\s*+\\))?+|oj\\b|(?=escape\\b)))?+)|(?<close>\\})|--[^\\n"
              + "]*+|/\\*(?s:.*?)(?:\\*/|\\z)|'(?:[^']++|'')*+'?+|\"(?:[^\"]++|\"\")*+\"?+",
          Pattern.CASE_INSENSITIVE);

  /** Left to Calcite. */
  private static final Pattern WITH_UNITS =
      Pattern.compile("timestampadd|timestampdiff|convert", Pattern.CASE_INSENSITIVE);

  /** Names of JDBC's functions that are others in SQL. */
  private static final Map<String, String> NAMES =
      Map.of(
          "ifnull", "coalesce",
          "log", "ln", // of one argument JDBC's is the natural one
          "now()", "current_timestamp",
          "curdate()", "current_date",
          "current_date()", "current_date",
          "current_timestamp()", "current_timestamp");

  private JdbcEscapes() {}

  /** Whether a statement has any, outside of strings, names and comments. */
  public static boolean isIn(String text) {
    return text.indexOf('{') >= 0
        && TOKEN.matcher(text).results().anyMatch(token -> token.group("open") != null);
  }

  /** What is to stand in place of escapes, by where they begin. */
  static Map<Integer, SelectShapes.Edit> of(String text) {
    Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
    if (text.indexOf('{') < 0) {
      return edits;
    }
    Deque<Boolean> open = new ArrayDeque<>();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group("open") != null) {
        String name = token.group("name");
        boolean plain =
            token.group("kind") != null && (name == null || !WITH_UNITS.matcher(name).matches());
        open.push(plain);
        if (plain) {
          edits.put(token.start(), new SelectShapes.Edit(token.end(), words(token)));
        }
      } else if (token.group("close") != null && !open.isEmpty() && open.pop()) {
        edits.put(token.start(), new SelectShapes.Edit(token.end(), " "));
      }
    }
    return edits;
  }

  private static String words(Matcher token) {
    String name = token.group("name");
    if (name == null) {
      return " ";
    }
    String call = token.group("empty") == null ? name : name + "()";
    return NAMES.getOrDefault(call.toLowerCase(Locale.ROOT), call);
  }
}
