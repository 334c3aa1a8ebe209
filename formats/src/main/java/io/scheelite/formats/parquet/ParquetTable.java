package io.scheelite.formats.parquet;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.UrlText;
import io.scheelite.formats.input.Concurrently;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.parquet.metadata.ColumnBounds;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.Footers;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.formats.parquet.metadata.RowGroup;
import io.scheelite.formats.parquet.metadata.RowGroupPruner;
import io.scheelite.formats.parquet.metadata.StatisticsEstimator;
import io.scheelite.formats.parquet.metadata.TableColumn;
import io.scheelite.formats.parquet.read.ReadShape;
import io.scheelite.formats.parquet.read.RowGroupBudget;
import io.scheelite.formats.parquet.read.RowGroupReader;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table stored in one or more Parquet files of one schema. Each row group is a split.
 *
 * <p>Opening reads the footers; the files must not change afterwards. Immutable and thread-safe.
 */
public final class ParquetTable implements TableSource {
  private static final String ENDING = ".parquet";

  private final FoundFiles found;
  private final List<ParquetFile> files;
  private final ParquetReadOptions options;
  private final List<ColumnPart> parts;
  private final Schema schema;
  private volatile @Nullable TableStatistics statistics;

  private ParquetTable(FoundFiles found, List<ParquetFile> files, ParquetReadOptions options) {
    this.found = found;
    this.files = files;
    this.options = options;
    this.parts = List.of();
    this.schema = commonSchema(files);
  }

  private ParquetTable(ParquetTable table, List<ParquetFile> files, List<ColumnPart> parts) {
    this.found = table.found;
    this.files = files;
    this.options = table.options;
    this.parts = Stream.concat(table.parts.stream(), parts.stream()).toList();
    List<Field> columns = new ArrayList<>(table.schema.fields());
    parts.forEach(part -> columns.add(part.resolve(table.schema)));
    this.schema = new Schema(columns);
  }

  /** Opens files that were found before. */
  public static ParquetTable open(ParquetReadOptions options, FoundFiles found) {
    return new ParquetTable(found, footers(found.files(), Footers.mostBytes()), options);
  }

  /** Opens files, directories (all {@code *.parquet} below) or globs. */
  public static ParquetTable open(Path... paths) {
    return open(ParquetReadOptions.defaults(), paths);
  }

  /** As {@link #open(Path...)}, with options. */
  public static ParquetTable open(ParquetReadOptions options, Path... paths) {
    if (paths.length == 0) {
      throw new IllegalArgumentException("no path to open");
    }
    return open(options, FoundFiles.find(List.of(paths), ENDING));
  }

  /** Opens each file as a table of its own; their schemas may differ. */
  public static List<ParquetTable> openEach(FoundFiles found) {
    List<FoundFiles> each = found.perFile();
    List<ParquetFile> files = footers(found.files(), Footers.mostBytes());
    ParquetReadOptions options = ParquetReadOptions.defaults();
    return IntStream.range(0, files.size())
        .mapToObj(i -> new ParquetTable(each.get(i), List.of(files.get(i)), options))
        .toList();
  }

  /**
   * One table of the files of several, which have one schema.
   *
   * @param found these files
   */
  public static ParquetTable together(FoundFiles found, List<ParquetTable> tables) {
    List<ParquetFile> files = tables.stream().flatMap(table -> table.files.stream()).toList();
    return new ParquetTable(found, files, tables.getFirst().options);
  }

  /**
   * Opens what locations stand for: paths, folders and globs of local files, and URLs.
   *
   * @param inputs knows the schemes of the URLs
   */
  public static ParquetTable open(
      ParquetReadOptions options, InputFiles inputs, List<String> locations) {
    return open(options, FoundFiles.find(inputs, locations, ENDING));
  }

  /** As {@link #open(ParquetReadOptions, InputFiles, List)}, with the defaults. */
  public static ParquetTable open(InputFiles inputs, String... locations) {
    return open(ParquetReadOptions.defaults(), inputs, List.of(locations));
  }

  /** Opens inputs of the host. */
  public static ParquetTable open(ParquetReadOptions options, List<InputFile> inputs) {
    return open(options, FoundFiles.of(inputs));
  }

  /** As {@link #open(ParquetReadOptions, List)}, with the defaults. */
  public static ParquetTable open(List<InputFile> inputs) {
    return open(ParquetReadOptions.defaults(), inputs);
  }

  /** Opens the files of a table that another process has opened before. */
  static ParquetTable reopen(EncodedTable table) {
    InputFiles known = InputFiles.installed();
    List<FoundFile> files =
        table.files().stream()
            .map(stamp -> known.file(stamp.location()))
            .map(input -> new FoundFile(input, InputFiles.stamp(input)))
            .toList();
    ParquetTable stored =
        open(new ParquetReadOptions(table.setting()), FoundFiles.known(table.description(), files));
    ParquetTable extended = stored.withParts(table.parts());
    if (extended == null) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA, "table has no such parts: parts=" + table.parts());
    }
    return extended;
  }

  /** Reads them, far ones several at once; together they have at most so many bytes. */
  static List<ParquetFile> footers(List<FoundFile> found, long mostBytes) {
    AtomicLong left = new AtomicLong(mostBytes);
    return Concurrently.map(
        found.stream().map(FoundFile::input).toList(), i -> footer(found.get(i), left));
  }

  private static ParquetFile footer(FoundFile found, AtomicLong leftBytes) {
    ParquetFile file = Footers.read(found, leftBytes.get());
    long left = leftBytes.addAndGet(-file.footerBytes());
    // others came in between: is refused now
    return left < 0 ? Footers.read(found, 0) : file;
  }

  private static Schema commonSchema(List<ParquetFile> files) {
    ParquetFile first = files.getFirst();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < first.columns().size(); i++) {
      boolean nullable = false;
      for (ParquetFile file : files) {
        checkAgrees(first, file, i);
        nullable |= file.columns().get(i).optional();
      }
      TableColumn column = first.columns().get(i);
      fields.add(new Field(column.name(), column.type(), nullable));
    }
    return new Schema(fields);
  }

  private static void checkAgrees(ParquetFile first, ParquetFile file, int index) {
    TableColumn wanted = first.columns().get(index);
    boolean sameSize = file.columns().size() == first.columns().size();
    TableColumn found = index < file.columns().size() ? file.columns().get(index) : null;
    if (!sameSize
        || found == null
        || !found.name().equals(wanted.name())
        || !found.type().equals(wanted.type())) {
      throw FileSite.of(file.location())
          .column(wanted.name())
          .error(
              ErrorCode.TYPE_MISMATCH,
              "Parquet files of one table have different schemas: expected "
                  + wanted.type().sqlName()
                  + " as in "
                  + UrlText.shown(first.location())
                  + ", found "
                  + (found == null ? "nothing" : found.name() + " " + found.type().sqlName()));
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable ParquetTable withParts(List<ColumnPart> parts) {
    if (parts.isEmpty()) {
      return this;
    }
    List<ParquetFile> extended = new ArrayList<>();
    for (ParquetFile file : files) {
      ParquetFile more = file.withParts(parts);
      if (more == null) {
        return null;
      }
      extended.add(more);
    }
    return new ParquetTable(this, List.copyOf(extended), parts);
  }

  /**
   * The numbers of the columns of a table of one file, by which they are known if names change;
   * null for those without.
   */
  public List<@Nullable Integer> fieldIds() {
    return files.getFirst().fieldIds();
  }

  /** The columns behind those of the files. */
  List<ColumnPart> parts() {
    return parts;
  }

  @Override
  public TableStatistics statistics() {
    TableStatistics result = statistics;
    if (result == null) {
      result = StatisticsEstimator.estimate(files);
      statistics = result;
    }
    return result;
  }

  @Override
  public String description() {
    return found.description();
  }

  @Override
  public long heapBytes() {
    return Footers.heapBytes(files.stream().mapToLong(ParquetFile::footerBytes).sum());
  }

  ParquetReadOptions options() {
    return options;
  }

  @Override
  public boolean isStale() {
    return found.areStale();
  }

  /** The files as they were when they were opened. */
  List<FileStamp> stamps() {
    return found.files().stream().map(FoundFile::stamp).toList();
  }

  /** Whether other processes find all files. */
  boolean isShared() {
    return files.stream().allMatch(file -> file.input().isShared());
  }

  /** Row groups of all files: the splits of a scan without filters. */
  public int numRowGroups() {
    return files.stream().mapToInt(file -> file.rowGroups().size()).sum();
  }

  /** Bytes of all files. */
  public long sizeBytes() {
    return files.stream().mapToLong(ParquetFile::sizeBytes).sum();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    ReadShape shape = shape(request);
    List<Split> splits = new ArrayList<>();
    for (ParquetFile file : files) {
      for (int i = 0; i < file.rowGroups().size(); i++) {
        if (mayMatch(file, i, request)) {
          splits.add(new RowGroupSplit(file, i, shape));
        }
      }
    }
    return splits;
  }

  @Override
  public int numSplits() {
    return numRowGroups();
  }

  private static boolean mayMatch(ParquetFile file, int rowGroup, ScanRequest request) {
    RowGroup rows = file.rowGroups().get(rowGroup);
    List<Integer> leaves = request.columns().stream().map(file::leaf).toList();
    return rows.numRows() > 0 && new RowGroupPruner(rows, leaves).mayMatchAll(request.filters());
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    ReadShape shape = shape(request);
    long floor = MemoryConsumer.CHUNK_BYTES;
    for (ParquetFile file : files) {
      List<Integer> rowGroups =
          IntStream.range(0, file.rowGroups().size())
              .filter(i -> mayMatch(file, i, request))
              .boxed()
              .toList();
      file.findPages(
          rowGroups,
          RowGroupBudget.leaves(file, shape).stream()
              .map(FileColumn.Leaf::index)
              .distinct()
              .toList());
      for (int rowGroup : rowGroups) {
        floor = Math.max(floor, RowGroupBudget.of(file, rowGroup, shape).total());
      }
    }
    return floor;
  }

  private ReadShape shape(ScanRequest request) {
    files.forEach(file -> file.checkReadable(request.columns()));
    return new ReadShape(request.columns(), request.batchSize(), options, request.filters());
  }

  /** One row group. */
  private record RowGroupSplit(ParquetFile file, int rowGroup, ReadShape shape) implements Split {
    @Override
    public long numRows() {
      return file.rowGroups().get(rowGroup).numRows();
    }

    @Override
    public @Nullable ValueRange valueRange(int column) {
      int stored = file.leaf(shape.columns().get(column));
      if (stored < 0) {
        return null;
      }
      ColumnBounds bounds = file.rowGroups().get(rowGroup).chunks().get(stored).bounds();
      return bounds.min() instanceof Long min && bounds.max() instanceof Long max
          ? new ValueRange(min, max)
          : null;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new RowGroupReader(file, rowGroup, shape, memory, null);
    }

    @Override
    public SplitReader open(MemoryConsumer memory, RowFilter filter) {
      return new RowGroupReader(file, rowGroup, shape, memory, filter);
    }

    @Override
    public String toString() {
      return UrlText.shown(file.location()) + "#" + rowGroup;
    }
  }
}
