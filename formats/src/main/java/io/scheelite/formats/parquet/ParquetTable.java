package io.scheelite.formats.parquet;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.input.LocalFile;
import io.scheelite.formats.parquet.metadata.ColumnBounds;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.Footers;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.formats.parquet.metadata.RowGroup;
import io.scheelite.formats.parquet.metadata.RowGroupPruner;
import io.scheelite.formats.parquet.metadata.StatisticsEstimator;
import io.scheelite.formats.parquet.read.ReadShape;
import io.scheelite.formats.parquet.read.RowGroupBudget;
import io.scheelite.formats.parquet.read.RowGroupReader;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.FieldPath;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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

  private final String description;
  private final Supplier<List<InputFile>> listing;
  private final List<ParquetFile> files;
  private final List<FileStamp> stamps;
  private final ParquetReadOptions options;
  private final List<FieldPath> fields;
  private final Schema schema;
  private volatile @Nullable TableStatistics statistics;

  private ParquetTable(
      String description,
      Supplier<List<InputFile>> listing,
      List<FileStamp> stamps,
      List<ParquetFile> files,
      ParquetReadOptions options) {
    this.description = description;
    this.listing = listing;
    this.stamps = stamps;
    this.files = files;
    this.options = options;
    this.fields = List.of();
    this.schema = commonSchema(files);
  }

  private ParquetTable(ParquetTable table, List<ParquetFile> files, List<FieldPath> fields) {
    this.description = table.description;
    this.listing = table.listing;
    this.stamps = table.stamps;
    this.files = files;
    this.options = table.options;
    this.fields = Stream.concat(table.fields.stream(), fields.stream()).toList();
    List<Field> columns = new ArrayList<>(table.schema.fields());
    fields.forEach(field -> columns.add(field.resolve(table.schema)));
    this.schema = new Schema(columns);
  }

  private static ParquetTable open(
      String description, Supplier<List<InputFile>> listing, ParquetReadOptions options) {
    List<InputFile> inputs = listing.get();
    // before anything is read: a file that changes meanwhile will be found out
    List<FileStamp> stamps = stamps(inputs);
    List<ParquetFile> files = footers(inputs, stamps, Footers.mostBytes());
    return new ParquetTable(description, listing, stamps, files, options);
  }

  private static List<FileStamp> stamps(List<InputFile> inputs) {
    return inputs.stream().map(InputFiles::stamp).toList();
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
    List<Path> roots = List.of(paths);
    return open(description(roots), () -> LocalFile.expand(roots, ENDING), options);
  }

  private static String description(List<?> roots) {
    return roots.size() == 1 ? roots.getFirst().toString() : roots.toString();
  }

  /** Opens each file as a table of its own; their schemas may differ. */
  public static List<ParquetTable> openEach(List<Path> paths) {
    List<InputFile> inputs = paths.stream().<InputFile>map(LocalFile::new).toList();
    List<FileStamp> stamps = stamps(inputs);
    List<ParquetFile> files = footers(inputs, stamps, Footers.mostBytes());
    ParquetReadOptions options = ParquetReadOptions.defaults();
    List<ParquetTable> tables = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      List<InputFile> input = List.of(inputs.get(i));
      tables.add(
          new ParquetTable(
              input.getFirst().location(),
              () -> input,
              List.of(stamps.get(i)),
              List.of(files.get(i)),
              options));
    }
    return tables;
  }

  /**
   * One table of the files of several, which have one schema.
   *
   * @param roots where these files were found
   */
  public static ParquetTable together(List<Path> roots, List<ParquetTable> tables) {
    List<FileStamp> stamps = tables.stream().flatMap(table -> table.stamps.stream()).toList();
    List<ParquetFile> files = tables.stream().flatMap(table -> table.files.stream()).toList();
    List<Path> named = List.copyOf(roots);
    return new ParquetTable(
        description(named),
        () -> LocalFile.expand(named, ENDING),
        stamps,
        files,
        tables.getFirst().options);
  }

  /**
   * Opens what locations stand for: paths, folders and globs of local files, and URLs.
   *
   * @param inputs knows the schemes of the URLs
   */
  public static ParquetTable open(
      ParquetReadOptions options, InputFiles inputs, List<String> locations) {
    if (locations.isEmpty()) {
      throw new IllegalArgumentException("no location to open");
    }
    List<String> roots = List.copyOf(locations);
    return open(
        description(roots),
        () -> roots.stream().flatMap(root -> inputs.expand(root, ENDING).stream()).toList(),
        options);
  }

  /** As {@link #open(ParquetReadOptions, InputFiles, List)}, with the defaults. */
  public static ParquetTable open(InputFiles inputs, String... locations) {
    return open(ParquetReadOptions.defaults(), inputs, List.of(locations));
  }

  /** Opens inputs of the host. */
  public static ParquetTable open(ParquetReadOptions options, List<InputFile> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no input to open");
    }
    List<InputFile> files = List.copyOf(inputs);
    return open(
        description(files.stream().map(InputFile::location).toList()), () -> files, options);
  }

  /** As {@link #open(ParquetReadOptions, List)}, with the defaults. */
  public static ParquetTable open(List<InputFile> inputs) {
    return open(ParquetReadOptions.defaults(), inputs);
  }

  /** Opens the files of a table that another process has opened before. */
  static ParquetTable reopen(EncodedTable table) {
    InputFiles known = InputFiles.installed();
    List<InputFile> inputs =
        table.files().stream().map(stamp -> known.file(stamp.location())).toList();
    ParquetTable stored =
        open(table.description(), () -> inputs, new ParquetReadOptions(table.setting()));
    ParquetTable extended = stored.withFields(table.fields());
    if (extended == null) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA, "table has no such fields: fields=" + table.fields());
    }
    return extended;
  }

  /** Reads them one after the other; together they have at most so many bytes. */
  static List<ParquetFile> footers(List<InputFile> inputs, List<FileStamp> stamps, long mostBytes) {
    List<ParquetFile> files = new ArrayList<>();
    long left = mostBytes;
    for (int i = 0; i < inputs.size(); i++) {
      ParquetFile file = Footers.read(inputs.get(i), stamps.get(i), left);
      left -= file.footerBytes();
      files.add(file);
    }
    return List.copyOf(files);
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
      FileColumn column = first.columns().get(i);
      fields.add(new Field(column.name(), column.type(), nullable));
    }
    return new Schema(fields);
  }

  private static void checkAgrees(ParquetFile first, ParquetFile file, int index) {
    FileColumn wanted = first.columns().get(index);
    boolean sameSize = file.columns().size() == first.columns().size();
    FileColumn found = index < file.columns().size() ? file.columns().get(index) : null;
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
                  + first.location()
                  + ", found "
                  + (found == null ? "nothing" : found.name() + " " + found.type().sqlName()));
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable ParquetTable withFields(List<FieldPath> fields) {
    if (fields.isEmpty()) {
      return this;
    }
    List<ParquetFile> extended = new ArrayList<>();
    for (ParquetFile file : files) {
      ParquetFile more = file.withFields(fields);
      if (more == null) {
        return null;
      }
      extended.add(more);
    }
    return new ParquetTable(this, List.copyOf(extended), fields);
  }

  /** The columns behind those of the files. */
  List<FieldPath> fields() {
    return fields;
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
    return description;
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
    try {
      return !listing.get().stream().map(InputFiles::stamp).toList().equals(stamps);
    } catch (FormatException gone) {
      return true;
    }
  }

  /** The files as they were when they were opened. */
  List<FileStamp> stamps() {
    return stamps;
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
      return file.location() + "#" + rowGroup;
    }
  }
}
