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

/** Texts, one after the other: all of them, or those that are not null with a separator between. */
final class ConcatEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final List<Evaluator> operands;
  private final boolean separated;
  private final VectorTarget target;
  private final StringHeap heap;

  ConcatEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operands = operands;
    this.separated = call.function() == ScalarFunction.CONCAT_WS;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    List<ColumnVector> texts = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      texts.add(operand.evaluate());
    }
    int n = numRows();
    long validity =
        separated
            ? texts.getFirst().validityAddress()
            : Operands.validity(texts, n, target.validityAddress());
    long to = target.valuesAddress();
    int first = separated ? 1 : 0;
    heap.reset();
    for (int i = 0; i < n; i++) {
      long separator = separated ? RowValues.address(texts.getFirst(), i) : 0;
      join(texts.subList(first, texts.size()), separator, i, to + 16L * i);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, validity, n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, validity);
  }

  /** Nulls have no bytes; where they make the whole null, its slot is cleared later. */
  private void join(List<ColumnVector> texts, long separator, int row, long to) {
    int gap = separator == 0 ? 0 : StringView.length(separator);
    long wanted = 0;
    boolean later = false;
    for (ColumnVector text : texts) {
      if (!RowValues.isNull(text, row)) {
        wanted += StringView.length(RowValues.address(text, row)) + (later ? gap : 0L);
        later = true;
      }
    }
    if (wanted > Integer.MAX_VALUE) {
      throw ExpressionException.invalidArgument(call, "a text of " + wanted + " bytes");
    }
    int size = (int) wanted;
    long begin = heap.begin(to, size);
    long at = begin;
    int copied = 0;
    for (ColumnVector text : texts) {
      if (!RowValues.isNull(text, row)) {
        at = copied == 0 ? at : copy(separator, gap, at);
        long view = RowValues.address(text, row);
        at = copy(view, StringView.length(view), at);
        copied++;
      }
    }
    StringHeap.finish(to, begin, size);
  }

  private static long copy(long view, int size, long at) {
    if (size > 0) {
      NativeMemory.copy(StringView.bytesAddress(view), at, size);
    }
    return at + size;
  }
}
