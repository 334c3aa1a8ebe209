package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds kinds of joins of DuckDB's that Calcite's grammar does not have, or has by other names:
 * {@code SEMI JOIN} is its {@code LEFT SEMI JOIN}. It takes other kinds for aliases of the left
 * side, and would answer another join; so they are refused.
 */
final class JoinKinds {
  private static final Map<String, String> INSTEAD =
      Map.of("asof", "use a window function", "positional", "join on row_number()");
  private static final Set<String> OF_LEFT_SIDE = Set.of("semi", "anti");

  /** A word behind one of these is a name. */
  private static final Set<String> BEFORE_NAMES = Set.of("as", "from", "join", ",", ".", "(");

  private JoinKinds() {}

  /** What is to be written in addition, by places. */
  static Map<Integer, SelectShapes.Edit> in(List<SqlToken> tokens) {
    Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i).word();
      String before = SqlToken.at(i - 1, tokens).word();
      if (!SqlToken.at(i + 1, tokens).word().equals("join") || BEFORE_NAMES.contains(before)) {
        continue;
      }
      String instead = INSTEAD.get(word);
      if (instead != null) {
        throw SqlException.unsupported(word.toUpperCase(Locale.ROOT) + " JOIN, " + instead);
      }
      if (OF_LEFT_SIDE.contains(word) && before.equals("natural")) {
        throw SqlException.unsupported("NATURAL " + word.toUpperCase(Locale.ROOT) + " JOIN");
      }
      if (OF_LEFT_SIDE.contains(word) && !before.equals("left")) {
        int place = tokens.get(i).start();
        edits.put(place, new SelectShapes.Edit(place, "left "));
      }
    }
    return edits;
  }
}
