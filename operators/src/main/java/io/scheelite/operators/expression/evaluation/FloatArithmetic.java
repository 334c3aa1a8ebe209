package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ArithmeticKernels;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;

/** Arithmetic on floating-point numbers by IEEE 754, except that division by zero is an error. */
final class FloatArithmetic extends Evaluator {
  private final Expression.Arithmetic expression;
  private final ArithmeticOperator operator;
  private final Evaluator left;
  private final Evaluator right;
  private final DataType type;
  private final VectorTarget target;
  private final Temporaries temporaries;

  FloatArithmetic(
      RowScope scope,
      Expression.Arithmetic expression,
      Evaluator left,
      Evaluator right,
      EvaluationMemory memory) {
    super(scope);
    this.expression = expression;
    this.operator = expression.operator();
    this.left = left;
    this.right = right;
    this.type = expression.type();
    this.target = memory.target(type.physicalType(), scope.capacity());
    this.temporaries = memory.temporaries(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector l = left.evaluate();
    ColumnVector r = right.evaluate();
    long validity = Operands.validity(l, r, target.validityAddress());
    if (!operator.isRing()) {
      refuseZeroDivisors(r, validity);
    }
    if (type.physicalType() == PhysicalType.FLOAT64) {
      computeDoubles(l, r);
    } else {
      computeFloats(l, r);
    }
    if (validity != 0) {
      NullSlots.zero(type.physicalType(), target.valuesAddress(), validity, numRows());
    }
    return ColumnVector.flat(
        type, type.physicalType(), numRows(), target.valuesAddress(), validity);
  }

  private void refuseZeroDivisors(ColumnVector divisor, long validity) {
    int last = divisor.encoding() == Encoding.CONSTANT ? Math.min(1, numRows()) : numRows();
    boolean anyZero = false;
    for (int i = 0; i < last; i++) {
      anyZero |= RowValues.readDouble(divisor, i) == 0;
    }
    for (int i = 0; anyZero && i < numRows(); i++) {
      boolean valid = validity == 0 || Bitmap.isSet(validity, i);
      if (valid && RowValues.readDouble(divisor, i) == 0) {
        throw ExpressionException.divisionByZero(expression);
      }
    }
  }

  private long values(ColumnVector vector, int operand) {
    return Operands.flat(vector, temporaries.flattened(operand)).valuesAddress();
  }

  private void computeDoubles(ColumnVector l, ColumnVector r) {
    int n = numRows();
    long to = target.valuesAddress();
    if (r.encoding() == Encoding.CONSTANT) {
      double constant = NativeMemory.getDouble(r.valuesAddress());
      long a = values(l, 0);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantFloat64(a, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractConstantFloat64(a, constant, n, to);
        case MULTIPLY -> ArithmeticKernels.multiplyConstantFloat64(a, constant, n, to);
        case DIVIDE -> ArithmeticKernels.divideConstantFloat64(a, constant, n, to);
        case MODULO -> ArithmeticKernels.moduloConstantFloat64(a, constant, n, to);
      }
    } else if (l.encoding() == Encoding.CONSTANT) {
      double constant = NativeMemory.getDouble(l.valuesAddress());
      long b = values(r, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantFloat64(b, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractFromConstantFloat64(constant, b, n, to);
        case MULTIPLY -> ArithmeticKernels.multiplyConstantFloat64(b, constant, n, to);
        case DIVIDE -> ArithmeticKernels.divideFromConstantFloat64(constant, b, n, to);
        case MODULO -> ArithmeticKernels.moduloFromConstantFloat64(constant, b, n, to);
      }
    } else {
      long a = values(l, 0);
      long b = values(r, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addFloat64(a, b, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractFloat64(a, b, n, to);
        case MULTIPLY -> ArithmeticKernels.multiplyFloat64(a, b, n, to);
        case DIVIDE -> ArithmeticKernels.divideFloat64(a, b, n, to);
        case MODULO -> ArithmeticKernels.moduloFloat64(a, b, n, to);
      }
    }
  }

  private void computeFloats(ColumnVector l, ColumnVector r) {
    int n = numRows();
    long to = target.valuesAddress();
    long a = values(l, 0);
    long b = values(r, 1);
    switch (operator) {
      case ADD -> ArithmeticKernels.addFloat32(a, b, n, to);
      case SUBTRACT -> ArithmeticKernels.subtractFloat32(a, b, n, to);
      case MULTIPLY -> ArithmeticKernels.multiplyFloat32(a, b, n, to);
      case DIVIDE -> ArithmeticKernels.divideFloat32(a, b, n, to);
      case MODULO -> ArithmeticKernels.moduloFloat32(a, b, n, to);
    }
  }
}
