package io.scheelite.scheduler.wire;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from another process mean nothing here (damaged, or of another version), or something of
 * this process cannot be told to another one.
 */
public final class WireException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private WireException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  /** Bytes that are not what they should be. */
  public static WireException malformed(String what) {
    return new WireException(
        ErrorCode.CORRUPT_DATA, "bytes from another process make no sense: " + what, null);
  }

  /** As {@link #malformed(String)}, noticed through another error. */
  public static WireException malformed(String what, Throwable cause) {
    return new WireException(
        ErrorCode.CORRUPT_DATA,
        "bytes from another process make no sense: " + what + " cause=" + cause.getMessage(),
        cause);
  }

  /** The other process speaks another version of the protocol. */
  public static WireException otherVersion(int found) {
    return new WireException(
        ErrorCode.UNSUPPORTED,
        "the other process is of another version of Scheelite, use the same one everywhere:"
            + " ownProtocol="
            + Protocol.VERSION
            + " otherProtocol="
            + Integer.toUnsignedString(found),
        null);
  }

  /** Something that only this process can use. */
  public static WireException unsupported(String why) {
    return new WireException(ErrorCode.UNSUPPORTED, why, null);
  }
}
