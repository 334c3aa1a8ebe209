package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;

/** MAP_KEYS and MAP_VALUES: the lists of the one and the other. */
final class MapPartsEvaluator extends Evaluator {
  private final boolean keys;
  private final DataType type;
  private final DataType.Map map;
  private final Evaluator operand;
  private final VectorTarget target;
  private final NestedWriter writer;
  private final NestedReader reader = new NestedReader();

  MapPartsEvaluator(
      RowScope scope, Expression.FunctionCall call, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.keys = call.function() == ScalarFunction.MAP_KEYS;
    this.type = call.type();
    this.map = (DataType.Map) call.arguments().getFirst().type();
    this.operand = operand;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
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
        copyParts();
        writer.finish(views + (long) i * StringView.SIZE_BYTES);
      }
    }
    return ColumnVector.flat(type, PhysicalType.VIEW, n, views, source.validityAddress());
  }

  private void copyParts() {
    DataType entry = map.entry();
    while (reader.next(entry) != Mark.END) {
      copyField(map.key(), keys);
      copyField(map.value(), !keys);
    }
    writer.endList();
  }

  private void copyField(DataType field, boolean wanted) {
    long start = reader.position();
    if (reader.next(field) == Mark.VALUE) {
      reader.skip(field);
    }
    if (wanted) {
      writer.writePacked(start, reader.position() - start);
    }
  }
}
