package io.scheelite.operators.window;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** Says that a window function has no value: its result does not fit, or an argument makes none. */
public final class WindowException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private WindowException(ErrorCode code, String message) {
    super(code, message);
  }

  static WindowException sumOutOfRange(String label, String type, Object sum) {
    return new WindowException(
        ErrorCode.NUMERIC_OVERFLOW,
        "sum is out of range: window=" + label + " type=" + type + " unscaledSum=" + sum);
  }

  static WindowException invalidArgument(String what, Object value) {
    return new WindowException(ErrorCode.INVALID_DATA, what + ": value=" + value);
  }
}
