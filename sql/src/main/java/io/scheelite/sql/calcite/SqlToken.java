package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A token of a statement, by its place.
 *
 * @param word in lower case; a single character, the quote of a text or a quoted name
 */
record SqlToken(String word, int start, int end) {
  private static final SqlToken NONE = new SqlToken("", -1, -1);

  /** Those of a statement, without comments. */
  static List<SqlToken> of(String sql) {
    List<SqlToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      at = scan(sql, at, tokens);
    }
    return tokens;
  }

  /** A token of a list; an empty one where there is none. */
  static SqlToken at(int index, List<SqlToken> tokens) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : NONE;
  }

  /** Returns where the next token may begin. */
  private static int scan(String sql, int start, List<SqlToken> tokens) {
    char c = sql.charAt(start);
    if (Character.isWhitespace(c)) {
      return start + 1;
    }
    if (sql.startsWith("--", start)) {
      int end = sql.indexOf('\n', start);
      return end < 0 ? sql.length() : end;
    }
    if (sql.startsWith("/*", start)) {
      int end = sql.indexOf("*/", start + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    int end = start + 1;
    if (c == '\'' || c == '"') {
      end = SqlWords.endOfQuoted(sql, start, c);
      tokens.add(new SqlToken(String.valueOf(c), start, end));
      return end;
    }
    if (Character.isJavaIdentifierStart(c)) {
      while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
        end++;
      }
    }
    tokens.add(new SqlToken(sql.substring(start, end).toLowerCase(Locale.ROOT), start, end));
    return end;
  }
}
