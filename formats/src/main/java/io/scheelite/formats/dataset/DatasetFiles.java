package io.scheelite.formats.dataset;

import io.scheelite.formats.FileGlob;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a dataset.
 *
 * @param description for EXPLAIN and messages
 * @param roots files, folders and globs as they were named
 * @param ending of files below folders
 * @param paths of the files, as they were named or found
 * @param stamps the files as they were before anything of them was read
 */
public record DatasetFiles(
    String description, List<Path> roots, String ending, List<Path> paths, List<FileStamp> stamps) {
  /** Copies the lists. */
  public DatasetFiles {
    roots = List.copyOf(roots);
    paths = List.copyOf(paths);
    stamps = List.copyOf(stamps);
  }

  /** Finds the files. */
  public static DatasetFiles find(List<Path> roots, String ending) {
    List<Path> paths = FileGlob.expand(roots, ending);
    List<FileStamp> stamps = paths.stream().map(FileStamp::of).toList();
    String description = roots.size() == 1 ? roots.getFirst().toString() : roots.toString();
    return new DatasetFiles(description, roots, ending, paths, stamps);
  }

  /** Whether files are gone, others, or not what they were. */
  boolean areStale() {
    try {
      return FileStamp.anyChanged(stamps, FileGlob.expand(roots, ending));
    } catch (FormatException gone) {
      return true;
    }
  }
}
