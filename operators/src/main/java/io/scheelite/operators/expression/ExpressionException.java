package io.scheelite.operators.expression;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/**
 * A row for which an expression has no value: overflow (22003), division by zero (22012), a value
 * that cannot be cast (22018) or is no date (22007), an argument that a function does not take
 * (2201F). The message names the expression and, where there is one, the offending value.
 */
public final class ExpressionException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Expression expression;
  private final String before;
  private final String after;

  private ExpressionException(
      ErrorCode code, String before, Expression expression, String printed, String after) {
    super(code, before + printed + after);
    this.expression = expression;
    this.before = before;
    this.after = after;
  }

  private static ExpressionException of(
      ErrorCode code, String before, Expression expression, String after) {
    return new ExpressionException(
        code, before + "expression=", expression, ExpressionPrinter.print(expression), after);
  }

  private static ExpressionException typed(
      ErrorCode code, String before, Expression expression, Object value) {
    String type = ": type=" + expression.type().sqlName() + ' ';
    return of(code, before + type, expression, " value=" + value);
  }

  /** A result that its type cannot hold. */
  public static ExpressionException overflow(Expression expression, Object value) {
    return typed(
        ErrorCode.NUMERIC_OVERFLOW,
        "value does not fit its type, cast to a wider one",
        expression,
        value);
  }

  /** A divisor that is zero. */
  public static ExpressionException divisionByZero(Expression expression) {
    return of(ErrorCode.DIVISION_BY_ZERO, "division by zero: ", expression, "");
  }

  /** A value that cannot be converted. */
  public static ExpressionException invalidCast(Expression expression, Object value) {
    return typed(
        ErrorCode.INVALID_CAST,
        "value cannot be converted, correct it or use TRY_CAST",
        expression,
        value);
  }

  /** An argument for which a function has no value. */
  public static ExpressionException invalidArgument(Expression expression, Object value) {
    return of(
        ErrorCode.INVALID_ARGUMENT, "function has no value here: ", expression, " value=" + value);
  }

  /** A date or timestamp outside the calendar, or text that is none. */
  public static ExpressionException invalidDateTime(Expression expression, Object value) {
    return typed(
        ErrorCode.INVALID_DATE_TIME,
        "not a date or time that can be represented",
        expression,
        value);
  }

  /** The same with columns by their names in {@code input}, over which the expression is. */
  public ExpressionException named(Schema input) {
    if (expression == null) {
      return this;
    }
    String printed = ExpressionPrinter.print(expression, input);
    ExpressionException named = new ExpressionException(code(), before, expression, printed, after);
    named.setStackTrace(getStackTrace());
    return named;
  }
}
