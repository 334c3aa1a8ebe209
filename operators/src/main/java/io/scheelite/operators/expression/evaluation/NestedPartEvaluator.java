package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LIST_ELEMENT, STRUCT_FIELD and MAP_VALUE: one part of a nested value. Texts and nested values are
 * views into the operand, whose bytes live as long.
 */
final class NestedPartEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final DataType nested;
  private final Evaluator operand;
  private final Evaluator choice;
  private final @Nullable PackedNeedle needle;
  private final VectorTarget target;
  private final StringHeap heap;
  private final NestedReader reader = new NestedReader();

  NestedPartEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.nested = call.arguments().getFirst().type();
    this.operand = operands.getFirst();
    this.choice = operands.get(1);
    this.needle = nested instanceof DataType.Map ? new PackedNeedle(memory) : null;
    this.target = memory.target(call.type().physicalType(), scope.capacity());
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    ColumnVector choices = choice.evaluate();
    DataType type = call.type();
    PhysicalType form = type.physicalType();
    int n = numRows();
    long values = target.valuesAddress();
    long validity = target.validityAddress();
    heap.reset();
    NativeMemory.fill(values, form.sizeBytes(n), (byte) 0);
    Bitmap.fill(validity, n, true);
    boolean nulls = false;
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(source, i) && !RowValues.isNull(choices, i)) {
        reader.reset(RowValues.address(source, i));
        if (find(choices, i)) {
          NestedSlots.unpack(reader, type, values, i, heap::allocate);
          continue;
        }
      }
      Bitmap.clear(validity, i);
      nulls = true;
    }
    return ColumnVector.flat(type, form, n, values, nulls ? validity : 0);
  }

  /** Moves the reader to the part; false if there is none or it is null. */
  private boolean find(ColumnVector choices, int row) {
    return switch (nested) {
      case DataType.Struct struct -> {
        reader.skipFields(struct, (int) RowValues.readLong(choices, row));
        yield reader.next(call.type()) == Mark.VALUE;
      }
      case DataType.List list -> findElement(list.element(), RowValues.readLong(choices, row));
      case DataType.Map map -> findValue(map, choices, row);
      default -> throw new IllegalStateException("values have no parts: type=" + nested);
    };
  }

  private boolean findElement(DataType element, long position) {
    long index = position > 0 ? position - 1 : reader.countElements(element) + position;
    return position != 0
        && index >= 0
        && reader.skipElements(element, index)
        && reader.next(element) == Mark.VALUE;
  }

  private boolean findValue(DataType.Map map, ColumnVector keys, int row) {
    PackedNeedle key = needle;
    if (key == null) {
      throw new IllegalStateException("maps are searched by a key");
    }
    key.pack(keys, row);
    DataType entry = map.entry();
    while (reader.next(entry) != Mark.END) {
      if (key.isNext(reader, map.key())) {
        return reader.next(map.value()) == Mark.VALUE;
      }
      if (reader.next(map.value()) == Mark.VALUE) {
        reader.skip(map.value());
      }
    }
    return false;
  }
}
