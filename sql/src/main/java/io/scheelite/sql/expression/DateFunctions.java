package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.DateField;
import io.scheelite.operators.expression.DateUnit;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of dates and timestamps. */
public final class DateFunctions {
  private static final String MONTHS =
      "January,February,March,April,May,June,July,August,September,October,November,December";
  private static final String WEEKDAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday";

  /** Other names of fields, and of units. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("Y", "YEAR"),
          Map.entry("YR", "YEAR"),
          Map.entry("YYYY", "YEAR"),
          Map.entry("MON", "MONTH"),
          Map.entry("MM", "MONTH"),
          Map.entry("D", "DAY"),
          Map.entry("DAYOFMONTH", "DAY"),
          Map.entry("H", "HOUR"),
          Map.entry("HR", "HOUR"),
          Map.entry("M", "MINUTE"),
          Map.entry("MIN", "MINUTE"),
          Map.entry("S", "SECOND"),
          Map.entry("SEC", "SECOND"),
          Map.entry("MS", "MILLISECOND"),
          Map.entry("MSEC", "MILLISECOND"),
          Map.entry("US", "MICROSECOND"),
          Map.entry("USEC", "MICROSECOND"),
          Map.entry("W", "WEEK"),
          Map.entry("WEEKOFYEAR", "WEEK"),
          Map.entry("QTR", "QUARTER"),
          Map.entry("Q", "QUARTER"),
          Map.entry("DAYOFWEEK", "DOW"),
          Map.entry("WEEKDAY", "DOW"),
          Map.entry("DAYOFYEAR", "DOY"),
          Map.entry("CENTURIES", "CENTURY"),
          Map.entry("MILLENNIA", "MILLENNIUM"));

  private DateFunctions() {}

  static void register(NamedFunction.Registry registry) {
    for (String field :
        List.of(
            "year",
            "month",
            "day",
            "dayofmonth",
            "quarter",
            "week",
            "weekofyear",
            "dayofweek",
            "weekday",
            "isodow",
            "dayofyear",
            "isoyear",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "decade",
            "century",
            "millennium",
            "era",
            "julian",
            "yearweek",
            "epoch")) {
      registry.add(field, 1, 1, a -> field(field, a.time(0)));
    }
    registry.add("date_part datepart", 2, 2, a -> field(a.constantText(0), a.time(1)));
    registry.add("date_trunc datetrunc", 2, 2, DateFunctions::truncate);
    registry.add("date_diff datediff", 2, 3, DateFunctions::difference);
    registry.add("date_add", 2, 2, a -> addDays(a.date(0), a.integer(1)));
    registry.add("add_months", 2, 2, DateFunctions::addMonths);
    registry.add(
        "last_day", 1, 1, a -> Arguments.strict(ScalarFunction.LAST_DAY, DataType.DATE, a.date(0)));
    registry.add("make_date", 1, 3, DateFunctions::make);
    registry.add("monthname", 1, 1, a -> name(MONTHS, field("month", a.time(0))));
    registry.add("dayname", 1, 1, a -> name(WEEKDAYS, field("isodow", a.time(0))));
    registry.add("strftime", 2, 2, DateFunctions::format);
    registry.add("to_date", 1, 1, DateFunctions::toDate);
  }

  /** Of year, month and day, or of days since 1970. */
  private static Expression make(Arguments arguments) {
    if (arguments.size() == 1) {
      return addDays(new Expression.Literal(0L, DataType.DATE), arguments.integer(0));
    }
    arguments.check(arguments.size() == 3);
    return Arguments.strict(
        ScalarFunction.MAKE_DATE,
        DataType.DATE,
        arguments.integer(0),
        arguments.integer(1),
        arguments.integer(2));
  }

  /** The value and the format may change places. */
  private static Expression format(Arguments arguments) {
    boolean formatFirst =
        arguments.type(0) instanceof DataType.Utf8 && !(arguments.type(1) instanceof DataType.Utf8);
    return Arguments.strict(
        ScalarFunction.TIME_TEXT,
        DataType.UTF8,
        arguments.time(formatFirst ? 1 : 0),
        arguments.text(formatFirst ? 0 : 1));
  }

  /** What EXTRACT and DATE_PART read, by any of its names. */
  public static Expression field(String name, Expression time) {
    String field = canonical(name);
    return switch (field) {
      case "YEAR" -> Arguments.strict(ScalarFunction.YEAR, DataType.INT64, time);
      case "MONTH" -> Arguments.strict(ScalarFunction.MONTH, DataType.INT64, time);
      case "DAY" -> Arguments.strict(ScalarFunction.DAY, DataType.INT64, time);
      case "JULIAN" -> TimeFunctions.julian(time);
      case "YEARWEEK" -> TimeFunctions.yearAndWeek(time);
      case "ERA" -> TimeFunctions.era(time);
      case "EPOCH" -> Arguments.strict(ScalarFunction.EPOCH, DataType.FLOAT64, time);
      default ->
          Arguments.strict(
              ScalarFunction.DATE_FIELD,
              DataType.INT64,
              time,
              Arguments.constant(constant(DateField.class, field, name)));
    };
  }

  private static String canonical(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    String known = SYNONYMS.getOrDefault(upper, upper);
    if (known.length() > 2 && known.endsWith("S") && !known.equals("CENTURIES")) {
      String singular = known.substring(0, known.length() - 1);
      return SYNONYMS.getOrDefault(singular, singular);
    }
    return known;
  }

  private static <E extends Enum<E>> String constant(Class<E> kind, String name, String written) {
    for (E value : kind.getEnumConstants()) {
      if (value.name().equals(name)) {
        return name;
      }
    }
    throw SqlException.of(ErrorCode.INVALID_SETTING, "unknown part of a date: " + written);
  }

  /** A unit by any of its names. */
  static DateUnit unit(String written) {
    return DateUnit.valueOf(constant(DateUnit.class, canonical(written), written));
  }

  private static Expression truncate(Arguments arguments) {
    String unit = arguments.constantText(0);
    return Arguments.strict(
        ScalarFunction.DATE_TRUNC,
        DataType.TIMESTAMP,
        arguments.timestamp(1),
        Arguments.constant(constant(DateUnit.class, canonical(unit), unit)));
  }

  /** Of two arguments, the days from the second to the first. */
  private static Expression difference(Arguments arguments) {
    boolean named = arguments.size() > 2;
    String unit = named ? arguments.constantText(0) : DateUnit.DAY.name();
    return Arguments.strict(
        ScalarFunction.DATE_DIFF,
        DataType.INT64,
        arguments.timestamp(1),
        arguments.timestamp(named ? 2 : 0),
        Arguments.constant(constant(DateUnit.class, canonical(unit), unit)));
  }

  private static Expression addDays(Expression date, Expression days) {
    return Arguments.strict(ScalarFunction.ADD_DAYS, DataType.DATE, date, days);
  }

  static Expression subtractDays(Arguments arguments) {
    return addDays(
        arguments.date(0),
        TypedExpressions.arithmetic(
            ArithmeticOperator.SUBTRACT, Arguments.constant(0), arguments.integer(1)));
  }

  private static Expression addMonths(Arguments arguments) {
    Expression time = arguments.time(0);
    return Arguments.strict(ScalarFunction.ADD_MONTHS, time.type(), time, arguments.integer(1));
  }

  private static Expression name(String names, Expression number) {
    return Arguments.strict(
        ScalarFunction.SPLIT_PART,
        DataType.UTF8,
        Arguments.constant(names),
        Arguments.constant(","),
        number);
  }

  private static Expression toDate(Arguments arguments) {
    return arguments.type(0) instanceof DataType.Utf8
        ? TypedExpressions.cast(arguments.get(0), DataType.DATE)
        : arguments.date(0);
  }
}
