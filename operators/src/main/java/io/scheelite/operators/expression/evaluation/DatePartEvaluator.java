package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;

/** YEAR, MONTH and DAY of dates and timestamps. */
final class DatePartEvaluator extends Evaluator {
  private static final int MONTHS = 12;
  private static final int LONGEST_MONTH = 31;

  private final Expression.FunctionCall call;
  private final Evaluator operand;
  private final boolean isTimestamp;
  private final VectorTarget target;
  private final Temporaries temporaries;

  DatePartEvaluator(
      RowScope scope, Expression.FunctionCall call, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operand = operand;
    this.isTimestamp = call.arguments().getFirst().type() instanceof DataType.Timestamp;
    this.target = memory.target(PhysicalType.INT32, scope.capacity());
    this.temporaries = memory.temporaries(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long days = days(Operands.flat(source, temporaries.left()));
    long to = target.valuesAddress();
    Interval range;
    switch (call.function()) {
      case YEAR -> {
        years(source, days, to);
        range = new Interval(year(source.minValue()), year(source.maxValue()));
      }
      case MONTH -> {
        months(days, n, to);
        range = new Interval(1, MONTHS);
      }
      case DAY -> {
        daysOfMonth(days, n, to);
        range = new Interval(1, LONGEST_MONTH);
      }
      default -> throw new IllegalStateException("not a part of a date: " + call.function());
    }
    if (source.validityAddress() != 0) {
      NullSlots.zero(PhysicalType.INT32, to, source.validityAddress(), n);
    }
    return ColumnVector.flat(call.type(), PhysicalType.INT32, n, to, source.validityAddress())
        .withInterval(range.min(), range.max());
  }

  /** 64-bit days of all rows. */
  private long days(ColumnVector flat) {
    long to = temporaries.leftConverted();
    long values = Operands.widen(flat, PhysicalType.INT64, to);
    if (!isTimestamp) {
      return values;
    }
    for (int i = 0; i < flat.numRows(); i++) {
      long micros = NativeMemory.getLong(values + 8L * i);
      NativeMemory.putLong(to + 8L * i, Math.floorDiv(micros, DateTimes.MICROS_PER_DAY));
    }
    return to;
  }

  private long day(long value) {
    return isTimestamp ? Math.floorDiv(value, DateTimes.MICROS_PER_DAY) : value;
  }

  private int year(long value) {
    long days = day(value);
    long inDate = Math.clamp(days, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return CalendarDays.year(CalendarDays.civil(inDate));
  }

  private void years(ColumnVector source, long days, long to) {
    int n = numRows();
    boolean recent =
        CalendarDays.inEveryFourthYearLeaps(day(source.minValue()))
            && CalendarDays.inEveryFourthYearLeaps(day(source.maxValue()));
    if (!recent && n > 0) {
      Interval range = Interval.measured(PhysicalType.INT64, days, n);
      recent =
          CalendarDays.inEveryFourthYearLeaps(range.min())
              && CalendarDays.inEveryFourthYearLeaps(range.max());
    }
    if (recent) {
      for (int i = 0; i < n; i++) {
        int day = (int) NativeMemory.getLong(days + 8L * i);
        NativeMemory.putInt(to + 4L * i, CalendarDays.recentYear(day));
      }
    } else {
      for (int i = 0; i < n; i++) {
        long civil = CalendarDays.civil(NativeMemory.getLong(days + 8L * i));
        NativeMemory.putInt(to + 4L * i, CalendarDays.year(civil));
      }
    }
  }

  private static void months(long days, int n, long to) {
    for (int i = 0; i < n; i++) {
      long civil = CalendarDays.civil(NativeMemory.getLong(days + 8L * i));
      NativeMemory.putInt(to + 4L * i, CalendarDays.month(civil));
    }
  }

  private static void daysOfMonth(long days, int n, long to) {
    for (int i = 0; i < n; i++) {
      long civil = CalendarDays.civil(NativeMemory.getLong(days + 8L * i));
      NativeMemory.putInt(to + 4L * i, CalendarDays.day(civil));
    }
  }
}
