package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes what only some dialects quote in the way that all who read a statement know: comments
 * inside of comments become blanks, {@code $tag$text$tag$} and {@code U&'t\00E9xt'} become {@code
 * 'text'}. Places survive, unless a text has more quotes than there was room for.
 */
final class PlainQuotes {
  private static final Pattern HINT = Pattern.compile("/\\*|\\$|[uU]&'");
  private static final Pattern DOLLARS = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*+)?+\\$");
  private static final Pattern ESCAPE_CLAUSE =
      Pattern.compile("\\s+uescape\\s*'([^'\\s+\"\\da-fA-F])'", Pattern.CASE_INSENSITIVE);
  private static final int SHORT_DIGITS = 4;
  private static final int LONG_DIGITS = 6;
  private static final int HEXADECIMAL = 16;

  private final String sql;
  private final StringBuilder plain = new StringBuilder();
  private int at;

  private PlainQuotes(String sql) {
    this.sql = sql;
  }

  /** The statement in plain quotes. */
  static String of(String sql) {
    return HINT.matcher(sql).find() ? new PlainQuotes(sql).write() : sql;
  }

  private String write() {
    Matcher dollars = DOLLARS.matcher(sql);
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        copy(end < 0 ? sql.length() : end);
      } else if (sql.startsWith("/*", at)) {
        comment();
      } else if (c == '\'' || c == '"') {
        copy(SqlWords.endOfQuoted(sql, at, c));
      } else if (sql.regionMatches(true, at, "U&'", 0, "U&'".length())) {
        escaped();
      } else if (c == '$' && dollars.region(at, sql.length()).lookingAt()) {
        betweenDollars(dollars.group());
      } else if (Character.isJavaIdentifierStart(c)) {
        word();
      } else {
        copy(at + 1);
      }
    }
    return plain.toString();
  }

  private void copy(int end) {
    plain.append(sql, at, end);
    at = end;
  }

  private void word() {
    int end = at;
    while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
      end++;
    }
    copy(end);
  }

  /** One that has no other inside stays, and so does one that does not end. */
  private void comment() {
    int depth = 0;
    boolean nested = false;
    for (int end = at; end + 1 < sql.length(); end++) {
      if (sql.startsWith("/*", end)) {
        depth++;
        nested |= depth > 1;
        end++;
      } else if (sql.startsWith("*/", end)) {
        depth--;
        end++;
        if (depth == 0) {
          end(end + 1, nested);
          return;
        }
      }
    }
    int first = sql.indexOf("*/", at);
    copy(first < 0 ? sql.length() : first + 2);
  }

  private void end(int end, boolean nested) {
    if (!nested) {
      copy(end);
      return;
    }
    for (; at < end; at++) {
      char c = sql.charAt(at);
      plain.append(c == '\n' || c == '\r' ? c : ' ');
    }
  }

  private void betweenDollars(String dollars) {
    int start = at + dollars.length();
    int end = sql.indexOf(dollars, start);
    if (end < 0) {
      throw SqlException.of(ErrorCode.SYNTAX_ERROR, "quotes are not closed: " + dollars);
    }
    replace(sql.substring(start, end), end + dollars.length());
  }

  private void replace(String content, int end) {
    String quoted = '\'' + content.replace("'", "''") + '\'';
    plain.append(quoted).repeat(' ', Math.max(0, end - at - quoted.length()));
    at = end;
  }

  private void escaped() {
    int open = at + 2;
    int end = SqlWords.endOfQuoted(sql, open, '\'');
    if (end < open + 2 || sql.charAt(end - 1) != '\'') {
      copy(end); // it is not closed: the parser says so
      return;
    }
    Matcher clause = ESCAPE_CLAUSE.matcher(sql).region(end, sql.length());
    boolean named = clause.lookingAt();
    char escape = named ? clause.group(1).charAt(0) : '\\';
    String content = sql.substring(open + 1, end - 1).replace("''", "'");
    replace(decode(content, escape), named ? clause.end() : end);
  }

  private static String decode(String content, char escape) {
    StringBuilder decoded = new StringBuilder();
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c != escape) {
        decoded.append(c);
      } else if (i + 1 < content.length() && content.charAt(i + 1) == escape) {
        decoded.append(c);
        i++;
      } else {
        boolean six = content.startsWith("+", i + 1);
        int digits = i + (six ? 2 : 1);
        int end = digits + (six ? LONG_DIGITS : SHORT_DIGITS);
        decoded.appendCodePoint(codePoint(content, digits, end));
        i = end - 1;
      }
    }
    return decoded.toString();
  }

  private static int codePoint(String content, int start, int end) {
    String digits = end > content.length() ? "" : content.substring(start, end);
    boolean hexadecimal =
        !digits.isEmpty() && digits.chars().allMatch(c -> Character.digit(c, HEXADECIMAL) >= 0);
    int codePoint = hexadecimal ? Integer.parseInt(digits, HEXADECIMAL) : -1;
    if (!Character.isValidCodePoint(codePoint) || codePoint == 0) {
      throw SqlException.of(
          ErrorCode.SYNTAX_ERROR, "an escape in U&'...' is no character: " + content);
    }
    return codePoint;
  }
}
