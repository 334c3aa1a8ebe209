package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds where words that only Calcite reserves are names: those that stand behind AS somewhere in
 * the statement, wherever they are no keywords.
 */
final class ReservedAliases {
  private static final Set<String> RESERVED =
      Set.of(
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "second",
          "date",
          "time",
          "timestamp",
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "rank",
          "one",
          "result",
          "position",
          "user",
          "start",
          "end",
          "first",
          "last",
          "current",
          "row",
          "rows");

  private static final Pattern HINT =
      Pattern.compile(
          "\\bas\\s+(?:" + String.join("|", RESERVED) + ")\\b", Pattern.CASE_INSENSITIVE);

  /** What units stand behind, and frames begin with: a text, or a digit. */
  private static final Set<String> CONSTANTS =
      Set.of("'", "?", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final Set<String> UNITS_FIRST = Set.of("extract", "timestampdiff", "timestampadd");
  private static final Set<String> BEFORE_TIME = Set.of("at", "with", "without");
  private static final Set<String> BEFORE_ROWS = Set.of("first", "next");
  private static final Set<String> BEFORE_ENDS = Set.of("nulls", "fetch");
  private static final Set<String> FRAMES = Set.of("between", "unbounded", "current");
  private static final Set<String> BOUNDS = Set.of("preceding", "following");

  private final List<SqlToken> tokens;
  private final Deque<String> openers = new ArrayDeque<>(); // words before parentheses
  private final Deque<Integer> cases = new ArrayDeque<>(); // the depths of those that are open
  private final Set<String> aliases = new HashSet<>();
  private final Set<Integer> uses = new HashSet<>();

  private ReservedAliases(List<SqlToken> tokens) {
    this.tokens = tokens;
    for (int i = 0; i < tokens.size(); i++) {
      follow(i);
      if (word(i - 1).equals("as") && RESERVED.contains(word(i)) && !isTypeOrCall(i)) {
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
  static Set<Integer> in(String sql) {
    return HINT.matcher(sql).find() ? new ReservedAliases(SqlToken.of(sql)).uses : Set.of();
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

  private boolean isTypeOrCall(int i) {
    String opener = openers.isEmpty() ? "" : openers.peek();
    return word(i + 1).equals("(") || SqlWords.CASTS.contains(opener);
  }

  private boolean isUse(int i) {
    String before = word(i - 1);
    String after = word(i + 1);
    String opener = openers.isEmpty() ? "" : openers.peek();
    return aliases.contains(word(i))
        && !before.equals("as")
        && !before.equals(":")
        && !before.equals("to")
        && !after.equals("(")
        && !after.equals("'")
        && !CONSTANTS.contains(before)
        && !(before.equals("(") && UNITS_FIRST.contains(opener))
        && !isKeyword(i, before, after);
  }

  private boolean isKeyword(int i, String before, String after) {
    if (before.equals(".")) {
      return false;
    }
    return switch (word(i)) {
      case "first", "last" -> BEFORE_ENDS.contains(before);
      case "time", "timestamp" ->
          BEFORE_TIME.contains(before) || word(i + 2).equals("time"); // WITH TIME ZONE
      case "current" -> after.equals("row");
      case "row" -> before.equals("current") || BEFORE_ROWS.contains(before);
      case "rows" -> BEFORE_ROWS.contains(before) || isFrame(i);
      default -> false;
    };
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
