package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;

/** Reads texts as bytes, see {@link ValueText#parseBinary}. */
final class BytesOfText implements RowwiseCast.Conversion {
  private final StringHeap heap;

  BytesOfText(EvaluationMemory memory) {
    this.heap = memory.heap();
  }

  @Override
  public void begin() {
    heap.reset();
  }

  @Override
  public boolean convert(ColumnVector source, int row, long target) {
    byte[] bytes = ValueText.parseBinary(RowValues.readString(source, row));
    if (bytes != null) {
      heap.write(target + (long) StringView.SIZE_BYTES * row, bytes);
    }
    return bytes != null;
  }
}
