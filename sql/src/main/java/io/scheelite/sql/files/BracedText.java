package io.scheelite.sql.files;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads structs and maps of constants as they are written in SQL, one inside another: {@code MAP
 * {1: {name: 'a', type: 'BIGINT', default_value: NULL}}}. Used once, by one thread.
 */
public final class BracedText {
  /** No schema of a file that we read has as many levels. */
  private static final int MOST_LEVELS = 100;

  private static final Set<String> TYPE_WORDS = Set.of("date", "timestamp");

  private final String text;
  private final Supplier<RuntimeException> malformed;
  private int at;
  private int levels; // of braces that are open

  private BracedText(String text, Supplier<RuntimeException> malformed) {
    this.text = text;
    this.malformed = malformed;
  }

  /**
   * The names and their values, which are Strings, nulls, or Maps again.
   *
   * @param malformed the error for a text that is none
   * @throws SqlException if there are more levels than anything has that is read or written
   */
  public static Map<String, @Nullable Object> read(
      String text, Supplier<RuntimeException> malformed) {
    BracedText braces = new BracedText(text, malformed);
    Map<String, @Nullable Object> result = braces.map();
    if (braces.peek() != 0) {
      throw malformed.get();
    }
    return result;
  }

  /** The next character that is not blank; 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean accept(char symbol) {
    boolean found = peek() == symbol;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char symbol) {
    if (!accept(symbol)) {
      throw malformed.get();
    }
  }

  private Map<String, @Nullable Object> map() {
    if (peek() != '{' && !word().equalsIgnoreCase("map")) {
      throw malformed.get();
    }
    expect('{');
    if (++levels > MOST_LEVELS) {
      throw SqlException.of(
          ErrorCode.STATEMENT_TOO_COMPLEX, "braces are nested too deeply: limit=" + MOST_LEVELS);
    }
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    while (!accept('}')) {
      String name = peek() == '\'' || peek() == '"' ? quoted() : word();
      expect(':');
      if (entries.containsKey(name)) {
        throw malformed.get();
      }
      entries.put(name, value());
      if (peek() != '}') {
        expect(',');
      }
    }
    levels--;
    return entries;
  }

  private @Nullable Object value() {
    char c = peek();
    if (c == '\'') {
      return quoted();
    }
    if (c == '{') {
      return map();
    }
    int start = at;
    String word = word().toLowerCase(Locale.ROOT);
    if (TYPE_WORDS.contains(word) && peek() == '\'') {
      return quoted();
    }
    if (word.equals("map") && peek() == '{') {
      at = start;
      return map();
    }
    return word.equals("null") ? null : word;
  }

  private String quoted() {
    char quote = text.charAt(at);
    StringBuilder content = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) == quote) {
        at++;
        if (at == text.length() || text.charAt(at) != quote) {
          return content.toString();
        }
      }
      content.append(text.charAt(at));
    }
    throw malformed.get();
  }

  private String word() {
    char first = peek();
    int start = at;
    while (at < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(at))
            || "+-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (first == 0 || at == start) {
      throw malformed.get();
    }
    return text.substring(start, at);
  }
}
