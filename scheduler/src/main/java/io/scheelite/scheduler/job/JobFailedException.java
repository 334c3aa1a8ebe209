package io.scheelite.scheduler.job;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/**
 * A job could not be brought to its end. Its code is that of what went wrong last; the cause, where
 * there is one, is the failure of the task.
 */
public final class JobFailedException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  public JobFailedException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  public JobFailedException(ErrorCode code, String message) {
    super(code, message);
  }
}
