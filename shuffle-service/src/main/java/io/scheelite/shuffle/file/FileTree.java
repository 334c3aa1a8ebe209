package io.scheelite.shuffle.file;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Folders and what is in them, while others write and delete there: what is gone when it is looked
 * at is no error. Never follows a link.
 */
final class FileTree {
  private static final System.Logger LOG = System.getLogger(FileTree.class.getName());

  private FileTree() {}

  /** What is directly in a folder; nothing if there is no such folder. */
  static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(
          Level.WARNING, () -> "shuffle folder cannot be read: folder=" + folder + " reason=" + e);
    }
    return entries;
  }

  /** Bytes of all files. */
  static long sizeBytes(Path folder) {
    long sum = 0;
    for (Path entry : list(folder)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        sum += sizeBytes(entry);
      } else {
        sum += fileBytes(entry);
      }
    }
    return sum;
  }

  private static long fileBytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
  }

  /** Deletes a folder with everything in it; returns how many files that were. */
  static int delete(Path folder) {
    int removed = 0;
    for (Path entry : list(folder)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        removed += delete(entry);
      } else {
        removed += deleteEntry(entry);
      }
    }
    deleteEntry(folder);
    return removed;
  }

  /** Deletes a file or an empty folder; returns 1 if this call did it. */
  static int deleteEntry(Path entry) {
    try {
      return Files.deleteIfExists(entry) ? 1 : 0;
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "shuffle file is left behind: file=" + entry + " reason=" + e);
      return 0;
    }
  }
}
