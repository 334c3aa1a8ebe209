package io.scheelite.operators.runtime;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** A scalar subquery gave more than one row, or more than one for a row of the outer query. */
public final class TooManyRowsException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** Says so. */
  public TooManyRowsException() {
    super(ErrorCode.CARDINALITY_VIOLATION, "a scalar subquery gave more than one row");
  }
}
