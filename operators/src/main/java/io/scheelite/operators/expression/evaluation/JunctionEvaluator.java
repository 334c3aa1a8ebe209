package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import java.util.List;

/**
 * AND and OR in three-valued logic.
 *
 * <p>Both look for rows that one operand <i>decides</i>: false for AND, true for OR. Cheap operands
 * are evaluated for all rows and combined word by word; the others only see rows that are still
 * undecided. As a filter, AND also drops rows for which an operand is null, since they cannot pass
 * any more. The order follows what operands were seen to decide.
 */
final class JunctionEvaluator extends Evaluator {
  private final boolean conjunction;
  private final boolean nullsFail;
  private final List<Condition> operands;
  private final ConditionOrder order;
  private final long open;
  private final long unknown;
  private final long bits;
  private final long validity;

  JunctionEvaluator(
      RowScope scope,
      boolean conjunction,
      boolean nullsFail,
      List<Condition> operands,
      ConditionOrder order,
      EvaluationMemory memory) {
    super(scope);
    this.conjunction = conjunction;
    this.nullsFail = nullsFail;
    this.operands = List.copyOf(operands);
    this.order = order;
    int capacity = scope.capacity();
    this.open = memory.bitmap(capacity);
    this.unknown = memory.bitmap(capacity);
    this.bits = memory.bitmap(capacity);
    this.validity = memory.bitmap(capacity);
  }

  @Override
  ColumnVector compute() {
    int n = numRows();
    Bitmap.fill(open, n, true);
    boolean anyUnknown = order.isFixed() ? combineAll(n) : combineAdaptively(n);
    // what is open is decided by nobody: true for AND, false for OR, or unknown
    if (conjunction) {
      Bitmap.copy(bits, open, n);
    } else {
      Bitmap.not(bits, open, n);
    }
    if (!anyUnknown) {
      return BooleanVectors.of(n, bits, 0);
    }
    Bitmap.and(validity, open, unknown, n);
    Bitmap.not(validity, validity, n);
    return BooleanVectors.of(n, bits, Bitmap.allSet(validity, n) ? 0 : validity);
  }

  private boolean combineAll(int n) {
    boolean anyUnknown = false;
    for (int i = 0; i < operands.size(); i++) {
      if (i > 0 && Bitmap.noneSet(open, n)) {
        break;
      }
      anyUnknown = combine(operands.get(i).evaluate(scope(), open), n, anyUnknown);
    }
    return anyUnknown;
  }

  private boolean combineAdaptively(int n) {
    boolean anyUnknown = false;
    int before = n;
    for (int i = 0; i < operands.size() && (i == 0 || before > 0); i++) {
      int operand = order.operand(i);
      anyUnknown = combine(operands.get(operand).evaluate(scope(), open), n, anyUnknown);
      int after = Bitmap.count(open, n);
      order.record(operand, before, before - after);
      before = after;
    }
    order.endOfBatch();
    return anyUnknown;
  }

  /** Closes the rows that the operand decides; returns whether any row has seen a null. */
  private boolean combine(ColumnVector values, int n, boolean anyUnknown) {
    long truth = values.valuesAddress(); // zero where null
    long valid = values.validityAddress();
    if (!conjunction) {
      Bitmap.andNot(open, open, truth, n);
    } else if (valid == 0 || nullsFail) {
      Bitmap.and(open, open, truth, n);
    } else {
      Bitmap.not(bits, valid, n);
      Bitmap.or(bits, bits, truth, n); // not false
      Bitmap.and(open, open, bits, n);
    }
    if (valid == 0 || nullsFail) {
      return anyUnknown;
    }
    Bitmap.not(bits, valid, n);
    if (anyUnknown) {
      Bitmap.or(unknown, unknown, bits, n);
    } else {
      Bitmap.copy(unknown, bits, n);
    }
    return true;
  }
}
