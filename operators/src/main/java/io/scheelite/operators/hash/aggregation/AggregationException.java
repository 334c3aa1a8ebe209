package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** Says that an aggregate's result does not fit its type. */
public final class AggregationException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  AggregationException(String message) {
    super(ErrorCode.NUMERIC_OVERFLOW, message);
  }
}
