package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where parentheses have to be around {@code operand::type}: Calcite's grammar converts all
 * that stands before, {@code (1 + 2)} in {@code 1 + 2::double}, where the operand is {@code 2}.
 */
final class InfixCasts {
  private static final String CAST = "::";
  private static final String NULLS = "nulls"; // IGNORE NULLS OVER
  private static final InfixCasts NONE = new InfixCasts("");

  /** A token; comments and blanks are passed over before. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>\\d[\\w.]*+(?:(?<=[eE])[+-]?+\\d++)?+|\\.\\d[\\w.]*+)"
              + "|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*+)"
              + "|(?<quoted>'(?:[^']++|'')*+'?+|\"(?:[^\"]++|\"\")*+\"?+)"
              + "|(?<cast>::)|.",
          Pattern.DOTALL);

  private static final Pattern BLANKS =
      Pattern.compile("(?:\\s++|--[^\\n]*+|/\\*(?s:.*?)(?:\\*/|\\z))*+");

  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*+(?:double\\s++precision\\b|char(?:acter)?\\s++varying\\b|[\\p{L}_]\\w*+|\"[^\"]*+\")"
              + "(?:\\s*+\\([\\d\\s,]*+\\))?+(?:\\s*+\\[\\s*+\\])*+(?:\\s++with(?:out)?\\s++time\\s++zone\\b)?+",
          Pattern.CASE_INSENSITIVE);

  /** An opening parenthesis behind one of these begins an operand; others name a function. */
  static final Set<String> BEFORE_OPERANDS =
      Set.of(
          "select",
          "distinct",
          "all",
          "any",
          "some",
          "where",
          "and",
          "or",
          "not",
          "in",
          "like",
          "ilike",
          "to",
          "between",
          "is",
          "case",
          "when",
          "then",
          "else",
          "on",
          "by",
          "having",
          "from",
          "join",
          "limit",
          "offset",
          "values",
          "set",
          "as",
          "union",
          "except",
          "intersect",
          "escape",
          "qualify",
          "using",
          "fetch",
          "first",
          "next",
          "symmetric",
          "both",
          "leading",
          "trailing",
          "placing",
          "for",
          "rlike");

  /** What goes on with the call before. */
  private static final Set<String> AFTER_CALLS = Set.of("over", "filter", "within");

  private final String text;
  private final Map<Integer, String> parentheses = new HashMap<>();
  private final Deque<Integer> open = new ArrayDeque<>(); // where what they belong to begins
  private final Deque<Integer> cases = new ArrayDeque<>();
  private int operand; // where the last one begins
  private boolean behindName; // a parenthesis here is a call's
  private boolean goesOn; // what follows belongs to the same operand

  private InfixCasts(String text) {
    this.text = text;
  }

  /** Looks through a statement. */
  static InfixCasts in(String text) {
    if (!text.contains(CAST)) {
      return NONE;
    }
    InfixCasts result = new InfixCasts(text);
    Matcher blanks = BLANKS.matcher(text);
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length()) {
      at = blanks.region(at, text.length()).lookingAt() ? blanks.end() : at;
      if (at < text.length() && token.region(at, text.length()).lookingAt()) {
        at = result.follow(token);
      }
    }
    return result;
  }

  /** The parentheses to put before a place of the statement; nothing when asked again. */
  String take(int position) {
    String taken = parentheses.remove(position);
    return taken == null ? "" : taken;
  }

  private int follow(Matcher token) {
    int start = token.start();
    if (token.group("cast") != null) {
      return wrap(start);
    }
    if (token.group("word") != null) {
      word(token.group("word").toLowerCase(Locale.ROOT), start);
    } else if (token.group("number") != null) {
      begin(start);
      behindName = false;
    } else if (token.group("quoted") != null) {
      if (!behindName) { // else it is that of DATE '2020-01-01', or E'...'
        begin(start);
      }
      behindName = text.charAt(start) == '"';
      goesOn = false;
    } else {
      symbol(text.charAt(start), start);
    }
    return token.end();
  }

  private void begin(int start) {
    if (!goesOn) {
      operand = start;
    }
    goesOn = false;
  }

  private void word(String word, int start) {
    if (AFTER_CALLS.contains(word) && isBehindCall(start)) {
      goesOn = true;
      behindName = true;
    } else if (word.equals("case")) {
      cases.push(start);
      behindName = false;
    } else if (word.equals("end") && !cases.isEmpty()) {
      operand = cases.pop();
      behindName = false;
    } else if (!word.equals("group") || !behindName || !goesOn) { // not WITHIN GROUP
      begin(start);
      behindName = !BEFORE_OPERANDS.contains(word);
    }
  }

  private boolean isBehindCall(int start) {
    int end = start;
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end > 0 && text.charAt(end - 1) == ')'
        || text.regionMatches(true, end - NULLS.length(), NULLS, 0, NULLS.length());
  }

  private void symbol(char symbol, int start) {
    switch (symbol) {
      case '(', '{', '[' -> {
        if (!behindName) {
          begin(start);
        }
        open.push(operand);
      }
      case ')', '}', ']' -> operand = open.isEmpty() ? start : open.pop();
      case '?' -> begin(start);
      default -> {}
    }
    goesOn = symbol == '.';
    behindName = false;
  }

  /** Puts a pair around an operand and its type; returns the end of both. */
  private int wrap(int cast) {
    Matcher type = TYPE.matcher(text);
    if (!type.region(cast + CAST.length(), text.length()).lookingAt()) {
      return cast + CAST.length(); // not a type: the parser says so
    }
    parentheses.merge(operand, "(", String::concat);
    parentheses.merge(type.end(), ")", String::concat);
    behindName = false;
    goesOn = false;
    return type.end();
  }
}
