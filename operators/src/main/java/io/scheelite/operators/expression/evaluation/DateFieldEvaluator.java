package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.DateField;
import io.scheelite.operators.expression.Expression;

/** DATE_FIELD: what a calendar or a clock shows at a date or timestamp. */
final class DateFieldEvaluator extends Evaluator {
  private static final int DAYS_PER_WEEK = 7;

  private final DateField field;
  private final Evaluator operand;
  private final boolean isTimestamp;
  private final VectorTarget target;

  DateFieldEvaluator(
      RowScope scope, Expression.FunctionCall call, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.field = DateField.valueOf(ConstantArguments.text(call, 1));
    this.operand = operand;
    this.isTimestamp = call.arguments().getFirst().type() instanceof DataType.Timestamp;
    this.target = memory.target(PhysicalType.INT32, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      long value = RowValues.readLong(source, i);
      long days = isTimestamp ? Math.floorDiv(value, DateTimes.MICROS_PER_DAY) : value;
      long time = isTimestamp ? Math.floorMod(value, DateTimes.MICROS_PER_DAY) : 0;
      NativeMemory.putInt(to + 4L * i, (int) read(days, time));
    }
    if (source.validityAddress() != 0) {
      NullSlots.zero(PhysicalType.INT32, to, source.validityAddress(), n);
    }
    return ColumnVector.flat(DataType.INT64, PhysicalType.INT32, n, to, source.validityAddress());
  }

  private long read(long days, long time) {
    return switch (field) {
      case DOW -> Math.floorMod(days + 4, DAYS_PER_WEEK); // 1970-01-01 was a Thursday
      case ISODOW -> Math.floorMod(days + 3, DAYS_PER_WEEK) + 1;
      case DOY -> days - CalendarDays.days(year(days), 1, 1) + 1;
      case WEEK -> {
        long thursday = thursday(days);
        yield (thursday - CalendarDays.days(year(thursday), 1, 1)) / DAYS_PER_WEEK + 1;
      }
      case ISOYEAR -> year(thursday(days));
      case QUARTER -> (CalendarDays.month(CalendarDays.civil(days)) + 2) / 3;
      case DECADE -> year(days) / 10;
      case CENTURY -> era(year(days), 100);
      case MILLENNIUM -> era(year(days), 1000);
      case HOUR -> time / DateTimes.MICROS_PER_HOUR;
      case MINUTE -> time / DateTimes.MICROS_PER_MINUTE % 60;
      case SECOND -> time / DateTimes.MICROS_PER_SECOND % 60;
      case MILLISECOND -> time % DateTimes.MICROS_PER_MINUTE / 1000;
      case MICROSECOND -> time % DateTimes.MICROS_PER_MINUTE;
    };
  }

  private static int year(long days) {
    return CalendarDays.year(CalendarDays.civil(days));
  }

  /** The day that says to which year a week belongs. */
  private static long thursday(long days) {
    return days - Math.floorMod(days + 3, DAYS_PER_WEEK) + 3;
  }

  private static int era(int year, int length) {
    return year > 0 ? (year - 1) / length + 1 : year / length - 1;
  }
}
