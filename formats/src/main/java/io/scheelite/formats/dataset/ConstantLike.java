package io.scheelite.formats.dataset;

import io.scheelite.operators.expression.Expression.Like;
import java.util.Arrays;

/** LIKE for the one text that a column has in a file. Stateless. */
final class ConstantLike {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  private ConstantLike() {}

  static boolean matches(Like like, String value) {
    int[] text = value.codePoints().toArray();
    int[] pattern = tokens(like);
    int at = 0;
    int token = 0;
    int afterAny = -1; // where to go on after the last %, which takes one character more then
    int taken = 0;
    while (at < text.length) {
      if (token < pattern.length && pattern[token] == ANY_TEXT) {
        afterAny = ++token;
        taken = at;
      } else if (token < pattern.length
          && (pattern[token] == ANY_CHARACTER || pattern[token] == text[at])) {
        token++;
        at++;
      } else if (afterAny >= 0) {
        token = afterAny;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (token < pattern.length && pattern[token] == ANY_TEXT) {
      token++;
    }
    return token == pattern.length;
  }

  /** Characters and wildcards; an escape character at the very end stands for itself. */
  private static int[] tokens(Like like) {
    int[] characters = like.pattern().codePoints().toArray();
    int size = 0;
    for (int i = 0; i < characters.length; i++) {
      boolean escaped = characters[i] == like.escape() && i + 1 < characters.length;
      i += escaped ? 1 : 0;
      int token = characters[i];
      if (!escaped && (token == '%' || token == '_')) {
        token = token == '%' ? ANY_TEXT : ANY_CHARACTER;
      }
      characters[size++] = token;
    }
    return Arrays.copyOf(characters, size);
  }
}
