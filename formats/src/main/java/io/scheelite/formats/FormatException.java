package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/**
 * A file cannot be read or written as asked: it is missing, corrupt, of an unsupported kind, or the
 * disk failed. The message names the file and, where known, the column and the offset.
 */
public final class FormatException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** An error without a cause. */
  public FormatException(ErrorCode code, String message) {
    super(code, message);
  }

  /** An error that another one caused. */
  public FormatException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
