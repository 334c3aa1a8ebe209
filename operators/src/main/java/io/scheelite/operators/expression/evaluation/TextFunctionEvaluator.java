package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ScalarFunction;
import java.nio.charset.StandardCharsets;

/** UPPER, LOWER and TRIM. */
final class TextFunctionEvaluator extends Evaluator {
  private static final int CASE_BIT = 0x20;

  private final ScalarFunction function;
  private final Evaluator operand;
  private final VectorTarget target;
  private final VectorTarget flattened;
  private final StringHeap heap;

  TextFunctionEvaluator(
      RowScope scope, ScalarFunction function, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.function = function;
    this.operand = operand;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
    this.flattened = memory.temporaries(scope.capacity()).left();
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), flattened);
    int n = numRows();
    long views = source.valuesAddress();
    long to = target.valuesAddress();
    heap.reset();
    for (int i = 0; i < n; i++) {
      long view = views + 16L * i;
      switch (function) {
        case UPPER -> changeCase(view, 'a', true, to + 16L * i);
        case LOWER -> changeCase(view, 'A', false, to + 16L * i);
        case TRIM -> trim(view, to + 16L * i);
        default -> throw new IllegalStateException("not a function of one text: " + function);
      }
    }
    if (source.validityAddress() != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, source.validityAddress(), n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, source.validityAddress());
  }

  /**
   * Writes the text in the other case.
   *
   * @param from the first of the 26 ASCII letters to be changed
   */
  private void changeCase(long view, char from, boolean upper, long to) {
    int size = StringView.length(view);
    long bytes = StringView.bytesAddress(view);
    if (!Utf8Text.isAscii(bytes, size)) {
      changeUnicodeCase(StringView.toString(view), upper, to);
      return;
    }
    boolean inline = size <= StringView.MAX_INLINE_LENGTH;
    if (inline) {
      NativeMemory.putLong(to, size);
      NativeMemory.putLong(to + StringView.REST_OFFSET, 0);
    }
    long text = inline ? to + StringView.PREFIX_OFFSET : heap.allocate(size);
    for (int i = 0; i < size; i++) {
      int letter = NativeMemory.getByte(bytes + i);
      int change = Integer.compareUnsigned(letter - from, 26) < 0 ? CASE_BIT : 0;
      NativeMemory.putByte(text + i, (byte) (letter ^ change));
    }
    if (!inline) {
      StringView.write(to, text, size);
    }
  }

  /** Code point by code point: the number of characters stays. */
  private void changeUnicodeCase(String text, boolean upper, long to) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(upper ? Character::toUpperCase : Character::toLowerCase)
        .forEach(result::appendCodePoint);
    heap.write(to, result.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void trim(long view, long to) {
    long begin = StringView.bytesAddress(view);
    long end = begin + StringView.length(view);
    while (begin < end && NativeMemory.getByte(begin) == ' ') {
      begin++;
    }
    while (end > begin && NativeMemory.getByte(end - 1) == ' ') {
      end--;
    }
    StringView.write(to, begin, (int) (end - begin));
  }
}
