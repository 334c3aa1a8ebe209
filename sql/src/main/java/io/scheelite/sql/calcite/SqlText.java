package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement's text as Calcite's grammar takes it. What the dialect allows beyond that grammar is
 * rewritten here, token by token: {@code EXPLAIN [ANALYZE]} is taken off, a quoted path or {@code
 * read_parquet('path')} in place of a table becomes a quoted identifier, {@code interval '90 days'}
 * gets its unit outside, and names that only Calcite reserves are quoted: whatever follows AS, and
 * where it is read later. Places in the text survive: {@link #originalColumn} undoes the shifts.
 */
final class SqlText {
  private static final Set<String> NAMES_THAT_CALCITE_RESERVES = Set.of("value");
  private static final Set<String> CASTS = Set.of("cast", "try_cast", "safe_cast");
  private static final String READ_PARQUET = "read_parquet";
  private static final Pattern INTERVAL =
      Pattern.compile(
          "(-?\\d+) +(year|month|week|day|hour|minute|second)s?", Pattern.CASE_INSENSITIVE);
  private static final Pattern RESERVED_ALIAS =
      Pattern.compile(
          "\\bas\\s+(year|month|day|hour|minute|second|date|time|timestamp|count|sum|min|max|avg"
              + "|rank|one|result|position|user|start|end|first|last|current|row|rows)\\b(?!\\s*\\()",
          Pattern.CASE_INSENSITIVE);

  private final String original;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> insertions = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final Set<String> reservedAliases = new HashSet<>();
  private final Deque<String> parentheses = new ArrayDeque<>();
  private boolean explain;
  private boolean analyze;
  private int position;
  private String previousWord = "";
  private int numWords;

  private SqlText(String original) {
    this.original = original;
  }

  /** Scans a statement. */
  static SqlText scan(String original) {
    SqlText result = new SqlText(original);
    RESERVED_ALIAS
        .matcher(original)
        .results()
        .forEach(match -> result.reservedAliases.add(match.group(1).toLowerCase(Locale.ROOT)));
    while (result.position < original.length()) {
      result.scanToken();
    }
    return result;
  }

  /** What to parse. */
  String text() {
    return text.toString();
  }

  /** Whether the statement began with EXPLAIN. */
  boolean explain() {
    return explain;
  }

  /** Whether ANALYZE followed it. */
  boolean analyze() {
    return analyze;
  }

  /** Paths used in place of tables. */
  List<String> paths() {
    return paths;
  }

  /** The original column of a place in {@link #text()}; both count from 1. */
  int originalColumn(int line, int column) {
    int lineStart = lineStart(text, line);
    int shift = 0;
    for (int insertion : insertions) {
      if (insertion >= lineStart && insertion < lineStart + column - 1) {
        shift++;
      }
    }
    return Math.max(1, column - shift);
  }

  /** The original text between two places of {@link #text()}, white space collapsed. */
  String slice(int line, int column, int endLine, int endColumn) {
    int from = lineStart(original, line) + originalColumn(line, column) - 1;
    int to = lineStart(original, endLine) + originalColumn(endLine, endColumn);
    if (from < 0 || to > original.length() || from >= to) {
      return "";
    }
    return original.substring(from, to).replaceAll("\\s+", " ");
  }

  private static int lineStart(CharSequence text, int line) {
    int start = 0;
    for (int current = 1; current < line && start < text.length(); start++) {
      if (text.charAt(start) == '\n') {
        current++;
      }
    }
    return start;
  }

  private void scanToken() {
    char c = original.charAt(position);
    if (original.startsWith("--", position)) {
      copyBlanks(endOf("\n", position + 2, 0));
    } else if (original.startsWith("/*", position)) {
      copyBlanks(endOf("*/", position + 2, 2));
    } else if (c == '\'') {
      scanString();
    } else if (c == '"') {
      copy(endOfQuoted(position, '"'));
      previousWord = "";
    } else if (Character.isJavaIdentifierStart(c)) {
      scanWord();
    } else if (c == ';' && original.substring(position + 1).isBlank()) {
      copyBlanks(original.length());
    } else {
      scanSymbol(c);
    }
  }

  private void scanSymbol(char c) {
    if (c == '(') {
      parentheses.push(previousWord);
    } else if (c == ')') {
      parentheses.poll();
    }
    if (!Character.isWhitespace(c)) {
      previousWord = "";
    }
    copy(position + 1);
  }

  private void scanString() {
    int end = endOfQuoted(position, '\'');
    boolean inPlaceOfTable = previousWord.equals("from") || previousWord.equals("join");
    String content = original.substring(position + 1, Math.max(position + 1, end - 1));
    Matcher interval = INTERVAL.matcher(content);
    boolean withUnit = previousWord.equals("interval") && interval.matches();
    previousWord = "";
    if (withUnit) {
      text.append('\'').append(interval.group(1)).append("' ");
      text.append(interval.group(2).toLowerCase(Locale.ROOT));
      position += interval.group(1).length() + interval.group(2).length() + 3;
      copyBlanks(end);
    } else if (inPlaceOfTable && namesFile(content) && isPlain(content)) {
      copyPath(end);
    } else {
      copy(end);
    }
  }

  private static boolean namesFile(String content) {
    return content.contains(".parquet") || content.contains(".arrow");
  }

  private void scanWord() {
    int end = position;
    while (end < original.length() && Character.isJavaIdentifierPart(original.charAt(end))) {
      end++;
    }
    String word = original.substring(position, end).toLowerCase(Locale.ROOT);
    numWords++;
    if (numWords == 1 && word.equals("explain")) {
      explain = true;
      copyBlanks(end);
    } else if (numWords == 2 && explain && word.equals("analyze")) {
      analyze = true;
      copyBlanks(end);
    } else if (word.equals(READ_PARQUET) && copyReadParquet(end)) {
      previousWord = "";
      return;
    } else if (isName(word, end)) {
      insertQuote();
      copy(end);
      insertQuote();
    } else {
      copy(end);
    }
    previousWord = word;
  }

  /** Whether a word names a column though Calcite may reserve it. */
  private boolean isName(String word, int end) {
    int next = skipBlanks(end);
    char after = next < original.length() ? original.charAt(next) : ' ';
    String opener = parentheses.isEmpty() ? "" : parentheses.peek();
    if (previousWord.equals("as")) {
      return after != '(' && !word.equals("of") && !CASTS.contains(opener);
    }
    if (NAMES_THAT_CALCITE_RESERVES.contains(word)) {
      return true;
    }
    char before = lastNonBlank();
    boolean unitOrLiteral =
        after == '\'' || before == '\'' || Character.isDigit(before) || opener.equals("extract");
    return reservedAliases.contains(word) && after != '(' && !unitOrLiteral;
  }

  private char lastNonBlank() {
    int at = text.length() - 1;
    while (at >= 0 && Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at < 0 ? ' ' : text.charAt(at);
  }

  /**
   * {@code read_parquet('path')} becomes the path as a quoted identifier; false when it is not
   * that.
   */
  private boolean copyReadParquet(int end) {
    int open = skipBlanks(end);
    int start =
        open < original.length() && original.charAt(open) == '(' ? skipBlanks(open + 1) : -1;
    if (start < 0 || start >= original.length() || original.charAt(start) != '\'') {
      return false;
    }
    int stringEnd = endOfQuoted(start, '\'');
    int close = skipBlanks(stringEnd);
    if (close >= original.length()
        || original.charAt(close) != ')'
        || !isPlain(original.substring(start + 1, stringEnd - 1))) {
      return false;
    }
    copyBlanks(start);
    copyPath(stringEnd);
    copyBlanks(close + 1);
    return true;
  }

  private void copyPath(int end) {
    String path = original.substring(position + 1, end - 1);
    paths.add(path);
    text.append('"').append(path).append('"');
    position = end;
  }

  private static boolean isPlain(String path) {
    return !path.isEmpty() && path.indexOf('\'') < 0 && path.indexOf('"') < 0;
  }

  private void insertQuote() {
    insertions.add(text.length());
    text.append('"');
  }

  private void copy(int end) {
    text.append(original, position, end);
    position = end;
  }

  private void copyBlanks(int end) {
    for (; position < end; position++) {
      char c = original.charAt(position);
      text.append(c == '\n' || c == '\r' ? c : ' ');
    }
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < original.length() && Character.isWhitespace(original.charAt(at))) {
      at++;
    }
    return at;
  }

  private int endOf(String terminator, int from, int terminatorLength) {
    int end = original.indexOf(terminator, from);
    return end < 0 ? original.length() : end + terminatorLength;
  }

  /** The end of a quoted token; a doubled quote inside does not end it. */
  private int endOfQuoted(int start, char quote) {
    int at = start + 1;
    while (at < original.length()) {
      if (original.charAt(at) == quote) {
        if (at + 1 >= original.length() || original.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      }
      at++;
    }
    return original.length();
  }
}
