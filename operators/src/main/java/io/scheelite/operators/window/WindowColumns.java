package io.scheelite.operators.window;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what computes the calls of a window, for one driver. */
final class WindowColumns {
  private final WindowPlan plan;
  private final WindowRows rows;
  private final MemoryConsumer memory;
  private final List<FramePieces> frames = new ArrayList<>();
  private final List<WindowColumn> columns = new ArrayList<>();
  private final List<RowState> states = new ArrayList<>();

  WindowColumns(WindowPlan plan, WindowRows rows, ScratchAllocator scratch, int batchSize) {
    this.plan = plan;
    this.rows = rows;
    this.memory = scratch.consumer();
    for (WindowFrame frame : plan.frames()) {
      frames.add(new FramePieces(frame, plan.order(), rows, batchSize));
    }
    for (int i = 0; i < plan.calls().size(); i++) {
      WindowCall call = plan.calls().get(i);
      VectorTarget target = VectorTarget.allocate(scratch, call.type(), batchSize);
      columns.add(column(call, plan.stateOffset(i), target));
    }
  }

  /** The frames of all calls that read one, each once. */
  List<FramePieces> frames() {
    return frames;
  }

  /** One per call, in order. */
  List<WindowColumn> columns() {
    return columns;
  }

  /** What is to be written into new rows. */
  List<RowState> states() {
    return states;
  }

  private WindowColumn column(WindowCall call, int offset, VectorTarget target) {
    return switch (call.function()) {
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE ->
          new RankColumn(call.function(), number(call, 0), rows, target);
      case LAG, LEAD -> shifted(call, offset, target);
      case FIRST_VALUE, LAST_VALUE, NTH_VALUE -> {
        boolean fromEnd = call.function() == WindowFunction.LAST_VALUE;
        RowPicker picker =
            new FramePicker(frames(call), fromEnd, number(call, 1), counts(call, offset), rows);
        yield picked(call, picker, target);
      }
      case COUNT_STAR, COUNT -> exactSum(call, null, offset, target);
      case SUM, AVG ->
          WindowPlan.isFloat(call)
              ? floatSum(call, offset, target)
              : exactSum(call, argument(call), offset, target);
      case VAR_SAMP, VAR_POP -> variance(call, offset, target);
      case MIN, MAX -> {
        boolean largest = call.function() == WindowFunction.MAX;
        ExtremePicker picker =
            new ExtremePicker(frames(call), argument(call), filter(call), largest, offset, rows);
        states.add(picker);
        yield picked(call, picker, target);
      }
      case STRING_AGG ->
          new ConcatColumn(
              frames(call),
              argument(call),
              plan.layout().column(WindowPlan.column(call.arguments().get(1))),
              filter(call),
              rows,
              target,
              memory);
    };
  }

  private WindowColumn shifted(WindowCall call, int offset, VectorTarget target) {
    LongArgument given = number(call, 1);
    LongArgument distance =
        given == null
            ? new LongArgument(new Expression.Literal(1L, DataType.INT64), plan.layout())
            : given;
    boolean behind = call.function() == WindowFunction.LEAD;
    return picked(call, new OffsetPicker(distance, behind, counts(call, offset), rows), target);
  }

  private WindowColumn picked(WindowCall call, RowPicker picker, VectorTarget target) {
    boolean shifts =
        call.function() == WindowFunction.LAG || call.function() == WindowFunction.LEAD;
    RowColumn otherwise =
        shifts && call.arguments().size() > 2
            ? plan.layout().column(WindowPlan.column(call.arguments().get(2)))
            : null;
    return new PickedColumn(picker, argument(call), otherwise, rows, target, memory);
  }

  private WindowColumn floatSum(WindowCall call, int offset, VectorTarget target) {
    boolean mean = call.function() == WindowFunction.AVG;
    FloatSumColumn column =
        new FloatSumColumn(frames(call), argument(call), filter(call), mean, offset, rows, target);
    states.add(column);
    return column;
  }

  private WindowColumn variance(WindowCall call, int offset, VectorTarget target) {
    boolean sample = call.function() == WindowFunction.VAR_SAMP;
    VarianceColumn column =
        new VarianceColumn(
            frames(call), argument(call), filter(call), sample, offset, rows, target);
    states.add(column);
    return column;
  }

  private WindowColumn exactSum(
      WindowCall call, @Nullable RowColumn summed, int offset, VectorTarget target) {
    ExactSumColumn column =
        new ExactSumColumn(call, frames(call), summed, filter(call), offset, rows, target);
    states.add(column);
    return column;
  }

  private FramePieces frames(WindowCall call) {
    return frames.get(plan.frames().indexOf(call.frame()));
  }

  private RowColumn argument(WindowCall call) {
    return plan.layout().column(WindowPlan.column(call.arguments().getFirst()));
  }

  private @Nullable LongArgument number(WindowCall call, int index) {
    return index < call.arguments().size()
        ? new LongArgument(call.arguments().get(index), plan.layout())
        : null;
  }

  private @Nullable NonNullCount counts(WindowCall call, int offset) {
    if (!call.ignoreNulls()) {
      return null;
    }
    NonNullCount counts = new NonNullCount(argument(call), offset, rows);
    states.add(counts);
    return counts;
  }

  private RowFilter filter(WindowCall call) {
    Expression condition = call.filter();
    boolean rowsOnly =
        call.function() == WindowFunction.COUNT_STAR || !call.arguments().getFirst().nullable();
    return new RowFilter(
        rowsOnly ? null : argument(call),
        condition == null ? null : plan.layout().column(WindowPlan.column(condition)));
  }
}
