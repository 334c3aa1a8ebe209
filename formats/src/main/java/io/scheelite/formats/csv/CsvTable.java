package io.scheelite.formats.csv;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileGlob;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A table of comma-separated values in one or more UTF-8 files. What the options leave open is
 * found out from the first lines of the first file: a later value that has not the type found is an
 * error that names its line. A split is a file.
 *
 * <p>Immutable and thread-safe; the files must not change while they are read.
 */
public final class CsvTable implements TableSource {
  private static final String ENDING = ".csv";

  private final Path root;
  private final List<Path> files;
  private final List<FileStamp> stamps;
  private final CsvOptions options;
  private final CsvSample sample;
  private final Schema schema;

  private CsvTable(Path root, CsvOptions options) {
    this.root = root;
    this.files = FileGlob.expand(root, ENDING);
    this.stamps = files.stream().map(FileStamp::of).toList(); // before anything is read
    this.options = options;
    this.sample = CsvSample.of(files.getFirst(), options);
    if (sample.columns().isEmpty()) {
      throw FileSite.of(files.getFirst())
          .error(ErrorCode.INVALID_DATA, "a CSV file without lines has no columns");
    }
    this.schema = new Schema(sample.columns());
  }

  /** Opens a file, all {@code .csv} files below a folder, or those that a glob matches. */
  public static CsvTable open(Path path, CsvOptions options) {
    return new CsvTable(path, options);
  }

  @Override
  public boolean isStale() {
    try {
      return FileStamp.anyChanged(stamps, FileGlob.expand(root, ENDING));
    } catch (FormatException gone) {
      return true;
    }
  }

  boolean hasHeader() {
    return sample.header();
  }

  CsvRecords open(Path file) {
    return new CsvRecords(file, options, sample.delimiter());
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    double numRows = 0;
    for (Path file : files) {
      numRows += numRows(file);
    }
    return new TableStatistics(
        numRows,
        schema.fields().stream()
            .map(
                _ ->
                    new TableStatistics.ColumnStatistics(
                        null, null, -1, 0, sample.rowBytes() / schema.size()))
            .toList());
  }

  private double numRows(Path file) {
    try {
      return Math.ceil(Files.size(file) / sample.rowBytes());
    } catch (IOException e) {
      throw FileSite.of(file).failed("reading", e);
    }
  }

  @Override
  public String description() {
    return files.size() == 1
        ? files.getFirst().toString()
        : files.getFirst() + " and " + (files.size() - 1) + " more";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    return files.stream().<Split>map(file -> new FileSplit(this, file, request)).toList();
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return CsvSplitReader.floorBytes(schema, request);
  }

  /** A file. */
  private record FileSplit(CsvTable table, Path file, ScanRequest request) implements Split {
    @Override
    public long numRows() {
      return (long) table.numRows(file);
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new CsvSplitReader(table, file, request, memory);
    }
  }
}
