package io.scheelite.shuffle.transport;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/** A connection could not be opened, or is gone. */
public final class TransportException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** Why there is no connection, for callers that decide what to do next. */
  public enum Kind {
    /** Nobody listens there, or the system refused: worth another attempt. */
    UNREACHABLE,
    /** The peer was silent for too long: worth another attempt. */
    TIMEOUT,
    /** The peer went away or the line broke: worth another attempt. */
    LOST,
    /** This side closed it. */
    CLOSED,
    /** The peer does not know the secret, or it is unusable: every attempt would fail. */
    SECRET,
    /** The peer does not keep to the protocol, or not to its bounds. */
    PROTOCOL
  }

  private final Kind kind;

  public TransportException(Kind kind, String message, @Nullable Throwable cause) {
    super(
        kind == Kind.SECRET ? ErrorCode.AUTHENTICATION_FAILED : ErrorCode.IO_ERROR, message, cause);
    this.kind = kind;
  }

  public TransportException(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same attempt may succeed later. */
  public boolean transientFailure() {
    return switch (kind) {
      case UNREACHABLE, TIMEOUT, LOST, PROTOCOL -> true;
      case CLOSED, SECRET -> false;
    };
  }
}
