package io.scheelite.columnar.arrow;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** An Arrow vector holds what its type does not allow, or what we have no room for. */
public final class ArrowValueException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  ArrowValueException(ErrorCode code, String message) {
    super(code, message);
  }
}
