package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/** Writes values of any type as text. */
final class TextCast extends Evaluator {
  private final Evaluator operand;
  private final DataType from;
  private final VectorTarget target;
  private final StringHeap heap;
  private final NestedText nested = new NestedText();

  TextCast(Evaluator operand, DataType from, EvaluationMemory memory) {
    super(operand.scope());
    this.operand = operand;
    this.from = from;
    this.target = memory.target(PhysicalType.VIEW, scope().capacity());
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long values = target.valuesAddress();
    heap.reset();
    NativeMemory.fill(values, PhysicalType.VIEW.sizeBytes(n), (byte) 0);
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(source, i)) {
        heap.write(values + 16L * i, text(source, i).getBytes(StandardCharsets.UTF_8));
      }
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, values, source.validityAddress());
  }

  private static byte[] bytes(ColumnVector source, int row) {
    long view = RowValues.address(source, row);
    byte[] bytes = new byte[StringView.length(view)];
    NativeMemory.copyToArray(StringView.bytesAddress(view), bytes, 0, bytes.length);
    return bytes;
  }

  private String text(ColumnVector source, int row) {
    return switch (from) {
      case DataType.Null _, DataType.Bool _ -> Boolean.toString(RowValues.readBoolean(source, row));
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          Long.toString(RowValues.readLong(source, row));
      case DataType.Decimal(int _, int scale) ->
          ValueText.decimal(RowValues.readInteger(source, row), scale);
      case DataType.Float32 _ -> ValueText.float32((float) RowValues.readDouble(source, row));
      case DataType.Float64 _ -> ValueText.float64(RowValues.readDouble(source, row));
      case DataType.Date _ -> ValueText.date(RowValues.readLong(source, row));
      case DataType.Timestamp _ -> ValueText.timestamp(RowValues.readLong(source, row));
      case DataType.Utf8 _ -> RowValues.readString(source, row);
      case DataType.Binary _ -> ValueText.binary(bytes(source, row));
      case DataType.List _, DataType.Struct _, DataType.Map _ ->
          nested.of(from, RowValues.address(source, row));
    };
  }
}
