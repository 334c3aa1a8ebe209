package io.scheelite.formats.text;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.operators.source.TableStatistics;
import java.util.List;

/**
 * The files of a table of texts: all that can be said of them without reading them.
 *
 * @param found the files
 */
public record TextFiles(FoundFiles found) {
  /** The files, in a fixed order. */
  public List<FoundFile> files() {
    return found.files();
  }

  /** Each of them alone. */
  public List<TextFiles> perFile() {
    return found.perFile().stream().map(TextFiles::new).toList();
  }

  /** Whether files are gone, others, or not what they were. */
  public boolean areStale() {
    return found.areStale();
  }

  /** For EXPLAIN and messages. */
  public String description() {
    String first = files().getFirst().name();
    return files().size() == 1 ? first : first + " and " + (files().size() - 1) + " more";
  }

  /** Estimates from the size of a record in a sample. */
  public TableStatistics statistics(Schema schema, double recordBytes) {
    double numRows = 0;
    for (FoundFile file : files()) {
      numRows += Math.ceil(file.sizeBytes() / recordBytes);
    }
    TableStatistics.ColumnStatistics column =
        new TableStatistics.ColumnStatistics(null, null, -1, 0, recordBytes / schema.size());
    return new TableStatistics(numRows, schema.fields().stream().map(_ -> column).toList());
  }

  /** The most memory that reading any of them ahead takes at least. */
  public long aheadFloorBytes(long batchBytes) {
    return files().stream()
        .mapToLong(file -> ByteWindow.aheadFloorBytes(file, batchBytes))
        .max()
        .orElse(0);
  }
}
