package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds joins in parentheses with a name behind them, {@code (a JOIN b ON …) AS x}, which Calcite's
 * grammar does not have: they become queries of all their columns.
 */
final class JoinAliases {
  private static final String SELECT = "select * from ";
  private static final Set<String> BEFORE = Set.of("from", "join", ",", "(");

  /** What else may follow a table. */
  private static final Set<String> AFTER_JOIN =
      Set.of("semi", "anti", "asof", "positional", "returning", "set", "tablesample", "for");

  private static final Set<String> QUERIES = Set.of("select", "with", "values", "from", "table");

  private JoinAliases() {}

  /** A pair of parentheses. */
  private static final class Scope {
    private final int open;
    private boolean ofJoin;

    Scope(int open) {
      this.open = open;
    }
  }

  /** What is to be written in addition, by places. */
  static Map<Integer, SelectShapes.Edit> in(List<SqlToken> tokens) {
    Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
    Deque<Scope> scopes = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      switch (tokens.get(i).word()) {
        case "(" -> scopes.push(new Scope(i));
        case "join" -> {
          if (!scopes.isEmpty() && !isQuery(scopes.getFirst(), tokens)) {
            scopes.getFirst().ofJoin = true;
          }
        }
        case ")" -> {
          Scope closed = scopes.isEmpty() ? new Scope(-1) : scopes.pop();
          if (closed.ofJoin && isAlias(i + 1, tokens)) {
            int place = tokens.get(closed.open + 1).start();
            edits.put(place, new SelectShapes.Edit(place, SELECT));
          } else if (closed.ofJoin && isAround(closed, i, scopes, tokens)) {
            scopes.getFirst().ofJoin = true;
          }
        }
        default -> {}
      }
    }
    return edits;
  }

  private static boolean isQuery(Scope scope, List<SqlToken> tokens) {
    String first = SqlToken.at(scope.open + 1, tokens).word();
    String before = SqlToken.at(scope.open - 1, tokens).word();
    return !BEFORE.contains(before) || QUERIES.contains(first);
  }

  /** Whether there is nothing but a join in the parentheses around it. */
  private static boolean isAround(
      Scope closed, int close, Deque<Scope> scopes, List<SqlToken> tokens) {
    return !scopes.isEmpty()
        && scopes.getFirst().open == closed.open - 1
        && SqlToken.at(close + 1, tokens).word().equals(")");
  }

  private static boolean isAlias(int index, List<SqlToken> tokens) {
    String word = SqlToken.at(index, tokens).word();
    return word.equals("as")
        || word.equals("\"")
        || (!word.isEmpty()
            && Character.isJavaIdentifierStart(word.charAt(0))
            && !SqlWords.AFTER_TABLE.contains(word)
            && !AFTER_JOIN.contains(word));
  }
}
