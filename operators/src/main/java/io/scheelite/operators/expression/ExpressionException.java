package io.scheelite.operators.expression;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/**
 * A row for which an expression has no value: overflow (22003), division by zero (22012), a value
 * that cannot be cast (22018) or is no date (22007). The message names the expression and, where
 * there is one, the offending value.
 */
public final class ExpressionException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private ExpressionException(ErrorCode code, String message) {
    super(code, message);
  }

  /** A result that its type cannot hold. */
  public static ExpressionException overflow(Expression expression, Object value) {
    return new ExpressionException(
        ErrorCode.NUMERIC_OVERFLOW,
        "value does not fit its type, cast to a wider one: type="
            + expression.type().sqlName()
            + " expression="
            + ExpressionPrinter.print(expression)
            + " value="
            + value);
  }

  /** A divisor that is zero. */
  public static ExpressionException divisionByZero(Expression expression) {
    return new ExpressionException(
        ErrorCode.DIVISION_BY_ZERO,
        "division by zero: expression=" + ExpressionPrinter.print(expression));
  }

  /** A value that cannot be converted. */
  public static ExpressionException invalidCast(Expression expression, Object value) {
    return new ExpressionException(
        ErrorCode.INVALID_CAST,
        "value cannot be converted, correct it or use TRY_CAST: type="
            + expression.type().sqlName()
            + " expression="
            + ExpressionPrinter.print(expression)
            + " value="
            + value);
  }

  /** A date or timestamp outside the calendar, or text that is none. */
  public static ExpressionException invalidDateTime(Expression expression, Object value) {
    return new ExpressionException(
        ErrorCode.INVALID_DATE_TIME,
        "not a date or time that can be represented: type="
            + expression.type().sqlName()
            + " expression="
            + ExpressionPrinter.print(expression)
            + " value="
            + value);
  }
}
