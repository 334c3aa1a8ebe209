package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;

/** Two texts, one after the other. */
final class ConcatEvaluator extends Evaluator {
  private final Evaluator left;
  private final Evaluator right;
  private final VectorTarget target;
  private final StringHeap heap;

  ConcatEvaluator(RowScope scope, Evaluator left, Evaluator right, EvaluationMemory memory) {
    super(scope);
    this.left = left;
    this.right = right;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    ColumnVector l = left.evaluate();
    ColumnVector r = right.evaluate();
    int n = numRows();
    long validity = Operands.validity(l, r, target.validityAddress());
    long to = target.valuesAddress();
    heap.reset();
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(l, i) && !RowValues.isNull(r, i)) {
        join(RowValues.address(l, i), RowValues.address(r, i), to + 16L * i);
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, validity, n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, validity);
  }

  private void join(long leftView, long rightView, long to) {
    int leftSize = StringView.length(leftView);
    int rightSize = StringView.length(rightView);
    int size = Math.addExact(leftSize, rightSize);
    boolean inline = size <= StringView.MAX_INLINE_LENGTH;
    if (inline) {
      NativeMemory.putLong(to, size);
      NativeMemory.putLong(to + StringView.REST_OFFSET, 0);
    }
    long text = inline ? to + StringView.PREFIX_OFFSET : heap.allocate(size);
    NativeMemory.copy(StringView.bytesAddress(leftView), text, leftSize);
    NativeMemory.copy(StringView.bytesAddress(rightView), text + leftSize, rightSize);
    if (!inline) {
      StringView.write(to, text, size);
    }
  }
}
