package io.scheelite.scheduler.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the log of one process bounded. Whoever starts the process opens the log for appending and
 * makes it the process's standard error, so that what the Java runtime itself says gets there too;
 * the file can therefore not be exchanged for another: what it holds is copied to {@code
 * NAME.log.old} in place of an earlier copy, and cut off. A line written at that very moment may be
 * lost. Used by the process whose log it is, by one thread.
 *
 * @param log need not exist
 * @param maxBytes at which it is cut; it grows beyond between two checks
 */
public record LogBound(Path log, long maxBytes) {
  static final String OLD = ".old";
  private static final long MAX_BYTES = 4 << 20;

  /** Four mebibytes, and as many in the copy. */
  public static LogBound of(Path log) {
    return new LogBound(log, MAX_BYTES);
  }

  /**
   * Cuts the log if it is too long.
   *
   * @return whether it was
   */
  public boolean check() throws IOException {
    try {
      if (Files.size(log) <= maxBytes) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false; // several processes in one, or it was removed
    }
    Path old = log.resolveSibling(log.getFileName() + OLD);
    Files.copy(log, old, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    return true;
  }
}
