package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.NearNames;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.ParseException;
import org.apache.calcite.sql.parser.babel.Token;

/** Says at which word a text stops to be SQL, and which word was probably meant. */
final class SyntaxErrors {
  private static final List<String> STATEMENTS =
      List.of(
          "select",
          "with",
          "values",
          "insert",
          "update",
          "delete",
          "create",
          "alter",
          "drop",
          "truncate",
          "copy",
          "explain",
          "describe",
          "show",
          "set",
          "begin",
          "commit",
          "rollback");

  /** Words that are easily taken for names when they are misspelled. */
  private static final List<String> KEYWORDS =
      List.of(
          "select",
          "from",
          "where",
          "group",
          "order",
          "having",
          "limit",
          "offset",
          "union",
          "intersect",
          "except",
          "join",
          "inner",
          "left",
          "right",
          "cross",
          "using",
          "values",
          "between",
          "exists",
          "qualify",
          "distinct",
          "window",
          "partition",
          "interval");

  private static final Pattern LEXICAL =
      Pattern.compile("Lexical error.*?Encountered: (?:\"(.*?)\"|<EOF>).*", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\p{L}_][\\p{L}\\p{N}_$]*|\\d[\\w.]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\S");
  private static final Pattern WORD_BEFORE = Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_$]*)\\s*$");
  private static final Pattern ROWS_BEFORE =
      Pattern.compile("\\b(limit|offset|fetch\\s+(?:first|next))\\s*$", Pattern.CASE_INSENSITIVE);

  private final String statement;
  private final SqlText text;

  private SyntaxErrors(String statement, SqlText text) {
    this.statement = statement;
    this.text = text;
  }

  /**
   * Our error for Calcite's.
   *
   * @param statement as its author wrote it
   */
  static SqlException translate(SqlParseException malformed, String statement, SqlText text) {
    return new SyntaxErrors(statement, text).translate(malformed);
  }

  private SqlException translate(SqlParseException malformed) {
    if (malformed.getCause() instanceof ParseException unexpected
        && unexpected.currentToken != null
        && unexpected.expectedTokenSequences != null) {
      Token token = furthest(unexpected);
      return at(token.beginLine, token.beginColumn, token.kind == 0, malformed);
    }
    SqlParserPos pos = malformed.getPos();
    String message = String.valueOf(malformed.getMessage());
    if (pos == null) {
      return error("syntax error", 0, 0, malformed);
    }
    if (message.startsWith("BETWEEN operator")) {
      int column = text.places().originalColumn(pos.getLineNum(), pos.getColumnNum());
      return error(
          "BETWEEN needs two values with AND between", pos.getLineNum(), column, malformed);
    }
    Matcher lexical = LEXICAL.matcher(message);
    if (lexical.matches() && lexical.group(1) != null) {
      int column = text.places().originalColumn(pos.getLineNum(), pos.getColumnNum());
      return error(
          "unexpected character: " + lexical.group(1), pos.getLineNum(), column, malformed);
    }
    return at(pos.getLineNum(), pos.getColumnNum(), message.contains("\"<EOF>\""), malformed);
  }

  /** The token up to which the text is the beginning of something. */
  private static Token furthest(ParseException error) {
    Token first = error.currentToken.next;
    Token furthest = first;
    int depth = 0;
    for (int[] expected : error.expectedTokenSequences) {
      Token token = first;
      int matched = 0;
      while (matched < expected.length && token.next != null && token.kind == expected[matched]) {
        token = token.next;
        matched++;
      }
      if (matched > depth) {
        furthest = token;
        depth = matched;
      }
    }
    return furthest;
  }

  private SqlException at(int line, int shifted, boolean end, SqlParseException cause) {
    int column = text.places().originalColumn(line, shifted);
    int place = StatementPlaces.offset(statement, line, column);
    if (end || place >= statement.stripTrailing().length()) {
      return unexpectedEnd(cause);
    }
    Matcher matcher = TOKEN.matcher(statement).region(place, statement.length());
    String token = matcher.lookingAt() ? matcher.group() : "";
    if (token.equals("'") || token.equals("\"")) {
      return error("quotes are not closed", line, column, cause);
    }
    String before = statement.substring(0, place);
    if (before.isBlank() && !STATEMENTS.contains(token.toLowerCase(Locale.ROOT))) {
      String hint = NearNames.hint(token, STATEMENTS);
      return error("unknown statement: " + token + hint, line, column, cause);
    }
    Matcher rows = ROWS_BEFORE.matcher(before);
    if (rows.find()) {
      return rows(rows.group(1).toUpperCase(Locale.ROOT), token, line, column, cause);
    }
    return error("syntax error near: " + token + hint(token, before), line, column, cause);
  }

  private SqlException unexpectedEnd(SqlParseException cause) {
    String written = statement.stripTrailing();
    int line = (int) written.chars().filter(c -> c == '\n').count() + 1;
    int column = written.length() - written.lastIndexOf('\n');
    return error("unexpected end of statement", line, column, cause);
  }

  private static SqlException rows(
      String clause, String token, int line, int column, SqlParseException cause) {
    boolean negative = token.equals("-");
    return SqlException.at(
        negative ? ErrorCode.INVALID_ROW_COUNT : ErrorCode.SYNTAX_ERROR,
        negative
            ? clause + " must not be negative"
            : "syntax error near: " + token + "; " + clause + " takes a number of rows",
        line,
        column,
        cause);
  }

  /** A misspelled keyword is a name, and what follows it is what cannot be understood. */
  private static String hint(String token, String before) {
    Matcher previous = WORD_BEFORE.matcher(before);
    for (String word : List.of(previous.find() ? previous.group(1) : "", token)) {
      String lower = word.toLowerCase(Locale.ROOT);
      boolean known = KEYWORDS.contains(lower) || STATEMENTS.contains(lower);
      String meant = known || lower.length() < 4 ? null : NearNames.nearest(lower, KEYWORDS);
      if (meant != null) {
        return "; did you mean " + meant.toUpperCase(Locale.ROOT) + " in place of " + word + "?";
      }
    }
    return "";
  }

  private static SqlException error(String message, int line, int column, SqlParseException cause) {
    return SqlException.at(ErrorCode.SYNTAX_ERROR, message, line, column, cause);
  }
}
