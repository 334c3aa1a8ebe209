package io.scheelite.memory;

import org.jspecify.annotations.Nullable;

/**
 * The root of all errors Scheelite raises on purpose. Its {@link ErrorCode} tells a program what to
 * do; its message tells a person: static text first, values last.
 */
public abstract class ScheeliteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  protected ScheeliteException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  protected ScheeliteException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public final ErrorCode code() {
    return code;
  }
}
