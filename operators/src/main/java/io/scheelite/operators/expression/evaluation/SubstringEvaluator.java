package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import java.util.List;

/**
 * SUBSTRING by the standard: the characters at positions start to start + length - 1 as far as they
 * exist, positions counted from 1. Results point into the operand's bytes. A negative length counts
 * as zero.
 */
final class SubstringEvaluator extends Evaluator {
  private final Evaluator text;
  private final Evaluator start;
  private final Evaluator length;
  private final boolean toTheEnd;
  private final VectorTarget target;

  /**
   * Takes text, start and, perhaps, length.
   *
   * @param arguments two or three evaluators
   */
  SubstringEvaluator(RowScope scope, List<Evaluator> arguments, EvaluationMemory memory) {
    super(scope);
    this.text = arguments.get(0);
    this.start = arguments.get(1);
    this.length = arguments.getLast();
    this.toTheEnd = arguments.size() == 2;
    this.target = memory.target(PhysicalType.VIEW, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector texts = text.evaluate();
    ColumnVector starts = start.evaluate();
    ColumnVector lengths = length.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    long validity = validity(texts, starts, lengths);
    if (isConstant(starts) && isConstant(lengths)) {
      long from = RowValues.readLong(starts, 0);
      long end = end(from, RowValues.readLong(lengths, 0));
      for (int i = 0; i < n; i++) {
        cut(RowValues.address(texts, i), from, end, to + 16L * i);
      }
    } else {
      for (int i = 0; i < n; i++) {
        long from = RowValues.readLong(starts, i);
        long end = end(from, RowValues.readLong(lengths, i));
        cut(RowValues.address(texts, i), from, end, to + 16L * i);
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.VIEW, to, validity, n);
    }
    return ColumnVector.flat(DataType.UTF8, PhysicalType.VIEW, n, to, validity);
  }

  private static boolean isConstant(ColumnVector vector) {
    return vector.encoding() == Encoding.CONSTANT;
  }

  private long validity(ColumnVector texts, ColumnVector starts, ColumnVector lengths) {
    long two = Operands.validity(texts, starts, target.validityAddress());
    long third = lengths.validityAddress();
    if (two == 0 || third == 0 || two == third) {
      return two == 0 ? third : two;
    }
    Bitmap.and(target.validityAddress(), two, third, numRows());
    return target.validityAddress();
  }

  /** The position after the last character. */
  private long end(long from, long count) {
    if (toTheEnd) {
      return Long.MAX_VALUE;
    }
    long wanted = Math.max(0, count);
    return from > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : from + wanted;
  }

  private static void cut(long view, long from, long end, long target) {
    long bytes = StringView.bytesAddress(view);
    int size = StringView.length(view);
    long first = Math.max(1, from);
    int begin = Utf8Text.skip(bytes, 0, size, first - 1);
    int stop = Utf8Text.skip(bytes, begin, size, Math.max(first, end) - first);
    StringView.write(target, bytes + begin, stop - begin);
  }
}
