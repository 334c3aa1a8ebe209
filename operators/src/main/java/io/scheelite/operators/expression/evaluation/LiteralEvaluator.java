package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.Int128Values;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression.Literal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** A constant, in the narrowest width that holds it; nulls are a vector of zeros. */
final class LiteralEvaluator extends Evaluator {
  private final DataType type;
  private final PhysicalType form;
  private final boolean isNull;
  private final VectorTarget target;
  private final long integer;

  LiteralEvaluator(RowScope scope, Literal literal, EvaluationMemory memory) {
    super(scope);
    this.type = literal.type();
    Object value = literal.value();
    this.isNull = value == null;
    if (value == null) {
      form = type.physicalType();
      integer = 0;
      target = memory.target(form, scope.capacity());
      if (memory.isReal()) {
        NativeMemory.fill(target.valuesAddress(), form.sizeBytes(scope.capacity()), (byte) 0);
        Bitmap.fill(target.validityAddress(), scope.capacity(), false);
      }
      return;
    }
    form = narrowest(literal, value);
    integer = value instanceof Number number && !(value instanceof Double) ? number.longValue() : 0;
    int heapBytes = value instanceof String text ? text.length() * 3 : 0;
    long address = memory.allocate(2L * Long.BYTES + heapBytes);
    target = new VectorTarget(address, 0);
    if (memory.isReal()) {
      write(address, value);
    }
  }

  /** The narrowest width of a constant's value that its type's vectors may have. */
  private static PhysicalType narrowest(Literal literal, Object value) {
    PhysicalType widest = literal.type().physicalType();
    if (!widest.isNarrowInteger() && widest != PhysicalType.INT128) {
      return widest;
    }
    int bits =
        value instanceof BigInteger integer
            ? integer.bitLength()
            : BigInteger.valueOf(((Number) value).longValue()).bitLength();
    return bits < Byte.SIZE
        ? PhysicalType.INT8
        : bits < Short.SIZE
            ? PhysicalType.INT16
            : bits < Integer.SIZE
                ? PhysicalType.INT32
                : bits < Long.SIZE ? PhysicalType.INT64 : PhysicalType.INT128;
  }

  private void write(long address, Object value) {
    switch (form) {
      case BIT -> NativeMemory.putLong(address, (Boolean) value ? 1 : 0);
      case INT8, INT16, INT32, INT64 -> NativeMemory.putLong(address, integer);
      case INT128 -> {
        BigInteger wide = (BigInteger) value;
        Int128Values.put(address, wide.shiftRight(Long.SIZE).longValue(), wide.longValue());
      }
      case FLOAT32 -> NativeMemory.putFloat(address, ((Double) value).floatValue());
      case FLOAT64 -> NativeMemory.putDouble(address, (Double) value);
      case VIEW -> {
        byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
        StringView.write(address, bytes, address + 2L * Long.BYTES);
      }
    }
  }

  @Override
  ColumnVector compute() {
    if (isNull) {
      ColumnVector nulls =
          ColumnVector.flat(
              type, form, numRows(), target.valuesAddress(), target.validityAddress());
      return form.isNarrowInteger() ? nulls.withInterval(0, 0) : nulls;
    }
    ColumnVector constant = ColumnVector.constant(type, form, numRows(), target.valuesAddress());
    return form.isNarrowInteger() ? constant.withInterval(integer, integer) : constant;
  }
}
