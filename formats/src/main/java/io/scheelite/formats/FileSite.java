package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file, for messages: makes the errors that name it.
 *
 * @param location the file: its path, or the URL of one that is not local, as it may be shown
 * @param column the column's name, or null where no column is meant
 */
public record FileSite(String location, @Nullable String column) {
  /** Hides what nobody but the owner may know. */
  public FileSite {
    location = UrlText.shown(location);
  }

  /** The file as a whole. */
  public static FileSite of(Path file) {
    return of(file.toString());
  }

  /** As {@link #of(Path)}, of a file that may not be local. */
  public static FileSite of(String location) {
    return new FileSite(location, null);
  }

  /** The path of a local file. */
  public Path file() {
    return Path.of(location);
  }

  /** A column of the same file. */
  public FileSite column(String column) {
    return new FileSite(location, column);
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

  /** The operating system failed while the file was opened or read. */
  public FormatException failed(String action, IOException cause) {
    return failed(action, cause, "");
  }

  /** As {@link #failed(String, IOException)}, while the bytes at {@code offset} were read. */
  public FormatException failed(String action, long offset, IOException cause) {
    return failed(action, cause, " offset=" + offset);
  }

  private FormatException failed(String action, IOException cause, String place) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return switch (cause) {
      case NoSuchFileException _ ->
          error(ErrorCode.FILE_NOT_FOUND, "file does not exist, check its path", place, cause);
      case AccessDeniedException _ ->
          error(ErrorCode.IO_ERROR, "access denied, check the file's permissions", place, cause);
      default -> error(ErrorCode.IO_ERROR, action + " failed (" + reason + ")", place, cause);
    };
  }

  /** The operating system failed while the file was created or written. */
  public FormatException writeFailed(IOException cause) {
    Path folder = file().toAbsolutePath().getParent();
    if (cause instanceof NoSuchFileException && folder != null && !Files.isDirectory(folder)) {
      return error(
          ErrorCode.FILE_NOT_FOUND,
          "folder to write into does not exist, create it first",
          "",
          cause);
    }
    if (cause instanceof AccessDeniedException) {
      return error(
          ErrorCode.IO_ERROR, "access denied, check the permissions of the folder", "", cause);
    }
    String reason =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    return reason != null && reason.contains("No space left")
        ? error(ErrorCode.DISK_FULL, "disk is full, free space or write elsewhere", "", cause)
        : error(ErrorCode.IO_ERROR, "writing failed (" + cause.getMessage() + ")", "", cause);
  }

  private FormatException error(ErrorCode code, String what, String place, IOException cause) {
    return new FormatException(code, what + ": " + describe() + place, cause);
  }

  private String describe() {
    return column == null ? "file=" + location : "file=" + location + " column=" + column;
  }
}
