package io.scheelite.shuffle.file;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns what the system says into what a caller can act on. */
final class DiskFailure {
  private DiskFailure() {}

  /** A write failed. */
  static ShuffleException write(Path directory, String what, IOException cause) {
    String where = " directory=" + directory + " output=" + what;
    return switch (kind(cause)) {
      case DISK_FULL ->
          new ShuffleException(
              Kind.DISK_FULL,
              "shuffle folder is full, free space there or name another one:" + where,
              cause);
      case TOO_MANY_OPEN -> tooManyOpen(where, cause);
      default ->
          new ShuffleException(
              Kind.IO_FAILED,
              "map output cannot be written, check the disk:" + where + " reason=" + cause,
              cause);
    };
  }

  /** A read failed. */
  static ShuffleException read(Path file, String what, IOException cause) {
    String where = " file=" + file + " output=" + what;
    return kind(cause) == Kind.TOO_MANY_OPEN
        ? tooManyOpen(where, cause)
        : new ShuffleException(
            Kind.IO_FAILED,
            "map output cannot be read, check the disk:" + where + " reason=" + cause,
            cause);
  }

  private static ShuffleException tooManyOpen(String where, IOException cause) {
    return new ShuffleException(
        Kind.TOO_MANY_OPEN,
        "map output cannot be opened, raise the process's limit of open files (ulimit -n):" + where,
        cause);
  }

  /** The JDK has no types for these: the system's words are all there is. */
  private static Kind kind(IOException cause) {
    String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (words.contains("no space left")
        || words.contains("disk quota exceeded")
        || words.contains("not enough space")) {
      return Kind.DISK_FULL;
    }
    return words.contains("too many open files") ? Kind.TOO_MANY_OPEN : Kind.IO_FAILED;
  }
}
