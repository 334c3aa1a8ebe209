package io.scheelite.shuffle;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/** A map output could not be written, or the service refuses what it was asked for. */
public final class ShuffleException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** Why, for callers that decide what to do next. */
  public enum Kind {
    /** The service does not know the application, or not any more. */
    NOT_REGISTERED(1, ErrorCode.SHUFFLE_FETCH_FAILED),
    /** No such output was committed, or it was deleted: it must be computed again. */
    NO_SUCH_OUTPUT(2, ErrorCode.SHUFFLE_FETCH_FAILED),
    /** The output has no such partition, or that is not so long: the caller's bug. */
    BAD_RANGE(3, ErrorCode.SHUFFLE_FETCH_FAILED),
    /** The output's files are not what was written: it must be computed again. */
    DAMAGED(4, ErrorCode.CORRUPT_DATA),
    /** The application has used up its share of the disk. */
    QUOTA_EXCEEDED(5, ErrorCode.DISK_FULL),
    /** The disk is full. */
    DISK_FULL(6, ErrorCode.DISK_FULL),
    /** The disk fails: worth another attempt. */
    IO_FAILED(7, ErrorCode.IO_ERROR),
    /** The folder or journal cannot be used: the message says what to do. */
    UNUSABLE(8, ErrorCode.INVALID_SETTING),
    /** No descriptors are left, for now. */
    TOO_MANY_OPEN(9, ErrorCode.TOO_MANY_OPEN);

    private final int id;
    private final ErrorCode code;

    Kind(int id, ErrorCode code) {
      this.id = id;
      this.code = code;
    }

    /** The number that stands for this kind in messages. */
    public int id() {
      return id;
    }

    /** The kind with this number, or null. */
    public static @Nullable Kind ofId(int id) {
      for (Kind kind : values()) {
        if (kind.id == id) {
          return kind;
        }
      }
      return null;
    }
  }

  private final Kind kind;

  public ShuffleException(Kind kind, String message, @Nullable Throwable cause) {
    super(kind.code, message, cause);
    this.kind = kind;
  }

  public ShuffleException(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }
}
