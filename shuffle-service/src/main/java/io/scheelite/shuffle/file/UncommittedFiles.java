package io.scheelite.shuffle.file;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds data files that no index names and that nobody will commit any more, since the process in
 * their name is gone.
 */
final class UncommittedFiles {
  private UncommittedFiles() {}

  /** Deletes them in the folder of an application; returns how many. */
  static int sweep(Path application, String name) {
    int removed = 0;
    for (Path shuffle : FileTree.list(application)) {
      for (Path file : FileTree.list(shuffle)) {
        if (isOrphan(file, shuffle, name)) {
          removed += FileTree.deleteEntry(file);
        }
      }
    }
    return removed;
  }

  private static boolean isOrphan(Path file, Path shuffle, String application) {
    OutputNames.Written written = OutputNames.written(file.getFileName().toString());
    if (written == null || runs(written.pid(), file)) {
      return false;
    }
    if (!file.toString().endsWith(".data")) {
      return true;
    }
    try {
      MapOutputId id =
          new MapOutputId(
              application,
              Integer.parseInt(shuffle.getFileName().toString()),
              written.map(),
              written.generation());
      Path index = shuffle.resolve(OutputNames.index(id.map(), id.generation()));
      MapOutputIndex committed = MapOutputFile.readIndex(index, id, ShuffleDisk.SYSTEM);
      return committed.pid() != written.pid() || committed.write() != written.write();
    } catch (ShuffleException e) {
      return e.kind() == ShuffleException.Kind.NO_SUCH_OUTPUT;
    } catch (CorruptDataException | NumberFormatException e) {
      return false; // whoever asks for it hears of that
    }
  }

  /** Whether the process runs and began before the file was last written to. */
  private static boolean runs(long pid, Path file) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    try {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      return process
          .get()
          .info()
          .startInstant()
          .map(start -> !start.isAfter(modified))
          .orElse(true);
    } catch (IOException e) {
      return true; // gone meanwhile
    }
  }
}
