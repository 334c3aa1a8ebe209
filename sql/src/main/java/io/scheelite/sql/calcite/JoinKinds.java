package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses kinds of joins of DuckDB's that Calcite's grammar does not have: it takes their names for
 * aliases of the left side, and would answer another join.
 */
final class JoinKinds {
  private static final Map<String, String> INSTEAD =
      Map.of(
          "semi", "use EXISTS",
          "anti", "use NOT EXISTS",
          "asof", "use a window function",
          "positional", "join on row_number()");

  private static final Pattern HINT =
      Pattern.compile("\\b(?:semi|anti|asof|positional)\\b", Pattern.CASE_INSENSITIVE);

  /** A word behind one of these is a name. */
  private static final Set<String> BEFORE_NAMES = Set.of("as", "from", "join", ",", ".", "(");

  private JoinKinds() {}

  /** Looks for such joins. */
  static void requireKnown(String sql) {
    if (!HINT.matcher(sql).find()) {
      return;
    }
    List<SqlToken> tokens = SqlToken.of(sql);
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i).word();
      String instead = INSTEAD.get(word);
      if (instead != null
          && SqlToken.at(i + 1, tokens).word().equals("join")
          && !BEFORE_NAMES.contains(SqlToken.at(i - 1, tokens).word())) {
        throw SqlException.unsupported(word.toUpperCase(Locale.ROOT) + " JOIN, " + instead);
      }
    }
  }
}
