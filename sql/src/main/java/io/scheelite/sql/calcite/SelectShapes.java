package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds shapes of statements that Calcite's grammar does not have, and what is to stand in their
 * place: {@code DISTINCT ON (a)} becomes a call at the head of the select list, the {@code ALL} of
 * {@code GROUP BY ALL} and {@code ORDER BY ALL} a name, {@code FROM t} without SELECT gets one;
 * {@code USING} of a DELETE and {@code FROM} of an UPDATE become a condition that some row exists.
 * {@link SelectSyntax}, {@link DialectValidator} and {@link DataChanges} give them their meaning.
 */
final class SelectShapes {
  /** Stands for all columns in GROUP BY and ORDER BY. */
  static final String ALL = "*all*";

  /** A function of what DISTINCT ON names. */
  static final String DISTINCT_ON = "*distinct on*";

  /** What the query inside of an UPDATE or DELETE selects that has the other tables. */
  static final String FROM = "*from*";

  /** Stands for the columns that UPDATE sets together, which are compared with their values. */
  static final String COLUMNS = "*columns*";

  /** Stands for what a table declares as values of columns that are not given. */
  static final String DEFAULT = "*default*";

  /**
   * Text in place of the statement's.
   *
   * @param end behind what is replaced; where it begins if nothing is
   */
  record Edit(int end, String text) {}

  /** A pair of parentheses, or the statement. */
  private static final class Scope {
    private final boolean ofDistinctOn;
    private boolean queryMayBegin = true;
    private boolean with;

    Scope(boolean ofDistinctOn) {
      this.ofDistinctOn = ofDistinctOn;
    }
  }

  private static final Set<String> AFTER_ORDER =
      SqlWords.with(SqlWords.BEHIND_ORDER, "asc", "desc", "nulls");
  private static final Set<String> AFTER_VALUE = Set.of("", ";", ",", "from", "where");
  private static final Set<String> SET_OPERATIONS = Set.of("union", "except", "intersect");
  private static final Set<String> BEFORE_QUERY =
      Set.of("union", "except", "intersect", "recursive", ";");

  /** What a statement may begin with, up to where it does otherwise. */
  private static final Set<String> BEFORE_STATEMENT = Set.of("explain", "analyze");

  private static final int EXPLAINED = 2;

  private final Map<Integer, Edit> edits = new HashMap<>();
  private final List<SqlToken> tokens;
  private final Deque<Scope> scopes = new ArrayDeque<>();
  private String change = ""; // update, delete or insert, if the statement is one
  private boolean joins;
  private boolean inSet; // of an UPDATE

  private SelectShapes(List<SqlToken> tokens) {
    this.tokens = tokens;
    scopes.push(new Scope(false));
    for (int i = 0; i < tokens.size(); i++) {
      if (scopes.size() == 1) {
        lookAtChange(i);
      }
      look(i);
    }
    if (joins) {
      int end = tokens.getLast().end();
      for (int i = tokens.size() - 1; tokens.get(i).word().equals(";"); i--) {
        end = tokens.get(i - 1).end();
      }
      edits.put(end, new Edit(end, ")"));
    }
  }

  /** Looks at what is not in parentheses. */
  private void lookAtChange(int i) {
    SqlToken token = tokens.get(i);
    switch (token.word()) {
      case "update", "delete", "insert" -> {
        boolean isName = isWord(i + 1, "as") || isWord(i + 1, "("); // behind WITH
        if (change.isEmpty() && scopes.getFirst().queryMayBegin && !isName) {
          change = token.word();
        }
      }
      case "using", "from" -> {
        inSet &= token(i - 1).word().equals("distinct");
        boolean ofUpdate = token.word().equals("from") && change.equals("update");
        boolean ofDelete = token.word().equals("using") && change.equals("delete");
        if ((ofDelete || ofUpdate) && !joins && !token(i - 1).word().equals("distinct")) {
          edits.put(
              token.start(), new Edit(token.end(), "where exists (select \"" + FROM + "\" from"));
          joins = true;
        }
      }
      case "set" -> inSet = change.equals("update");
      case "where" -> inSet = false;
      case "(" -> {
        if (inSet && (isWord(i - 1, "set") || isWord(i - 1, ","))) {
          edits.put(token.start(), new Edit(token.start(), '"' + COLUMNS + "\" = "));
        }
      }
      case "default" -> defaults(i);
      case "returning" -> refuse(!change.isEmpty(), "RETURNING");
      case "conflict" -> refuse(change.equals("insert") && isWord(i - 1, "on"), "ON CONFLICT");
      case "or" -> refuse(change.equals("insert") && isWord(i - 1, "insert"), "INSERT OR");
      default -> {}
    }
  }

  private void defaults(int i) {
    SqlToken token = tokens.get(i);
    boolean alone = isWord(i - 1, "=") && AFTER_VALUE.contains(token(i + 1).word());
    if (change.equals("update") && alone) {
      edits.put(token.start(), new Edit(token.end(), '"' + DEFAULT + '"'));
    } else if (change.equals("insert") && isWord(i + 1, "values") && !isWord(i - 1, ")")) {
      edits.put(token.start(), new Edit(token(i + 1).end(), "values (\"" + DEFAULT + "\")"));
    }
  }

  /** Among the values of columns that are set together. */
  private void defaultInRow(int i) {
    boolean alone =
        (isWord(i - 1, "(") || isWord(i - 1, ",")) && (isWord(i + 1, ")") || isWord(i + 1, ","));
    if (inSet && scopes.size() == 2 && alone) {
      edits.put(tokens.get(i).start(), new Edit(tokens.get(i).end(), '"' + DEFAULT + '"'));
    }
  }

  private boolean isWord(int index, String word) {
    return token(index).word().equals(word);
  }

  private static void refuse(boolean found, String what) {
    if (found) {
      throw SqlException.unsupported(what);
    }
  }

  /** The edits of a statement, by where they begin. */
  static Map<Integer, Edit> in(List<SqlToken> tokens) {
    return new SelectShapes(tokens).edits;
  }

  private SqlToken token(int index) {
    return SqlToken.at(index, tokens);
  }

  private void look(int i) {
    SqlToken token = tokens.get(i);
    Scope scope = scopes.getFirst();
    switch (token.word()) {
      case "(" ->
          scopes.push(
              new Scope(
                  token(i - 1).word().equals("on") && token(i - 2).word().equals("distinct")));
      case ")" -> close(token, scope);
      case "with" -> scope.with = scope.queryMayBegin;
      case "from" -> {
        if (scope.queryMayBegin && !token(i - 2).word().equals("trim")) {
          edits.put(token.start(), new Edit(token.start(), "select * "));
        }
        scope.queryMayBegin = false;
        scope.with = false;
      }
      case "select", "values", "table" -> {
        scope.queryMayBegin = false;
        scope.with = false; // the query behind WITH
      }
      case "default" -> defaultInRow(i);
      case "now", "today" -> clock(i, token.word().equals("now"));
      case "distinct" -> distinct(i, scope);
      case "all" -> all(i, scope);
      default ->
          scope.queryMayBegin =
              BEFORE_QUERY.contains(token.word())
                  || (i < EXPLAINED && BEFORE_STATEMENT.contains(token.word()));
    }
  }

  private void close(SqlToken token, Scope closed) {
    if (scopes.size() > 1) {
      scopes.pop();
    }
    if (closed.ofDistinctOn) {
      edits.put(token.end(), new Edit(token.end(), ", "));
    }
    Scope around = scopes.getFirst();
    around.queryMayBegin = around.with;
  }

  private void clock(int i, boolean time) {
    if (isWord(i + 1, "(") && isWord(i + 2, ")")) {
      SqlToken name = tokens.get(i);
      edits.put(name.start(), new Edit(name.end(), time ? "current_timestamp" : "current_date"));
      for (int at = i + 1; at <= i + 2; at++) {
        edits.put(tokens.get(at).start(), new Edit(tokens.get(at).end(), ""));
      }
    }
  }

  private void distinct(int i, Scope scope) {
    SqlToken on = token(i + 1);
    if (on.word().equals("on") && token(i + 2).word().equals("(")) {
      edits.put(tokens.get(i).start(), new Edit(tokens.get(i).end(), ""));
      edits.put(on.start(), new Edit(on.end(), '"' + DISTINCT_ON + '"'));
    }
    scope.queryMayBegin = SET_OPERATIONS.contains(token(i - 1).word());
  }

  private void all(int i, Scope scope) {
    boolean by = token(i - 1).word().equals("by");
    String before = token(i - 2).word();
    String next = token(i + 1).word();
    if (by
        && ((before.equals("group") && SqlWords.BEHIND_GROUPS.contains(next))
            || (before.equals("order") && AFTER_ORDER.contains(next)))) {
      SqlToken all = tokens.get(i);
      edits.put(all.start(), new Edit(all.end(), '"' + ALL + '"'));
    }
    scope.queryMayBegin = SET_OPERATIONS.contains(token(i - 1).word());
  }
}
