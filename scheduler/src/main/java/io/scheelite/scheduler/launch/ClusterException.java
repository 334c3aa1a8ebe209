package io.scheelite.scheduler.launch;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/** A process of the cluster could not do what was asked of it, or is not there. */
public final class ClusterException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  public ClusterException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  public ClusterException(ErrorCode code, String message) {
    super(code, message);
  }
}
