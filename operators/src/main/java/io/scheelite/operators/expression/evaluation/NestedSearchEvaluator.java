package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.List;

/** LIST_LENGTH and LIST_POSITION: numbers that are read off a list. */
final class NestedSearchEvaluator extends RowFunctionEvaluator {
  private final ScalarFunction function;
  private final DataType element;
  private final PackedNeedle needle;
  private final NestedReader reader = new NestedReader();

  NestedSearchEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands, memory);
    this.function = call.function();
    this.element =
        switch (call.arguments().getFirst().type()) {
          case DataType.List list -> list.element();
          case DataType.Map map -> map.entry();
          default -> throw new IllegalStateException("not a list: call=" + call);
        };
    this.needle = new PackedNeedle(memory);
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    reader.reset(RowValues.address(operands.getFirst(), row));
    long count = reader.countElements(element);
    long result = function == ScalarFunction.LIST_LENGTH ? count : 0;
    if (function == ScalarFunction.LIST_POSITION) {
      needle.pack(operands.get(1), row);
      for (long i = 1; i <= count && result == 0; i++) {
        result = needle.isNext(reader, element) ? i : 0;
      }
    }
    NativeMemory.putLong(target, result);
    return true;
  }
}
