package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file, for messages: makes the errors that name it.
 *
 * @param file the file
 * @param column the column's name, or null where no column is meant
 */
public record FileSite(Path file, @Nullable String column) {
  /** The file as a whole. */
  public static FileSite of(Path file) {
    return new FileSite(file, null);
  }

  /** A column of the same file. */
  public FileSite column(String column) {
    return new FileSite(file, column);
  }

  /** The bytes at {@code offset} are not what the format demands. */
  public FormatException corrupt(String what, long offset) {
    return corrupt(what, offset, null);
  }

  /** As {@link #corrupt(String, long)}, noticed through another error. */
  public FormatException corrupt(String what, long offset, @Nullable Throwable cause) {
    return new FormatException(
        ErrorCode.CORRUPT_DATA,
        "corrupt file: " + what + ": " + describe() + " offset=" + offset,
        cause);
  }

  /** The file is sound but uses something we do not read. */
  public FormatException unsupported(String what) {
    return new FormatException(ErrorCode.UNSUPPORTED, what + ": " + describe());
  }

  /** Something else is wrong with it. */
  public FormatException error(ErrorCode code, String what) {
    return new FormatException(code, what + ": " + describe());
  }

  /** The operating system failed. */
  public FormatException failed(String action, IOException cause) {
    ErrorCode code =
        cause instanceof NoSuchFileException ? ErrorCode.FILE_NOT_FOUND : codeOf(cause);
    String reason =
        cause instanceof NoSuchFileException
            ? "file does not exist"
            : action + " failed (" + cause.getMessage() + ")";
    return new FormatException(code, reason + ": " + describe(), cause);
  }

  private static ErrorCode codeOf(IOException cause) {
    String message =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    boolean full = message != null && message.contains("No space left");
    return full ? ErrorCode.DISK_FULL : ErrorCode.IO_ERROR;
  }

  private String describe() {
    return column == null ? "file=" + file : "file=" + file + " column=" + column;
  }
}
