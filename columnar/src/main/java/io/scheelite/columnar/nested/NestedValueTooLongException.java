package io.scheelite.columnar.nested;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** A list, struct or map takes more bytes than a value may have. */
public final class NestedValueTooLongException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  NestedValueTooLongException(long bytes) {
    super(
        ErrorCode.UNSUPPORTED,
        "a nested value is too long, leave out parts of it: bytes="
            + bytes
            + " mostBytes="
            + Integer.MAX_VALUE);
  }
}
