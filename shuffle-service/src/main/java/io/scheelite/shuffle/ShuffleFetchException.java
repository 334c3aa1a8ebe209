package io.scheelite.shuffle;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/** A map output could not be read, after all retries: the scheduler has it computed again. */
public final class ShuffleFetchException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** The service does not have it. */
    LOST,
    /** Its bytes are not those that were written. */
    CORRUPT,
    /** The service does not answer. */
    UNREACHABLE
  }

  private final transient MapOutputId output;
  private final Kind kind;

  public ShuffleFetchException(
      MapOutputId output, Kind kind, String message, @Nullable Throwable cause) {
    super(ErrorCode.SHUFFLE_FETCH_FAILED, message, cause);
    this.output = output;
    this.kind = kind;
  }

  /** The output that must be computed again. */
  public MapOutputId output() {
    return output;
  }

  public Kind kind() {
    return kind;
  }
}
