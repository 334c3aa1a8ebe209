package io.scheelite.operators.execution;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** A plan holds an operator that this runtime does not have. */
final class UnsupportedPlanException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  UnsupportedPlanException(String operator) {
    super(ErrorCode.UNSUPPORTED, "the runtime has no such operator: " + operator);
  }
}
