package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;

/** Turns lists of nothing but nulls, such as {@code []}, into lists of a type. */
final class NullListCast extends Evaluator {
  private final Evaluator operand;
  private final DataType.List type;
  private final VectorTarget target;
  private final NestedWriter writer;
  private final NestedReader reader = new NestedReader();

  NullListCast(Evaluator operand, DataType.List type, EvaluationMemory memory) {
    super(operand.scope());
    this.operand = operand;
    this.type = type;
    this.target = memory.target(PhysicalType.VIEW, scope().capacity());
    this.writer = memory.nestedWriter();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long views = target.valuesAddress();
    NativeMemory.fill(views, PhysicalType.VIEW.sizeBytes(n), (byte) 0);
    writer.reset();
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(source, i)) {
        reader.reset(RowValues.address(source, i));
        writer.begin();
        for (long left = reader.countElements(DataType.NULL); left > 0; left--) {
          writer.writeNull(type.element());
        }
        writer.endList();
        writer.finish(views + (long) i * StringView.SIZE_BYTES);
      }
    }
    return ColumnVector.flat(type, PhysicalType.VIEW, n, views, source.validityAddress());
  }
}
