package io.scheelite.spill;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what processes that were killed have left in a spill directory.
 *
 * <p>A folder is in use as long as its lock is held, or as long as the process it is named after
 * runs: either is enough, since locks are missing on some network file systems and process ids mean
 * nothing across containers. Where neither speaks for it, it goes.
 */
final class OrphanSweep {
  /** Folders without a lock file are spared as long as they may just be in the making. */
  private static final Duration UNFINISHED_AGE = Duration.ofMinutes(10);

  private OrphanSweep() {}

  /** Removes orphaned folders; returns how many. Never fails: an engine starts all the same. */
  static int sweep(Path directory, Instant now) {
    int removed = 0;
    for (Path folder : folders(directory)) {
      try {
        if (isOrphan(folder, now)) {
          delete(folder);
          removed++;
        }
      } catch (NoSuchFileException ignored) {
        continue; // its owner, or another sweep, was faster
      } catch (IOException e) {
        logger()
            .log(
                Level.INFO,
                () -> "spill folder is left as it is: folder=" + folder + " reason=" + e);
      }
    }
    return removed;
  }

  private static List<Path> folders(Path directory) {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream =
          Files.newDirectoryStream(directory, SpillDirectory.PREFIX + "*")) {
        stream.forEach(folders::add);
      } catch (IOException e) {
        logger()
            .log(
                Level.INFO,
                () -> "spill directory cannot be swept: directory=" + directory + " reason=" + e);
      }
    }
    return folders;
  }

  private static boolean isOrphan(Path folder, Instant now) throws IOException {
    if (ownerRuns(folder)) {
      return false;
    }
    Path lockFile = folder.resolve(SpillDirectory.LOCK_FILE);
    if (folder.toString().endsWith(SpillDirectory.UNFINISHED_SUFFIX) || !Files.exists(lockFile)) {
      FileTime modified = Files.getLastModifiedTime(folder);
      return modified.toInstant().isBefore(now.minus(UNFINISHED_AGE));
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by another engine of this process
    }
  }

  /** Whether the process that the folder is named after runs and is older than the folder. */
  private static boolean ownerRuns(Path folder) throws IOException {
    String[] parts =
        folder.getFileName().toString().substring(SpillDirectory.PREFIX.length()).split("-", 3);
    long pid;
    try {
      pid = Long.parseLong(parts[0]);
    } catch (NumberFormatException e) {
      return false;
    }
    Instant created = Files.getLastModifiedTime(folder).toInstant();
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().startInstant().map(created::isAfter).orElse(true))
        .orElse(false);
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static System.Logger logger() {
    return System.getLogger(OrphanSweep.class.getName());
  }
}
