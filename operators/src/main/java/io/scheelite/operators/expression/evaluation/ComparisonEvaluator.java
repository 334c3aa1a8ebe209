package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.operators.expression.ComparisonOperator;

/** Compares two values per row; null where either is null, except for the DISTINCT operators. */
final class ComparisonEvaluator extends Evaluator {
  private final Evaluator left;
  private final Evaluator right;
  private final ComparisonOperator operator;
  private final ComparisonKernel kernel;
  private final ComparisonKernel mirrored;
  private final long bits;
  private final long validity;

  ComparisonEvaluator(
      RowScope scope,
      ComparisonOperator operator,
      Evaluator left,
      Evaluator right,
      EvaluationMemory memory) {
    super(scope);
    this.operator = operator;
    this.left = left;
    this.right = right;
    Temporaries temporaries = memory.temporaries(scope.capacity());
    this.kernel = new ComparisonKernel(operator, temporaries);
    this.mirrored = new ComparisonKernel(operator.mirrored(), temporaries);
    this.bits = memory.bitmap(scope.capacity());
    this.validity = memory.bitmap(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector l = left.evaluate();
    ColumnVector r = right.evaluate();
    if (l.encoding() == Encoding.CONSTANT) {
      mirrored.compare(r, l, bits);
    } else {
      kernel.compare(l, r, bits);
    }
    return switch (operator) {
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          BooleanVectors.of(numRows(), bits, Operands.validity(l, r, validity));
      case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> distinct(l, r);
    };
  }

  /** Where one is null both are equal if the other is null too; the bits are right elsewhere. */
  private ColumnVector distinct(ColumnVector l, ColumnVector r) {
    int n = numRows();
    boolean whenEqual = operator == ComparisonOperator.IS_NOT_DISTINCT_FROM;
    long a = l.validityAddress();
    long b = r.validityAddress();
    if (a == 0 && b == 0) {
      return BooleanVectors.of(n, bits, 0);
    }
    long either = Operands.validity(l, r, validity); // both valid
    Bitmap.and(bits, bits, either, n);
    if (whenEqual) {
      addBothNull(a, b, n);
    } else {
      addOneNull(a, b, n);
    }
    return BooleanVectors.of(n, bits, 0);
  }

  private void addBothNull(long a, long b, int n) {
    if (a != 0 && b != 0) {
      Bitmap.or(validity, a, b, n);
      Bitmap.not(validity, validity, n);
      Bitmap.or(bits, bits, validity, n);
    }
  }

  private void addOneNull(long a, long b, int n) {
    if (a != 0 && b != 0) {
      Bitmap.xor(validity, a, b, n);
    } else {
      Bitmap.not(validity, a == 0 ? b : a, n);
    }
    Bitmap.or(bits, bits, validity, n);
  }
}
