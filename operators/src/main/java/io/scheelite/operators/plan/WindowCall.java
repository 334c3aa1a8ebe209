package io.scheelite.operators.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One function of a window.
 *
 * @param function what is computed
 * @param arguments literals, or columns of the input; see {@link WindowFunction}
 * @param filter column of type BOOLEAN that says which rows an aggregate counts, or null for all
 * @param ignoreNulls whether LAG, LEAD and the functions that pick a value of the frame pass over
 *     nulls
 * @param frame which rows aggregates and FIRST_VALUE, LAST_VALUE and NTH_VALUE see
 * @param type of the result: of aggregates as {@link
 *     io.scheelite.operators.expression.AggregateCall} says; INT64 of counts and numbers; FLOAT64
 *     of PERCENT_RANK and CUME_DIST; else the argument's
 * @param name label of the output column
 */
public record WindowCall(
    WindowFunction function,
    List<Expression> arguments,
    @Nullable Expression filter,
    boolean ignoreNulls,
    WindowFrame frame,
    DataType type,
    String name) {
  /** Copies the list; refuses arguments that would have to be computed. */
  public WindowCall {
    arguments = List.copyOf(arguments);
    for (Expression argument : arguments) {
      if (!argument.children().isEmpty()) {
        throw new IllegalArgumentException("argument must be a column or literal: " + argument);
      }
    }
  }

  /** What a window can compute. */
  public enum WindowFunction {
    /** () number of the row in its partition, from 1. */
    ROW_NUMBER,
    /** () number of its first peer. */
    RANK,
    /** () number of its group of peers, from 1. */
    DENSE_RANK,
    /** () share of the other rows that come before its peers. */
    PERCENT_RANK,
    /** () share of the rows up to its last peer. */
    CUME_DIST,
    /** (INT64 n) number, from 1, of the one of n parts of about equal size that it is in. */
    NTILE,
    /** (value, INT64 distance, value where there is no such row) of a row before. */
    LAG,
    /** (value, INT64 distance, value where there is no such row) of a row behind. */
    LEAD,
    /** (value) of the frame's first row. */
    FIRST_VALUE,
    /** (value) of the frame's last row. */
    LAST_VALUE,
    /** (value, INT64 n) of the frame's n-th row, from 1. */
    NTH_VALUE,
    /** () rows of the frame. */
    COUNT_STAR,
    /** (value) rows of the frame where it is not null. */
    COUNT,
    /** (value) exact sum over the frame. */
    SUM,
    /** (value) smallest of the frame. */
    MIN,
    /** (value) largest of the frame. */
    MAX,
    /** (value) mean of the frame. */
    AVG,
    /** (FLOAT64 value) variance of the frame as a sample: null for fewer than two values. */
    VAR_SAMP,
    /** (FLOAT64 value) variance of the frame. */
    VAR_POP,
    /** (text, text before it) texts of the frame one after another. */
    STRING_AGG
  }

  /** Whether a row may yield null. */
  public boolean nullable() {
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, COUNT_STAR, COUNT -> false;
      case NTILE,
          LAG,
          LEAD,
          FIRST_VALUE,
          LAST_VALUE,
          NTH_VALUE,
          SUM,
          MIN,
          MAX,
          AVG,
          VAR_SAMP,
          VAR_POP,
          STRING_AGG ->
          true;
    };
  }

  /** What it reads of rows. */
  public List<Expression> expressions() {
    List<Expression> result = new ArrayList<>(arguments);
    Expression condition = filter;
    if (condition != null) {
      result.add(condition);
    }
    result.addAll(frame.expressions());
    return result;
  }

  /** The same call under another label. */
  public WindowCall withName(String label) {
    return new WindowCall(function, arguments, filter, ignoreNulls, frame, type, label);
  }

  /** The same call reading other expressions. */
  public WindowCall map(UnaryOperator<Expression> map) {
    Expression condition = filter;
    return new WindowCall(
        function,
        arguments.stream().map(map).toList(),
        condition == null ? null : map.apply(condition),
        ignoreNulls,
        frame.map(map),
        type,
        name);
  }
}
