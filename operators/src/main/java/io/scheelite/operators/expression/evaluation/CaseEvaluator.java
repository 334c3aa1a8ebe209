package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.GatherKernels;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CASE: every row takes the result of its first true condition. Conditions and results see only the
 * rows that reach them; results are scattered into one vector.
 */
final class CaseEvaluator extends Evaluator {
  /**
   * One alternative.
   *
   * @param condition decides who takes it; null for ELSE
   * @param result over {@code rows}, or a constant over all rows
   * @param rows the rows that take it, or null for a constant result
   * @param isNull whether the result is the constant null
   */
  record Branch(
      @Nullable Condition condition, Evaluator result, @Nullable RowScope rows, boolean isNull) {}

  /** A branch's result for the rows at {@code positions} of the outer scope. */
  private record Part(Branch branch, ColumnVector values, Selection positions) {}

  private final DataType type;
  private final List<Branch> branches;
  private final long open;
  private final long taken;
  private final long[] positions;
  private final VectorTarget target;
  private final Temporaries temporaries;

  CaseEvaluator(RowScope scope, DataType type, List<Branch> branches, EvaluationMemory memory) {
    super(scope);
    this.type = type;
    this.branches = List.copyOf(branches);
    int capacity = scope.capacity();
    this.open = memory.bitmap(capacity);
    this.taken = memory.bitmap(capacity);
    this.positions = new long[branches.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = memory.allocate(Selection.sizeBytes(capacity));
    }
    this.target = memory.target(type.physicalType(), capacity);
    this.temporaries = memory.temporaries(capacity);
  }

  @Override
  ColumnVector compute() {
    int n = numRows();
    List<Part> parts = evaluateBranches(n);
    if (parts.size() == 1 && !parts.getFirst().branch.isNull()) {
      return parts.getFirst().values; // one branch took all rows
    }
    PhysicalType form = commonForm(parts);
    long values = target.valuesAddress();
    if (parts.stream().anyMatch(part -> part.branch.isNull())) {
      NativeMemory.fill(values, form.sizeBytes(n), (byte) 0);
    }
    for (Part part : parts) {
      if (!part.branch.isNull()) {
        scatter(part, form, values);
      }
    }
    ColumnVector result = ColumnVector.flat(type, form, n, values, scatterValidity(parts, n));
    Interval interval = commonInterval(parts, form);
    return interval == null ? result : result.withInterval(interval.min(), interval.max());
  }

  private List<Part> evaluateBranches(int n) {
    List<Part> parts = new ArrayList<>();
    Bitmap.fill(open, n, true);
    for (int i = 0; i < branches.size() && (i == 0 || !Bitmap.noneSet(open, n)); i++) {
      Branch branch = branches.get(i);
      Condition condition = branch.condition();
      long rows = open;
      if (condition != null) {
        Bitmap.and(taken, condition.evaluate(scope(), open).valuesAddress(), open, n);
        rows = taken;
      }
      Selection chosen = new Selection(positions[i], Bitmap.toSelection(rows, n, positions[i]));
      if (chosen.numRows() > 0 || n == 0) {
        if (branch.rows() != null) {
          branch.rows().enter(scope(), rows);
        }
        parts.add(new Part(branch, branch.result().evaluate(), chosen));
      }
      Bitmap.andNot(open, open, rows, n);
      if (n == 0) {
        break;
      }
    }
    return parts;
  }

  private PhysicalType commonForm(List<Part> parts) {
    PhysicalType widest = type.physicalType();
    if (!widest.isNarrowInteger() && widest != PhysicalType.INT128) {
      return widest;
    }
    PhysicalType form = PhysicalType.INT8;
    for (Part part : parts) {
      if (!part.branch.isNull()) {
        form = Operands.wider(form, part.values.physicalType());
      }
    }
    return form;
  }

  private static @Nullable Interval commonInterval(List<Part> parts, PhysicalType form) {
    Interval result = null;
    for (Part part : parts) {
      if (!part.branch.isNull() && form.isNarrowInteger()) {
        Interval own = new Interval(part.values.minValue(), part.values.maxValue());
        result = result == null ? own : result.union(own);
      }
    }
    return result;
  }

  private void scatter(Part part, PhysicalType form, long to) {
    long rows = part.positions.address();
    int count = part.positions.numRows();
    if (part.values.encoding() == Encoding.CONSTANT && form != PhysicalType.BIT) {
      long one = part.values.valuesAddress();
      repeat(form, converted(part.values.physicalType(), form, one, 1), rows, count, to);
      return;
    }
    ColumnVector flat = Operands.flat(part.values, temporaries.left());
    if (form == PhysicalType.BIT) {
      Bitmap.scatter(to, flat.valuesAddress(), part.positions);
      return;
    }
    long from = converted(flat.physicalType(), form, flat.valuesAddress(), count);
    switch (form.widthBytes()) {
      case 1 -> GatherKernels.scatter8By16(from, rows, count, to);
      case 2 -> GatherKernels.scatter16By16(from, rows, count, to);
      case 4 -> GatherKernels.scatter32By16(from, rows, count, to);
      case 8 -> GatherKernels.scatter64By16(from, rows, count, to);
      default -> GatherKernels.scatter128By16(from, rows, count, to);
    }
  }

  private long converted(PhysicalType from, PhysicalType to, long values, int numValues) {
    return Operands.convert(from, to, values, numValues, temporaries.leftConverted());
  }

  private static void repeat(PhysicalType form, long one, long rows, int count, long to) {
    switch (form.widthBytes()) {
      case 1 -> GatherKernels.repeat8By16(one, rows, count, to);
      case 2 -> GatherKernels.repeat16By16(one, rows, count, to);
      case 4 -> GatherKernels.repeat32By16(one, rows, count, to);
      case 8 -> GatherKernels.repeat64By16(one, rows, count, to);
      default -> GatherKernels.repeat128By16(one, rows, count, to);
    }
  }

  private long scatterValidity(List<Part> parts, int n) {
    long validity = target.validityAddress();
    boolean anyNull = false;
    for (Part part : parts) {
      if (part.values.validityAddress() != 0) {
        if (!anyNull) {
          Bitmap.fill(validity, n, true);
          anyNull = true;
        }
        Bitmap.scatter(validity, part.values.validityAddress(), part.positions);
      }
    }
    return anyNull ? validity : 0;
  }
}
