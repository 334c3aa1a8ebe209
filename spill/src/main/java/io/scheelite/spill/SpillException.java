package io.scheelite.spill;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * State could not be spilled or read back: the disk is full ({@link ErrorCode#DISK_FULL}) or fails
 * ({@link ErrorCode#IO_ERROR}). The file in question is gone.
 */
public final class SpillException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path directory;

  private SpillException(
      ErrorCode code, String message, @Nullable Path directory, @Nullable Throwable cause) {
    super(code, message, cause);
    this.directory = directory;
  }

  static SpillException quotaExceeded(String owner, long usedBytes, long bytes, long quotaBytes) {
    return new SpillException(
        ErrorCode.DISK_FULL,
        "spill quota exceeded, raise it or give more memory: owner="
            + owner
            + " usedBytes="
            + usedBytes
            + " requestedBytes="
            + bytes
            + " quotaBytes="
            + quotaBytes,
        null,
        null);
  }

  /** A write failed; whether for lack of space is told by the system's message or free space. */
  static SpillException writeFailed(String owner, SpillDirectory directory, IOException cause) {
    if (isFull(cause) || directory.usableBytes() < SpillWorkspace.BYTES) {
      return new SpillException(
          ErrorCode.DISK_FULL,
          "spill directory is full, free space there, name another directory or give more memory:"
              + " directory="
              + directory.configuredPath()
              + " owner="
              + owner
              + " spilledThereBytes="
              + directory.liveBytes(),
          directory.configuredPath(),
          cause);
    }
    return new SpillException(
        ErrorCode.IO_ERROR,
        "spill file cannot be written, check the disk or name another directory: directory="
            + directory.configuredPath()
            + " owner="
            + owner
            + " reason="
            + cause.getMessage(),
        directory.configuredPath(),
        cause);
  }

  static SpillException readFailed(String owner, Path file, IOException cause) {
    return new SpillException(
        ErrorCode.IO_ERROR,
        "spill file cannot be read, check the disk: file="
            + file
            + " owner="
            + owner
            + " reason="
            + cause.getMessage(),
        file.getParent(),
        cause);
  }

  static SpillException noDirectory(SpillConfig config, @Nullable IOException cause) {
    return new SpillException(
        ErrorCode.IO_ERROR,
        "no spill directory can be used, name one that can be written to: directories="
            + config.directories()
            + " reason="
            + (cause == null ? "all have failed before" : cause.toString()),
        config.directories().getFirst(),
        cause);
  }

  static SpillException tooManyOpen(SpillConfig config, IOException cause) {
    return new SpillException(
        ErrorCode.TOO_MANY_OPEN,
        "spill file cannot be opened, raise the process's limit of open files (ulimit -n) or run less"
            + " at once: directories="
            + config.directories()
            + " reason="
            + cause.getMessage(),
        config.directories().getFirst(),
        cause);
  }

  /** Whether the process has no descriptors left, which passes. */
  static boolean isTooManyOpen(IOException cause) {
    String message = cause.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("too many open files");
  }

  /** The JDK has no type for a full disk: the system's words are all there is. */
  static boolean isFull(IOException cause) {
    String message = cause.getMessage();
    if (message == null) {
      return false;
    }
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("no space left")
        || words.contains("disk quota exceeded")
        || words.contains("not enough space");
  }

  /** The directory in question; null if it was a quota. */
  public @Nullable Path directory() {
    return directory;
  }
}
