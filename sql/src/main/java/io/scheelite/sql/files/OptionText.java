package io.scheelite.sql.files;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An option beside a path, as it is written.
 *
 * @param name in lower case
 * @param value without the quotes of a text; lists and structs as they are
 */
record OptionText(String name, String value) {
  static OptionText of(Map.Entry<String, String> option) {
    return new OptionText(option.getKey(), option.getValue());
  }

  char character() {
    String text = value.equals("\\t") ? "\t" : value;
    if (text.length() != 1) {
      throw bad("one character");
    }
    return text.charAt(0);
  }

  /** A character, or 0 for the empty text. */
  char characterOrNone() {
    return value.isEmpty() ? 0 : character();
  }

  boolean truth() {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "on" -> true;
      case "false", "0", "off" -> false;
      default -> throw bad("true or false");
    };
  }

  int number() {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw bad("a number");
    }
  }

  double real() {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw bad("a number");
    }
  }

  /** A number of records from which something is found out. */
  int sampleSize() {
    int size = number();
    if (size < 1 && size != -1) {
      throw bad("a positive number, or -1 for all");
    }
    return size;
  }

  /** Whether it is {@code {'a': 'b'}}. */
  boolean isStruct() {
    return value.startsWith("{");
  }

  /** The texts of {@code ['a', 'b']}, or of one without brackets. */
  List<String> list() {
    if (!value.startsWith("[")) {
      return List.of(value);
    }
    return words(value.substring(1, value.length() - 1));
  }

  /** The names and texts of {@code {'a': 'b'}}. */
  Map<String, String> struct() {
    if (!isStruct()) {
      throw bad("a struct as {'a': 'INTEGER'}");
    }
    List<String> words = words(value.substring(1, value.length() - 1));
    if (words.size() % 2 != 0) {
      throw bad("a struct as {'a': 'INTEGER'}");
    }
    Map<String, String> result = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      result.put(words.get(i), words.get(i + 1));
    }
    return result;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        StringBuilder word = new StringBuilder();
        for (at++; at < text.length(); at++) {
          boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
          if (text.charAt(at) == c && !doubled) {
            break;
          }
          at += text.charAt(at) == c ? 1 : 0;
          word.append(text.charAt(at));
        }
        at++;
        words.add(word.toString());
      } else if (Character.isWhitespace(c) || ",:=".indexOf(c) >= 0) {
        at++;
      } else {
        int start = at;
        while (at < text.length() && ",:='\"".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        words.add(text.substring(start, at).strip());
      }
    }
    return words;
  }

  SqlException bad(String wanted) {
    return SqlException.of(
        ErrorCode.INVALID_QUERY, "option of files must be " + wanted + ": " + name + "=" + value);
  }

  SqlException unknown(String format, List<String> known) {
    return SqlException.of(
        ErrorCode.INVALID_QUERY,
        "unknown option of "
            + format
            + ": "
            + name
            + NearNames.hint(
                name, Stream.concat(known.stream(), DatasetOptionReader.NAMES.stream()).toList()));
  }
}
