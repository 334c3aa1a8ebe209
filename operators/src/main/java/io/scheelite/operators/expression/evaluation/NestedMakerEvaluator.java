package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.List;

/** LIST_VALUE and STRUCT_VALUE: nested values of the operands' values. */
final class NestedMakerEvaluator extends Evaluator {
  private final DataType type;
  private final List<Evaluator> operands;
  private final VectorTarget target;
  private final NestedWriter writer;

  NestedMakerEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.type = call.type();
    this.operands = operands;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
    this.writer = memory.nestedWriter();
  }

  @Override
  ColumnVector compute() {
    List<ColumnVector> vectors = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      vectors.add(operand.evaluate());
    }
    writer.reset();
    int n = numRows();
    for (int i = 0; i < n; i++) {
      writer.begin();
      for (ColumnVector vector : vectors) {
        NestedSlots.pack(writer, vector, i);
      }
      if (type instanceof DataType.List) {
        writer.endList();
      }
      writer.finish(target.valuesAddress() + (long) i * StringView.SIZE_BYTES);
    }
    return ColumnVector.flat(type, PhysicalType.VIEW, n, target.valuesAddress(), 0);
  }
}
