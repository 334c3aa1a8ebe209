package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.expression.Literals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Column}s: names, constants, functions and aggregates. Meant to be imported
 * statically.
 */
public final class Functions {
  private Functions() {}

  /** The column of that name, ignoring case. */
  public static Column col(String name) {
    return Column.of(new ColumnNode.Name(name));
  }

  /** A constant: null, Boolean, a number, text or a {@link LocalDate}. */
  public static Column lit(@Nullable Object value) {
    return Column.of(new ColumnNode.Constant(literal(value)));
  }

  private static Literal literal(@Nullable Object value) {
    return switch (value) {
      case null -> new Literal(null, DataType.NULL);
      case Boolean b -> new Literal(b, DataType.BOOLEAN);
      case Integer number -> new Literal(number.longValue(), DataType.INT32);
      case Long number -> new Literal(number, DataType.INT64);
      case Double number -> new Literal(number, DataType.FLOAT64);
      case Float number -> new Literal(number.doubleValue(), DataType.FLOAT64);
      case BigDecimal number -> Literals.number(number);
      case String text -> new Literal(text, DataType.UTF8);
      case LocalDate date -> new Literal(date.toEpochDay(), DataType.DATE);
      default ->
          throw new IllegalArgumentException(
              "not a constant that SQL knows: class=" + value.getClass().getName());
    };
  }

  /** The value itself if it is a column, else a constant. */
  static Column toColumn(@Nullable Object value) {
    return value instanceof Column column ? column : lit(value);
  }

  /** Rows of the group. */
  public static Column count() {
    return aggregate(AggregateFunction.COUNT_STAR, null, false);
  }

  /** Values that are not null. */
  public static Column count(Column argument) {
    return aggregate(AggregateFunction.COUNT, argument, false);
  }

  /** Different values that are not null. */
  public static Column countDistinct(Column argument) {
    return aggregate(AggregateFunction.COUNT, argument, true);
  }

  /** Exact sum. */
  public static Column sum(Column argument) {
    return aggregate(AggregateFunction.SUM, argument, false);
  }

  /** Mean. */
  public static Column avg(Column argument) {
    return aggregate(AggregateFunction.AVG, argument, false);
  }

  /** Smallest value. */
  public static Column min(Column argument) {
    return aggregate(AggregateFunction.MIN, argument, false);
  }

  /** Largest value. */
  public static Column max(Column argument) {
    return aggregate(AggregateFunction.MAX, argument, false);
  }

  /** Upper case. */
  public static Column upper(Column argument) {
    return call(ScalarFunction.UPPER, argument);
  }

  /** Lower case. */
  public static Column lower(Column argument) {
    return call(ScalarFunction.LOWER, argument);
  }

  /** Text without leading and trailing spaces. */
  public static Column trim(Column argument) {
    return call(ScalarFunction.TRIM, argument);
  }

  /** Characters of a text. */
  public static Column length(Column argument) {
    return call(ScalarFunction.LENGTH, argument);
  }

  /** {@code length} characters from position {@code start}, which counts from 1. */
  public static Column substring(Column argument, long start, long length) {
    return call(ScalarFunction.SUBSTRING, argument, lit(start), lit(length));
  }

  /** Both texts in a row. */
  public static Column concat(Column first, Column second) {
    return call(ScalarFunction.CONCAT, first, second);
  }

  /** Year of a date or timestamp. */
  public static Column year(Column argument) {
    return call(ScalarFunction.YEAR, argument);
  }

  /** Month of a date or timestamp, from 1. */
  public static Column month(Column argument) {
    return call(ScalarFunction.MONTH, argument);
  }

  /** Day of the month of a date or timestamp, from 1. */
  public static Column day(Column argument) {
    return call(ScalarFunction.DAY, argument);
  }

  /** Absolute value. */
  public static Column abs(Column argument) {
    return call(ScalarFunction.ABS, argument);
  }

  /** The first of the values that is not null. */
  public static Column coalesce(Column... arguments) {
    return call(ScalarFunction.COALESCE, arguments);
  }

  /** Begins a conditional: {@code when(c, x).otherwise(y)}. */
  public static Conditional when(Column condition, Object result) {
    return new Conditional(List.of(condition.node()), List.of(toColumn(result).node()));
  }

  private static Column call(ScalarFunction function, Column... arguments) {
    return Column.of(
        new ColumnNode.Call(function, Arrays.stream(arguments).map(Column::node).toList()));
  }

  private static Column aggregate(
      AggregateFunction function, @Nullable Column argument, boolean distinct) {
    return Column.of(
        new ColumnNode.Aggregate(function, argument == null ? null : argument.node(), distinct));
  }

  /** A conditional under construction. Immutable. */
  public static final class Conditional {
    private final List<ColumnNode> conditions;
    private final List<ColumnNode> results;

    private Conditional(List<ColumnNode> conditions, List<ColumnNode> results) {
      this.conditions = conditions;
      this.results = results;
    }

    /** Another branch, for rows on which no condition so far is true. */
    public Conditional when(Column condition, Object result) {
      List<ColumnNode> moreConditions = new ArrayList<>(conditions);
      moreConditions.add(condition.node());
      List<ColumnNode> moreResults = new ArrayList<>(results);
      moreResults.add(toColumn(result).node());
      return new Conditional(moreConditions, moreResults);
    }

    /** The value of rows on which no condition is true. */
    public Column otherwise(@Nullable Object result) {
      return Column.of(new ColumnNode.CaseWhen(conditions, results, toColumn(result).node()));
    }
  }
}
