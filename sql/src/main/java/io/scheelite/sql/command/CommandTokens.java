package io.scheelite.sql.command;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a statement, read one after another. Used by one thread. */
final class CommandTokens {
  /** What a token is. */
  enum Kind {
    WORD,
    QUOTED_NAME,
    TEXT,
    NUMBER,
    SYMBOL
  }

  /** A token without its quotes, and where it stands. */
  record Token(Kind kind, String text, int start, int end) {}

  private static final String SELECT = "select(";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  CommandTokens(String sql) {
    this.sql = sql;
    int position = 0;
    while (position < sql.length()) {
      position = scan(position);
    }
  }

  /** Returns where the next token may begin. */
  private int scan(int start) {
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
    if (c == '\'' || c == '"') {
      return scanQuoted(start, c);
    }
    int end = start + 1;
    Kind kind = Kind.SYMBOL;
    if (Character.isJavaIdentifierStart(c)) {
      kind = Kind.WORD;
      while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
        end++;
      }
    } else if (Character.isDigit(c)) {
      kind = Kind.NUMBER;
      while (end < sql.length() && (Character.isDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
        end++;
      }
    }
    tokens.add(new Token(kind, sql.substring(start, end), start, end));
    return end;
  }

  private int scanQuoted(int start, char quote) {
    StringBuilder content = new StringBuilder();
    int at = start + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      boolean doubled = c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote;
      if (c == quote && !doubled) {
        at++;
        break;
      }
      content.append(c);
      at += doubled ? 2 : 1;
    }
    Kind kind = quote == '"' ? Kind.QUOTED_NAME : Kind.TEXT;
    tokens.add(new Token(kind, content.toString(), start, at));
    return at;
  }

  boolean atEnd() {
    return next >= tokens.size() || (isSymbol(";") && next == tokens.size() - 1);
  }

  /** The next token; null at the end. */
  @Nullable Token peek() {
    return next < tokens.size() ? tokens.get(next) : null;
  }

  /** The next word as keywords are written, to be named in an error. */
  String word() {
    Token token = peek();
    return token == null ? "" : token.text().toUpperCase(Locale.ROOT);
  }

  /** Takes the next token. */
  Token take() {
    Token token = peek();
    if (token == null) {
      throw unexpected("more");
    }
    next++;
    return token;
  }

  private boolean isSymbol(String symbol) {
    return isSymbol(symbol, next);
  }

  private boolean isSymbol(String symbol, int index) {
    Token token = index < tokens.size() ? tokens.get(index) : null;
    return token != null && token.kind() == Kind.SYMBOL && token.text().equals(symbol);
  }

  /** Whether a symbol is next. */
  boolean atSymbol(String symbol) {
    return isSymbol(symbol);
  }

  /** Whether the next tokens are these words. */
  boolean at(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!isWord(words[i], next + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isWord(String word, int index) {
    Token token = index < tokens.size() ? tokens.get(index) : null;
    return token != null && token.kind() == Kind.WORD && token.text().equalsIgnoreCase(word);
  }

  /** Whether the next tokens are a word and a parenthesis. */
  boolean atCall(String word) {
    return at(word) && isSymbol("(", next + 1);
  }

  /** Takes these words if they are next. */
  boolean accept(String... words) {
    boolean found = at(words);
    next += found ? words.length : 0;
    return found;
  }

  /**
   * Takes these words if the statement ends with them; they are behind what {@link #rest} gives.
   */
  boolean acceptLast(String... words) {
    int numLast = !tokens.isEmpty() && isSymbol(";", tokens.size() - 1) ? 1 : 0;
    int first = tokens.size() - numLast - words.length;
    int here = next;
    next = first;
    boolean found = first > here && at(words);
    next = here;
    if (found) {
      tokens.subList(first, tokens.size()).clear();
    }
    return found;
  }

  /** Whether names alone are next, in parentheses and with AS behind them. */
  boolean atNamesAndAs() {
    int name = next + 1;
    while (isSymbol(",", name + 1)) {
      name += 2;
    }
    return isSymbol("(", next) && isSymbol(")", name + 1) && isWord("as", name + 2);
  }

  /** Takes a symbol if it is next. */
  boolean acceptSymbol(String symbol) {
    boolean found = isSymbol(symbol);
    next += found ? 1 : 0;
    return found;
  }

  void expect(String... words) {
    if (!accept(words)) {
      throw unexpected(String.join(" ", words).toUpperCase(Locale.ROOT));
    }
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected(symbol);
    }
  }

  void expectEnd() {
    if (!atEnd()) {
      throw unexpected("the end of the statement");
    }
  }

  /** A name; of one with the schema before it the last part. */
  String name() {
    int start = next;
    List<String> names = new ArrayList<>();
    do {
      names.add(simpleName());
    } while (acceptSymbol("."));
    List<String> qualifier = names.subList(0, names.size() - 1);
    if (!Catalog.isOwnSchema(qualifier)) {
      throw fail(
          ErrorCode.UNKNOWN_TABLE, Catalog.unknownSchema(qualifier), tokens.get(start).start());
    }
    return names.getLast();
  }

  private String simpleName() {
    Token token = peek();
    if (token == null || (token.kind() != Kind.WORD && token.kind() != Kind.QUOTED_NAME)) {
      throw unexpected("a name");
    }
    next++;
    return token.text();
  }

  /** The rest of the statement, at its place. */
  String rest() {
    Token token = peek();
    if (token == null) {
      throw unexpected("a query");
    }
    next = tokens.size();
    return blanks(token.start()) + sql.substring(token.start(), tokens.getLast().end());
  }

  /** What is between the next parenthesis and its partner, at its place; both are taken. */
  String inParentheses() {
    int start = next;
    skipParentheses();
    int from = tokens.get(start).end();
    return blanks(from) + sql.substring(from, tokens.get(next - 1).start());
  }

  /** A struct as it is written, with its braces; it is taken. */
  String inBraces() {
    int start = next;
    skip("{", "}");
    return sql.substring(tokens.get(start).start(), tokens.get(next - 1).end());
  }

  private void skipParentheses() {
    skip("(", ")");
  }

  private void skip(String opening, String closing) {
    expectSymbol(opening);
    int depth = 1;
    while (depth > 0) {
      Token token = take();
      if (token.kind() == Kind.SYMBOL) {
        depth += token.text().equals(opening) ? 1 : token.text().equals(closing) ? -1 : 0;
      }
    }
  }

  /** An expression in parentheses, which are taken, too. */
  Command.Selected selectedParentheses() {
    int start = next;
    skipParentheses();
    return selected(start, next);
  }

  /** An expression that ends before a comma, a parenthesis that it has not opened, or a word. */
  Command.Selected selectedUpTo(Set<String> words) {
    int start = next;
    int numCases = 0;
    while (!atEnd() && !isSymbol(",") && !isSymbol(")")) {
      Token token = tokens.get(next);
      String word = token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : "";
      if (numCases == 0 && next > start && words.contains(word)) {
        break;
      }
      numCases += word.equals("case") ? 1 : word.equals("end") ? -1 : 0;
      if (isSymbol("(")) {
        skipParentheses();
      } else {
        next++;
      }
    }
    if (next == start) {
      throw unexpected("an expression");
    }
    return selected(start, next);
  }

  private Command.Selected selected(int from, int to) {
    int start = tokens.get(from).start();
    String written = sql.substring(start, tokens.get(to - 1).end());
    StringBuilder before = new StringBuilder(blanks(start));
    int at = start - SELECT.length();
    while (at >= 0 && before.substring(at, at + SELECT.length()).contains("\n")) {
      at--;
    }
    before.replace(Math.max(0, at), at < 0 ? 0 : at + SELECT.length(), SELECT);
    return new Command.Selected(written, before + written + ')');
  }

  /** As many blanks as the statement has characters up to a place, in the same lines. */
  String blanks(int length) {
    StringBuilder blanks = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = sql.charAt(i);
      blanks.append(c == '\n' || c == '\r' ? c : ' ');
    }
    return blanks.toString();
  }

  SqlException unexpected(String wanted) {
    Token token = peek();
    int at = token == null ? sql.stripTrailing().length() : token.start();
    String found =
        token == null ? "unexpected end of statement" : "syntax error near: " + token.text();
    return fail(ErrorCode.SYNTAX_ERROR, found + "; expected " + wanted, at);
  }

  /** An error at the next token. */
  SqlException refuse(ErrorCode code, String message) {
    return refuse(code, message, peek());
  }

  /** An error at a token, or at the end. */
  SqlException refuse(ErrorCode code, String message, @Nullable Token token) {
    return fail(code, message, token == null ? sql.length() : token.start());
  }

  private SqlException fail(ErrorCode code, String message, int at) {
    String before = sql.substring(0, at);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');
    return SqlException.at(code, message, line, column, null);
  }
}
