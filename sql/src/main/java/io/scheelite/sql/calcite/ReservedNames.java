package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds where words that only Calcite reserves are names. Most are names wherever they do not begin
 * a constant or a call; those that begin clauses, too, are where something stands behind them that
 * can follow a name; and words that Calcite takes for units and functions are where they stand
 * behind AS somewhere in the statement.
 */
final class ReservedNames {
  /** Keywords only before a constant, a parenthesis, or as types; or as {@link #isKeyword} says. */
  private static final Set<String> NAMES =
      Set.of(
          "date",
          "time",
          "timestamp",
          "datetime",
          "interval",
          "uuid",
          "variant",
          "monday",
          "tuesday",
          "wednesday",
          "thursday",
          "friday",
          "saturday",
          "sunday",
          "date_part",
          "dateadd",
          "datediff",
          "datepart",
          "current",
          "cursor",
          "define",
          "exists",
          "final",
          "grouping",
          "json_scope",
          "match_condition",
          "match_recognize",
          "measure",
          "new",
          "ordinal",
          "pattern",
          "rollup",
          "row",
          "rows",
          "running",
          "safe_cast",
          "safe_offset",
          "safe_ordinal",
          "skip",
          "snapshot",
          "stream",
          "try_cast",
          "unnest",
          "user",
          "volatile");

  /** Names only before {@link #FOLLOWERS}. */
  private static final Set<String> NAMES_OR_CLAUSES =
      Set.of(
          "call",
          "delete",
          "drop",
          "explain",
          "grant",
          "insert",
          "merge",
          "minus",
          "next",
          "over",
          "partition",
          "set",
          "update",
          "values");

  /** Names behind a table's name. */
  private static final Set<String> COLUMNS =
      Set.of("left", "right", "full", "inner", "outer", "cross", "natural");

  private static final Set<String> ALIASES =
      Set.of(
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "rank",
          "one",
          "result",
          "position",
          "start",
          "end",
          "first",
          "last");

  /** What can follow a name, but none of the clauses that begin with such a word. */
  private static final Set<String> FOLLOWERS =
      SqlWords.with(
          SqlWords.BEHIND_GROUPS,
          ",",
          ".",
          ":",
          "=",
          "<",
          ">",
          "!",
          "+",
          "-",
          "*",
          "/",
          "%",
          "|",
          "from",
          "where",
          "group",
          "as",
          "is",
          "isnull",
          "notnull",
          "in",
          "not",
          "like",
          "ilike",
          "similar",
          "between",
          "and",
          "or",
          "then",
          "else",
          "when",
          "end",
          "asc",
          "desc",
          "nulls",
          "on",
          "using",
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural");

  /** What units stand behind, and frames begin with: a text, or a digit. */
  private static final Set<String> CONSTANTS =
      Set.of("'", "?", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final Set<String> SIGNS = Set.of("+", "-");

  /** Where a query or its name begins: a parenthesis behind that name holds columns. */
  private static final Set<String> BEFORE_TABLES = Set.of("into", "with", "recursive");

  private static final Set<String> BEFORE_CLAUSES =
      Set.of("", ";", ")", "explain", "analyze", "default");

  private static final Set<String> UNITS_FIRST = Set.of("extract", "timestampdiff", "timestampadd");
  private static final Set<String> BEFORE_TIME = Set.of("at", "with", "without");
  private static final Set<String> BEFORE_ROWS = Set.of("first", "next");
  private static final Set<String> BEFORE_ENDS = Set.of("nulls", "fetch");
  private static final Set<String> FRAME_UNITS = Set.of("rows", "range", "groups");
  private static final Set<String> FRAMES = Set.of("between", "unbounded", "current");
  private static final Set<String> BOUNDS = Set.of("preceding", "following");

  private final List<SqlToken> tokens;
  private final Deque<String> openers = new ArrayDeque<>(); // words before parentheses
  private final Deque<Integer> cases = new ArrayDeque<>(); // the depths of those that are open
  private final Set<String> aliases = new HashSet<>();
  private final Set<Integer> uses = new HashSet<>();

  private ReservedNames(List<SqlToken> tokens) {
    this.tokens = tokens;
    for (int i = 0; i < tokens.size(); i++) {
      follow(i);
      if (word(i - 1).equals("as") && ALIASES.contains(word(i)) && !isTypeOrCall(i)) {
        aliases.add(word(i));
      }
    }
    openers.clear();
    cases.clear();
    for (int i = 0; i < tokens.size(); i++) {
      boolean endsCase = word(i).equals("end") && cases.contains(openers.size());
      if (!endsCase && isUse(i)) {
        uses.add(tokens.get(i).start());
      }
      follow(i);
    }
  }

  /** Where such words begin that are names; those behind AS are not told. */
  static Set<Integer> in(List<SqlToken> tokens) {
    return new ReservedNames(tokens).uses;
  }

  private String word(int index) {
    return SqlToken.at(index, tokens).word();
  }

  private void follow(int i) {
    boolean isName = word(i - 1).equals("as") && !word(i).equals("(");
    switch (isName ? "" : word(i)) {
      case "(" -> openers.push(word(i - 1));
      case ")" -> {
        cases.removeIf(depth -> depth >= openers.size() && depth > 0);
        openers.poll();
      }
      case "case" -> cases.push(openers.size());
      case "end" -> {
        if (!cases.isEmpty() && cases.getFirst() == openers.size()) {
          cases.pop();
        }
      }
      default -> {}
    }
  }

  private String opener() {
    return openers.isEmpty() ? "" : openers.getFirst();
  }

  private boolean isTypeOrCall(int i) {
    return word(i + 1).equals("(") || SqlWords.CASTS.contains(opener());
  }

  private boolean isUse(int i) {
    String word = word(i);
    String before = word(i - 1);
    String after = word(i + 1);
    if (before.equals("as") || before.equals(":") || after.equals("'")) {
      return false;
    }
    boolean isName = NAMES.contains(word);
    if (after.equals("(")) {
      return isName && BEFORE_TABLES.contains(before);
    }
    if (before.equals(".") || after.equals(".")) {
      return isName
          || NAMES_OR_CLAUSES.contains(word)
          || aliases.contains(word)
          || (before.equals(".") && COLUMNS.contains(word));
    }
    return isName && !isKeyword(i, before, after)
        || NAMES_OR_CLAUSES.contains(word) && !beginsClause(i, before, after)
        || aliases.contains(word) && !isUnit(before) && !isEnd(word, before);
  }

  private boolean isKeyword(int i, String before, String after) {
    return switch (word(i)) {
      case "interval" ->
          CONSTANTS.contains(after) || (SIGNS.contains(after) && word(i + 2).equals("'"));
      case "time" -> BEFORE_TIME.contains(before) && after.equals("zone") || isWithZone(i);
      case "timestamp" -> isWithZone(i);
      case "current" -> after.equals("row");
      case "rollup" -> before.equals("with") && !after.equals("as");
      case "grouping" -> after.equals("sets");
      case "row" ->
          before.equals("current") || BEFORE_ROWS.contains(before) || CONSTANTS.contains(before);
      case "rows" ->
          BEFORE_ROWS.contains(before)
              || before.equals(")")
              || CONSTANTS.contains(before)
              || isFrame(i);
      default -> false;
    };
  }

  private boolean isWithZone(int type) {
    return BEFORE_TIME.contains(word(type + 1)) && word(type + 2).equals("time");
  }

  private boolean beginsClause(int i, String before, String after) {
    boolean isKey = before.equals("by") || before.equals(","); // of a window
    boolean follows =
        (FOLLOWERS.contains(after) || (isKey && FRAME_UNITS.contains(after)))
            && switch (word(i)) {
              case "minus", "next", "over", "partition" -> true;
              case "set" -> !isAssignment(i + 1);
              default -> !BEFORE_CLAUSES.contains(before);
            };
    return !follows;
  }

  /** Whether a word is assigned something. */
  private boolean isAssignment(int i) {
    return !word(i).isEmpty()
        && Character.isJavaIdentifierStart(word(i).charAt(0))
        && word(i + 1).equals("=");
  }

  private boolean isUnit(String before) {
    return before.equals("to")
        || CONSTANTS.contains(before)
        || (before.equals("(") && UNITS_FIRST.contains(opener()));
  }

  private static boolean isEnd(String word, String before) {
    return SqlWords.ENDS.contains(word) && BEFORE_ENDS.contains(before);
  }

  /** Whether bounds of a frame follow. */
  private boolean isFrame(int rows) {
    String after = word(rows + 1);
    if (!FRAMES.contains(after) && !CONSTANTS.contains(after)) {
      return false;
    }
    for (int i = rows + 1; i < tokens.size() && !word(i).equals(")"); i++) {
      boolean currentRow = word(i).equals("current") && word(i + 1).equals("row");
      if (currentRow || BOUNDS.contains(word(i))) {
        return !openers.isEmpty();
      }
    }
    return false;
  }
}
