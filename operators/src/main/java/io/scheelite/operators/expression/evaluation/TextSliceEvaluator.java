package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/** Functions whose results are parts of their first operand: they point into its bytes. */
final class TextSliceEvaluator extends Evaluator {
  private final ScalarFunction function;
  private final List<Evaluator> operands;
  private final VectorTarget target;

  TextSliceEvaluator(
      RowScope scope, ScalarFunction function, List<Evaluator> operands, EvaluationMemory memory) {
    super(scope);
    this.function = function;
    this.operands = operands;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    List<ColumnVector> vectors = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      vectors.add(operand.evaluate());
    }
    int n = numRows();
    long validity = Operands.validity(vectors, n, target.validityAddress());
    long to = target.valuesAddress();
    ColumnVector texts = vectors.get(0);
    ColumnVector others = vectors.get(1);
    for (int i = 0; i < n; i++) {
      long text = RowValues.address(texts, i);
      long slot = to + 16L * i;
      switch (function) {
        case LEFT -> left(text, RowValues.readLong(others, i), slot);
        case RIGHT -> right(text, RowValues.readLong(others, i), slot);
        case TRIM_BOTH -> trim(text, RowValues.address(others, i), true, true, slot);
        case TRIM_LEADING -> trim(text, RowValues.address(others, i), true, false, slot);
        case TRIM_TRAILING -> trim(text, RowValues.address(others, i), false, true, slot);
        case SPLIT_PART ->
            part(text, RowValues.address(others, i), RowValues.readLong(vectors.get(2), i), slot);
        default -> throw new IllegalStateException("not a part of a text: " + function);
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, validity, n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, validity);
  }

  /** What is as far below zero, turned round; the largest there is for the smallest there is. */
  private static long opposite(long negative) {
    return negative == Long.MIN_VALUE ? Long.MAX_VALUE : -negative;
  }

  private static void left(long view, long count, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    int end =
        count >= 0
            ? Utf8Text.skip(text, 0, size, count)
            : Utf8Text.skipBack(text, size, opposite(count));
    StringView.write(to, text, end);
  }

  private static void right(long view, long count, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    int begin =
        count >= 0
            ? Utf8Text.skipBack(text, size, count)
            : Utf8Text.skip(text, 0, size, opposite(count));
    StringView.write(to, text + begin, size - begin);
  }

  private static void trim(long view, long characters, boolean begins, boolean ends, long to) {
    long text = StringView.bytesAddress(view);
    int begin = 0;
    int end = StringView.length(view);
    while (begins && begin < end) {
      int next = Utf8Text.skip(text, begin, end, 1);
      if (!isAmong(text + begin, next - begin, characters)) {
        break;
      }
      begin = next;
    }
    while (ends && end > begin) {
      int last = Utf8Text.before(text, end);
      if (!isAmong(text + last, end - last, characters)) {
        break;
      }
      end = last;
    }
    StringView.write(to, text + begin, end - begin);
  }

  /** Whether a code point is one of those of a text. */
  private static boolean isAmong(long character, int size, long characters) {
    long text = StringView.bytesAddress(characters);
    // no code point begins inside another
    return Utf8Text.indexOf(text, StringView.length(characters), character, size, 0) >= 0;
  }

  private static void part(long view, long separatorView, long number, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long separator = StringView.bytesAddress(separatorView);
    int gap = StringView.length(separatorView);
    if (number == 0) {
      StringView.write(to, text, 0);
    } else if (gap == 0) {
      character(text, size, number, to);
    } else if (number > 0) {
      partFromBegin(text, size, separator, gap, number, to);
    } else {
      partFromEnd(text, size, separator, gap, opposite(number), to);
    }
  }

  private static void character(long text, int size, long number, long to) {
    int begin =
        number > 0
            ? Utf8Text.skip(text, 0, size, number - 1)
            : Utf8Text.skipBack(text, size, opposite(number));
    boolean exists = number > 0 || Utf8Text.length(text, size) >= opposite(number);
    int end = exists ? Utf8Text.skip(text, begin, size, 1) : begin;
    StringView.write(to, text + begin, end - begin);
  }

  private static void partFromBegin(
      long text, int size, long separator, int gap, long number, long to) {
    int begin = 0;
    for (long before = number - 1; before > 0; before--) {
      int found = Utf8Text.indexOf(text, size, separator, gap, begin);
      if (found < 0) {
        StringView.write(to, text, 0);
        return;
      }
      begin = found + gap;
    }
    int end = Utf8Text.indexOf(text, size, separator, gap, begin);
    StringView.write(to, text + begin, (end < 0 ? size : end) - begin);
  }

  /** Counts parts first, since separators that overlap are found from the beginning. */
  private static void partFromEnd(
      long text, int size, long separator, int gap, long number, long to) {
    long parts = 1;
    for (int at = Utf8Text.indexOf(text, size, separator, gap, 0);
        at >= 0;
        at = Utf8Text.indexOf(text, size, separator, gap, at + gap)) {
      parts++;
    }
    if (number > parts) {
      StringView.write(to, text, 0);
    } else {
      partFromBegin(text, size, separator, gap, parts - number + 1, to);
    }
  }
}
