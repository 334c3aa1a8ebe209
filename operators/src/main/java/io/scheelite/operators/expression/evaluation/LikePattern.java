package io.scheelite.operators.expression.evaluation;

import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A LIKE pattern taken apart: the pieces of text between {@code %}, or, where {@code _} occurs, one
 * token per byte and wildcard.
 */
final class LikePattern {
  /** Token for {@code %}. */
  private static final int ANY_TEXT = -1;

  /** Token for {@code _}. */
  private static final int ANY_CHARACTER = -2;

  private final int[] tokens; // unsigned bytes, ANY_CHARACTER, ANY_TEXT
  private final List<byte[]> pieces;

  private LikePattern(int[] tokens) {
    this.tokens = tokens;
    this.pieces = pieces(tokens);
  }

  /** Reads a pattern; an escape character at its very end stands for itself. */
  static LikePattern parse(String pattern, int escape) {
    int[] characters = pattern.codePoints().toArray();
    int[] tokens = new int[4 * characters.length];
    int size = 0;
    for (int i = 0; i < characters.length; i++) {
      boolean escaped = characters[i] == escape && i + 1 < characters.length;
      if (escaped) {
        i++;
      } else if (characters[i] == '%' || characters[i] == '_') {
        tokens[size++] = characters[i] == '%' ? ANY_TEXT : ANY_CHARACTER;
        continue;
      }
      for (byte b : Character.toString(characters[i]).getBytes(StandardCharsets.UTF_8)) {
        tokens[size++] = Byte.toUnsignedInt(b);
      }
    }
    return new LikePattern(Arrays.copyOf(tokens, size));
  }

  private static List<byte[]> pieces(int[] tokens) {
    List<byte[]> pieces = new ArrayList<>();
    byte[] piece = new byte[tokens.length];
    int size = 0;
    for (int token : tokens) {
      if (token >= 0) {
        piece[size++] = (byte) token;
      } else if (size > 0) {
        pieces.add(Arrays.copyOf(piece, size));
        size = 0;
      }
    }
    if (size > 0) {
      pieces.add(Arrays.copyOf(piece, size));
    }
    return pieces;
  }

  /** What lies between wildcards, in order, empty pieces left out. */
  List<byte[]> pieces() {
    return pieces;
  }

  /** Whether the pattern begins with {@code %}. */
  boolean startsOpen() {
    return tokens.length > 0 && tokens[0] == ANY_TEXT;
  }

  /** Whether the pattern ends with {@code %}. */
  boolean endsOpen() {
    return tokens.length > 0 && tokens[tokens.length - 1] == ANY_TEXT;
  }

  /** Whether {@code _} occurs, so that pieces are not enough. */
  boolean hasAnyCharacter() {
    for (int token : tokens) {
      if (token == ANY_CHARACTER) {
        return true;
      }
    }
    return false;
  }

  /** Compares token by token; after a mismatch the last {@code %} takes one character more. */
  boolean matchesTokens(long text, int textSize) {
    int at = 0;
    int token = 0;
    int lastOpen = -1;
    int taken = 0;
    while (at < textSize) {
      int wanted = token < tokens.length ? tokens[token] : Integer.MAX_VALUE;
      if (wanted == ANY_TEXT) {
        lastOpen = token++;
        taken = at;
      } else if (wanted == ANY_CHARACTER) {
        at = nextCharacter(text, at, textSize);
        token++;
      } else if (wanted == Byte.toUnsignedInt(NativeMemory.getByte(text + at))) {
        at++;
        token++;
      } else if (lastOpen >= 0) {
        taken = nextCharacter(text, taken, textSize);
        at = taken;
        token = lastOpen + 1;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_TEXT) {
      token++;
    }
    return token == tokens.length;
  }

  private static int nextCharacter(long text, int at, int textSize) {
    int next = at + 1;
    while (next < textSize && Utf8Text.isContinuation(NativeMemory.getByte(text + next))) {
      next++;
    }
    return next;
  }
}
