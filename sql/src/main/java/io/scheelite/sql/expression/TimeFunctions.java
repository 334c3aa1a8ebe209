package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.DateUnit;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.List;
import java.util.regex.Pattern;

/** Functions that make timestamps of numbers and texts, and numbers of whole spans of time. */
final class TimeFunctions {
  private static final Literal EPOCH = new Literal(0L, DataType.TIMESTAMP);
  private static final long MICROS_PER_MILLI = 1_000;
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double JULIAN_EPOCH = 2_440_588;
  private static final int ARGUMENTS_OF_TIMESTAMP = 6;

  /** Directives that DuckDB knows, but {@link ScalarFunction#PARSE_TIME} does not. */
  private static final Pattern UNKNOWN_DIRECTIVE =
      Pattern.compile("(?:[^%]|%-?[^zZUWVGuwn-])*+%-?[zZUWVGuwn].*");

  private TimeFunctions() {}

  static void register(NamedFunction.Registry registry) {
    registry.add("make_timestamp", 1, ARGUMENTS_OF_TIMESTAMP, TimeFunctions::timestamp);
    registry.add("make_timestamp_ms", 1, 1, a -> ofMicros(millis(a.integer(0))));
    registry.add("epoch_ms", 1, 1, TimeFunctions::millis);
    registry.add("epoch_us", 1, 1, a -> since(a.timestamp(0), DateUnit.MICROSECOND));
    registry.add(
        "epoch_ns",
        1,
        1,
        a -> times(since(a.timestamp(0), DateUnit.MICROSECOND), MICROS_PER_MILLI));
    registry.add("date_sub datesub", 2, 3, TimeFunctions::wholeUnits);
    registry.add("strptime", 2, 2, TimeFunctions::parse);
  }

  /** The Julian day with its parts. */
  static Expression julian(Expression time) {
    Expression days =
        arithmetic(
            ArithmeticOperator.DIVIDE,
            Arguments.strict(ScalarFunction.EPOCH, DataType.FLOAT64, time),
            new Literal(SECONDS_PER_DAY, DataType.FLOAT64));
    return arithmetic(ArithmeticOperator.ADD, days, new Literal(JULIAN_EPOCH, DataType.FLOAT64));
  }

  /** The ISO year and the week. */
  static Expression yearAndWeek(Expression time) {
    return arithmetic(
        ArithmeticOperator.ADD,
        times(DateFunctions.field("isoyear", time), 100),
        DateFunctions.field("week", time));
  }

  /** 1 in and after the year 1, else 0. */
  static Expression era(Expression time) {
    Expression after =
        TypedExpressions.comparison(
            ComparisonOperator.GREATER, DateFunctions.field("year", time), Arguments.constant(0));
    return TypedExpressions.cast(after, DataType.INT64);
  }

  private static Expression timestamp(Arguments arguments) {
    if (arguments.size() == 1) {
      return ofMicros(arguments.integer(0));
    }
    if (arguments.size() != ARGUMENTS_OF_TIMESTAMP) {
      throw arguments.refused();
    }
    return Arguments.strict(
        ScalarFunction.MAKE_TIMESTAMP,
        DataType.TIMESTAMP,
        arguments.integer(0),
        arguments.integer(1),
        arguments.integer(2),
        arguments.integer(3),
        arguments.integer(4),
        arguments.real(5));
  }

  private static Expression ofMicros(Expression micros) {
    return Arguments.strict(ScalarFunction.ADD_MICROS, DataType.TIMESTAMP, EPOCH, micros);
  }

  private static Expression millis(Expression millis) {
    return times(millis, MICROS_PER_MILLI);
  }

  /** Of a number the time, of a time the number. */
  private static Expression millis(Arguments arguments) {
    return NumericTypes.isInteger(arguments.type(0))
        ? ofMicros(millis(arguments.integer(0)))
        : since(arguments.timestamp(0), DateUnit.MILLISECOND);
  }

  private static Expression since(Expression time, DateUnit unit) {
    return difference(EPOCH, time, unit);
  }

  private static Expression difference(Expression from, Expression to, DateUnit unit) {
    return Arguments.strict(
        ScalarFunction.DATE_DIFF, DataType.INT64, from, to, Arguments.constant(unit.name()));
  }

  /** How many whole units are between two times; of two arguments, a date before. */
  private static Expression wholeUnits(Arguments arguments) {
    if (arguments.size() == 2) {
      return DateFunctions.subtractDays(arguments);
    }
    DateUnit unit = DateFunctions.unit(arguments.constantText(0));
    Expression from = arguments.timestamp(1);
    Expression to = arguments.timestamp(2);
    return switch (unit) {
      case MILLENNIUM -> wholeMonths(from, to, 12_000);
      case CENTURY -> wholeMonths(from, to, 1_200);
      case DECADE -> wholeMonths(from, to, 120);
      case YEAR -> wholeMonths(from, to, 12);
      case QUARTER -> wholeMonths(from, to, 3);
      case MONTH -> wholeMonths(from, to, 1);
      case WEEK -> wholeMicros(from, to, 7 * 86_400_000_000L);
      case DAY -> wholeMicros(from, to, 86_400_000_000L);
      case HOUR -> wholeMicros(from, to, 3_600_000_000L);
      case MINUTE -> wholeMicros(from, to, 60_000_000);
      case SECOND -> wholeMicros(from, to, 1_000_000);
      case MILLISECOND -> wholeMicros(from, to, MICROS_PER_MILLI);
      case MICROSECOND -> difference(from, to, unit);
    };
  }

  private static Expression wholeMicros(Expression from, Expression to, long micros) {
    return arithmetic(
        ArithmeticOperator.DIVIDE,
        difference(from, to, DateUnit.MICROSECOND),
        Arguments.constant(micros));
  }

  /** Months that begin on the same day, or on the last if a month is too short. */
  private static Expression wholeMonths(Expression from, Expression to, long number) {
    Expression backwards = TypedExpressions.comparison(ComparisonOperator.GREATER, from, to);
    Expression first = TypedExpressions.caseWhen(List.of(backwards), List.of(to), from);
    Expression last = TypedExpressions.caseWhen(List.of(backwards), List.of(from), to);
    Expression begun = difference(first, last, DateUnit.MONTH);
    Expression ahead =
        TypedExpressions.comparison(
            ComparisonOperator.GREATER,
            Arguments.strict(ScalarFunction.ADD_MONTHS, DataType.TIMESTAMP, first, begun),
            last);
    Expression whole =
        arithmetic(
            ArithmeticOperator.DIVIDE,
            arithmetic(
                ArithmeticOperator.SUBTRACT, begun, TypedExpressions.cast(ahead, DataType.INT64)),
            Arguments.constant(number));
    return TypedExpressions.caseWhen(List.of(backwards), List.of(times(whole, -1)), whole);
  }

  private static Expression parse(Arguments arguments) {
    Expression format = arguments.text(1);
    if (format instanceof Literal literal
        && literal.value() instanceof String directives
        && UNKNOWN_DIRECTIVE.matcher(directives).matches()) {
      throw SqlException.unsupported("strptime with zones, weeks or parts of a microsecond");
    }
    return Arguments.strict(
        ScalarFunction.PARSE_TIME, DataType.TIMESTAMP, arguments.text(0), format);
  }

  private static Expression times(Expression number, long factor) {
    return arithmetic(ArithmeticOperator.MULTIPLY, number, Arguments.constant(factor));
  }

  private static Expression arithmetic(
      ArithmeticOperator operator, Expression left, Expression right) {
    return TypedExpressions.arithmetic(operator, left, right);
  }
}
