package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/** REPLACE, REVERSE, REPEAT, LPAD and RPAD: functions that make new texts. */
final class TextBuilderEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final List<Evaluator> operands;
  private final VectorTarget target;
  private final StringHeap heap;

  TextBuilderEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operands = operands;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
    this.heap = memory.heap();
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
    heap.reset();
    for (int i = 0; i < n; i++) {
      if (isValid(vectors, i)) {
        build(vectors, i, to + 16L * i);
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, validity, n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, validity);
  }

  private static boolean isValid(List<ColumnVector> vectors, int row) {
    for (ColumnVector vector : vectors) {
      if (RowValues.isNull(vector, row)) {
        return false;
      }
    }
    return true;
  }

  private void build(List<ColumnVector> vectors, int row, long to) {
    long text = RowValues.address(vectors.getFirst(), row);
    switch (call.function()) {
      case REVERSE -> reverse(text, to);
      case REPEAT -> repeat(text, RowValues.readLong(vectors.get(1), row), to);
      case REPLACE ->
          replace(
              text,
              RowValues.address(vectors.get(1), row),
              RowValues.address(vectors.get(2), row),
              to);
      case LPAD, RPAD ->
          pad(
              text,
              RowValues.readLong(vectors.get(1), row),
              RowValues.address(vectors.get(2), row),
              to);
      default -> throw new IllegalStateException("makes no text: " + call.function());
    }
  }

  private int checkedSize(long wanted) {
    if (wanted > Integer.MAX_VALUE) {
      throw ExpressionException.invalidArgument(call, "a text of " + wanted + " bytes");
    }
    return (int) wanted;
  }

  private void reverse(long view, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long result = heap.begin(to, size);
    long at = result + size;
    for (int from = 0; from < size; ) {
      int next = Utf8Text.skip(text, from, size, 1);
      at -= next - from;
      NativeMemory.copy(text + from, at, next - from);
      from = next;
    }
    StringHeap.finish(to, result, size);
  }

  private void repeat(long view, long count, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long times = size == 0 ? 0 : Math.max(0, count);
    long wanted = times > Integer.MAX_VALUE ? times : times * size;
    int all = checkedSize(wanted);
    long result = heap.begin(to, all);
    for (int at = 0; at < all; at += size) {
      NativeMemory.copy(text, result + at, size);
    }
    StringHeap.finish(to, result, all);
  }

  private void replace(long view, long fromView, long toView, long slot) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long part = StringView.bytesAddress(fromView);
    int partSize = StringView.length(fromView);
    int first = partSize == 0 ? -1 : Utf8Text.indexOf(text, size, part, partSize, 0);
    if (first < 0) {
      StringView.write(slot, text, size);
      return;
    }
    int newSize = StringView.length(toView);
    long replacement = StringView.bytesAddress(toView);
    long found = 0;
    for (int at = first; at >= 0; ) {
      found++;
      at = Utf8Text.indexOf(text, size, part, partSize, at + partSize);
    }
    int all = checkedSize(size + found * (newSize - partSize));
    long result = heap.begin(slot, all);
    long to = result;
    int from = 0;
    for (int at = first; at >= 0; ) {
      to = copy(text + from, to, at - from);
      to = copy(replacement, to, newSize);
      from = at + partSize;
      at = Utf8Text.indexOf(text, size, part, partSize, from);
    }
    copy(text + from, to, size - from);
    StringHeap.finish(slot, result, all);
  }

  private static long copy(long source, long target, int size) {
    if (size > 0) {
      NativeMemory.copy(source, target, size);
    }
    return target + size;
  }

  /** Without anything to fill with, short texts stay as they are. */
  private void pad(long view, long count, long fillView, long to) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long fill = StringView.bytesAddress(fillView);
    int fillSize = StringView.length(fillView);
    int kept = Utf8Text.skip(text, 0, size, count);
    long missing = count - Utf8Text.length(text, kept);
    if (missing <= 0 || fillSize == 0) {
      StringView.write(to, text, kept);
      return;
    }
    int perFill = Utf8Text.length(fill, fillSize);
    long whole = missing / perFill;
    int rest = Utf8Text.skip(fill, 0, fillSize, missing % perFill);
    long filled = whole > Integer.MAX_VALUE ? whole : whole * fillSize + rest;
    int all = checkedSize(filled + size);
    long result = heap.begin(to, all);
    boolean left = call.function() == ScalarFunction.LPAD;
    long at = left ? result : result + size;
    NativeMemory.copy(text, left ? result + filled : result, size);
    for (long i = 0; i < whole; i++) {
      at = copy(fill, at, fillSize);
    }
    copy(fill, at, rest);
    StringHeap.finish(to, result, all);
  }
}
