package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** INITCAP, TRANSLATE, CHR, HEX, BINARY, MD5, SHA256 and TIME_TEXT: texts made character-wise. */
final class TextMakerEvaluator extends RowFunctionEvaluator {
  private final ScalarFunction function;
  private final StringHeap heap;
  private final TextScratch text = new TextScratch();
  private final TextScratch from = new TextScratch();
  private final TextScratch to = new TextScratch();
  private final TimeText time;

  TextMakerEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands, memory);
    this.function = call.function();
    this.heap = memory.heap();
    this.time = new TimeText(call);
  }

  @Override
  void begin() {
    heap.reset();
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    StringBuilder result = text.result();
    ColumnVector first = operands.getFirst();
    switch (function) {
      case INITCAP -> capitalize(text.read(RowValues.address(first, row)), result);
      case TRANSLATE -> {
        text.read(RowValues.address(first, row));
        from.read(RowValues.address(operands.get(1), row));
        to.read(RowValues.address(operands.get(2), row));
        translate(result);
      }
      case CHR -> character(RowValues.readLong(first, row), result);
      case HEX ->
          result.append(Long.toHexString(RowValues.readLong(first, row)).toUpperCase(Locale.ROOT));
      case HEX_TEXT -> hex(RowValues.address(first, row), result);
      case BINARY -> result.append(Long.toBinaryString(RowValues.readLong(first, row)));
      case MD5 -> digest("MD5", RowValues.address(first, row), result);
      case SHA256 -> digest("SHA-256", RowValues.address(first, row), result);
      case TIME_TEXT -> {
        from.read(RowValues.address(operands.get(1), row));
        time.append(RowValues.readLong(first, row), from, result);
      }
      default -> throw new IllegalStateException("makes no text: " + function);
    }
    text.write(heap, target);
    return true;
  }

  private static void capitalize(CharSequence words, StringBuilder result) {
    boolean inside = false;
    for (int i = 0; i < words.length(); ) {
      int c = Character.codePointAt(words, i);
      result.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inside = Character.isLetterOrDigit(c);
      i += Character.charCount(c);
    }
  }

  private void translate(StringBuilder result) {
    for (int i = 0; i < text.length(); ) {
      int c = Character.codePointAt(text, i);
      i += Character.charCount(c);
      int place = place(from, c);
      int by = place < 0 ? c : codePoint(to, place);
      if (by >= 0) {
        result.appendCodePoint(by);
      }
    }
  }

  /** Which of the text's characters it is, or -1. */
  private static int place(CharSequence characters, int wanted) {
    int place = 0;
    for (int i = 0; i < characters.length(); place++) {
      int c = Character.codePointAt(characters, i);
      if (c == wanted) {
        return place;
      }
      i += Character.charCount(c);
    }
    return -1;
  }

  private static int codePoint(CharSequence characters, int place) {
    int at = 0;
    for (int i = 0; i < characters.length(); at++) {
      int c = Character.codePointAt(characters, i);
      if (at == place) {
        return c;
      }
      i += Character.charCount(c);
    }
    return -1;
  }

  private void character(long code, StringBuilder result) {
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    if (code < 0 || code > Character.MAX_CODE_POINT || surrogate) {
      throw ExpressionException.invalidArgument(call(), code);
    }
    result.appendCodePoint((int) code);
  }

  private static void hex(long view, StringBuilder result) {
    long bytes = StringView.bytesAddress(view);
    for (int i = 0; i < StringView.length(view); i++) {
      HexFormat.of().withUpperCase().toHexDigits(result, NativeMemory.getByte(bytes + i));
    }
  }

  private static void digest(String algorithm, long view, StringBuilder result) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      long bytes = StringView.bytesAddress(view);
      for (int i = 0; i < StringView.length(view); i++) {
        digest.update(NativeMemory.getByte(bytes + i));
      }
      HexFormat.of().formatHex(result, digest.digest());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has it", missing);
    }
  }
}
