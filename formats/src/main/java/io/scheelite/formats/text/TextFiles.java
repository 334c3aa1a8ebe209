package io.scheelite.formats.text;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileGlob;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.operators.source.TableStatistics;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a table of texts: all that can be said of them without reading them.
 *
 * @param roots files, folders and globs as they were named
 * @param ending of files below folders
 * @param stamps the files as they were when the table was opened
 */
public record TextFiles(List<Path> roots, String ending, List<FileStamp> stamps) {
  /** Copies the lists. */
  public TextFiles {
    roots = List.copyOf(roots);
    stamps = List.copyOf(stamps);
  }

  /** Finds the files; before anything of them is read, so that later changes will be found out. */
  public static TextFiles find(List<Path> roots, String ending) {
    return new TextFiles(
        roots, ending, FileGlob.expand(roots, ending).stream().map(FileStamp::of).toList());
  }

  /** Each of them alone. */
  public List<TextFiles> perFile() {
    return stamps.stream()
        .map(stamp -> new TextFiles(List.of(stamp.file()), ending, List.of(stamp)))
        .toList();
  }

  /** Whether files are gone, others, or not what they were. */
  public boolean areStale() {
    try {
      return FileStamp.anyChanged(stamps, FileGlob.expand(roots, ending));
    } catch (FormatException gone) {
      return true;
    }
  }

  /** For EXPLAIN and messages. */
  public String description() {
    return stamps.size() == 1
        ? stamps.getFirst().file().toString()
        : stamps.getFirst().file() + " and " + (stamps.size() - 1) + " more";
  }

  /** Estimates from the size of a record in a sample. */
  public TableStatistics statistics(Schema schema, double recordBytes) {
    double numRows = 0;
    for (FileStamp stamp : stamps) {
      numRows += Math.ceil(stamp.sizeBytes() / recordBytes);
    }
    TableStatistics.ColumnStatistics column =
        new TableStatistics.ColumnStatistics(null, null, -1, 0, recordBytes / schema.size());
    return new TableStatistics(numRows, schema.fields().stream().map(_ -> column).toList());
  }
}
