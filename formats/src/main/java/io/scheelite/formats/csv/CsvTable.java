package io.scheelite.formats.csv;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.text.ByteWindow;
import io.scheelite.formats.text.TextFiles;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of comma-separated values in one or more UTF-8 files. What the options leave open is
 * found out from the first lines of the first file: a later value that has not the type found is an
 * error that names its line. A split is a part of a file.
 *
 * <p>Immutable and thread-safe; the files must not change while they are read.
 */
public final class CsvTable implements TableSource {
  private static final String ENDING = ".csv";

  /** Large files are read in parts of so many bytes. */
  private static final long PART_BYTES = 16L << 20;

  private final TextFiles stored;
  private final List<CsvFile> files;
  private final CsvOptions options;
  private final long partBytes;
  private final CsvSample sample;
  private final Schema schema;

  private CsvTable(FoundFiles files, CsvOptions options, long partBytes) {
    this(new TextFiles(files), options, partBytes, null);
  }

  private CsvTable(
      TextFiles stored, CsvOptions options, long partBytes, @Nullable CsvSample known) {
    this.stored = stored;
    this.options = options;
    this.partBytes = partBytes;
    FoundFile first = stored.files().getFirst();
    this.sample = known == null ? CsvSample.of(first, options) : known;
    if (sample.columns().isEmpty()) {
      throw first.site().error(ErrorCode.INVALID_DATA, "a CSV file without lines has no columns");
    }
    this.schema = new Schema(sample.columns());
    this.files = stored.files().stream().map(this::file).toList();
  }

  /** Opens a file, all {@code .csv} files below a folder, or those that a glob matches. */
  public static CsvTable open(Path path, CsvOptions options) {
    return open(FoundFiles.find(List.of(path), ENDING), options);
  }

  /** As {@link #open(Path, CsvOptions)}, of files that were found before. */
  public static CsvTable open(FoundFiles files, CsvOptions options) {
    return open(files, options, PART_BYTES);
  }

  static CsvTable open(FoundFiles files, CsvOptions options, long partBytes) {
    return new CsvTable(files, options, partBytes);
  }

  /**
   * Opens each file as a table of its own: with columns, and what else is found out, of its own.
   * Types are said for columns that some of the files have.
   */
  public static List<CsvTable> openEach(FoundFiles files, CsvOptions options) {
    Map<String, DataType> types = options.columns().types();
    CsvOptions untyped = options.withNames(options.columns().names(), Map.of());
    List<CsvTable> tables = new ArrayList<>();
    Set<String> unknown = new HashSet<>(types.keySet());
    for (FoundFiles file : files.perFile()) {
      CsvTable table = new CsvTable(file, untyped, PART_BYTES);
      List<DataType> wanted = new ArrayList<>();
      for (int i = 0; i < table.schema.size(); i++) {
        String name = table.schema.field(i).name();
        DataType said = options.columns().type(name, i);
        wanted.add(said == null ? table.schema.type(i) : said);
        unknown.remove(name.toLowerCase(Locale.ROOT));
        unknown.remove("#" + i);
      }
      tables.add(table.withTypes(wanted));
    }
    for (String name : unknown) {
      throw files
          .files()
          .getFirst()
          .site()
          .column(name)
          .error(
              ErrorCode.UNKNOWN_COLUMN,
              "no column of any file has the name of this type, correct it");
    }
    return tables;
  }

  /** Each file as a table of its own, whose columns are this one's. */
  public List<CsvTable> perFile() {
    return stored.perFile().stream()
        .map(file -> new CsvTable(file, options, partBytes, sample))
        .toList();
  }

  /** The same files, read as values of other types. */
  public CsvTable withTypes(List<DataType> types) {
    List<Field> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Field field = schema.field(i);
      columns.add(new Field(field.name(), types.get(i), field.nullable()));
    }
    return columns.equals(schema.fields())
        ? this
        : new CsvTable(stored, options, partBytes, sample.withColumns(columns));
  }

  private CsvFile file(FoundFile file) {
    int parts =
        isDivisible(file)
            ? Math.toIntExact(Math.max(1, Math.ceilDiv(file.sizeBytes(), partBytes)))
            : 1;
    return new CsvFile(
        file, new RecordStarts(options.dialect(), sample.delimiter(), parts, partBytes));
  }

  /**
   * Quotes in comments open nothing, so that records begin where only a whole reading tells; and
   * passing over a far file once more, to find that out, costs more than a second reader gains.
   */
  private boolean isDivisible(FoundFile file) {
    return !ByteWindow.isPacked(file) && !file.isFar() && options.dialect().comment() == 0;
  }

  @Override
  public boolean isStale() {
    return stored.areStale();
  }

  boolean hasHeader() {
    return sample.header();
  }

  CsvOptions options() {
    return options;
  }

  CsvRecords open(FoundFile file, long window) {
    return new CsvRecords(file, options, sample.delimiter(), window);
  }

  /** About what a batch is read from. */
  long batchBytes(ScanRequest request) {
    long bytes = (long) (1.25 * request.batchSize() * sample.rowBytes());
    return Math.min(CsvRecords.windowBytes(options), bytes);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    return stored.statistics(schema, sample.rowBytes());
  }

  @Override
  public String description() {
    return stored.description();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (CsvFile file : files) {
      int parts = file.starts().numParts();
      for (int i = 0; i < parts; i++) {
        long end = i == parts - 1 ? Long.MAX_VALUE : (i + 1) * partBytes;
        splits.add(new PartSplit(this, new CsvPart(file, i, end), request));
      }
    }
    return splits;
  }

  @Override
  public int numSplits() {
    return files.stream().mapToInt(file -> file.starts().numParts()).sum();
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return CsvSplitReader.floorBytes(schema, options, request)
        + stored.aheadFloorBytes(batchBytes(request));
  }

  /** A part of a file. */
  private record PartSplit(CsvTable table, CsvPart part, ScanRequest request) implements Split {
    @Override
    public long numRows() {
      double bytes = part.file().file().sizeBytes() / (double) part.file().starts().numParts();
      return (long) Math.ceil(bytes / table.sample.rowBytes());
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new CsvSplitReader(table, part, request, memory);
    }
  }
}
