package io.scheelite.formats.parquet;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.EncodedTable;
import io.scheelite.formats.FileGlob;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table stored in one or more Parquet files of one schema. Each row group is a split.
 *
 * <p>Opening reads the footers; the files must not change afterwards. Immutable and thread-safe.
 */
public final class ParquetTable implements TableSource {
  private final String description;
  private final List<Path> roots;
  private final List<ParquetFile> files;
  private final List<FileStamp> stamps;
  private final ParquetReadOptions options;
  private final List<FieldPath> fields;
  private final Schema schema;
  private volatile @Nullable TableStatistics statistics;

  private ParquetTable(
      String description, List<Path> roots, List<Path> paths, ParquetReadOptions options) {
    this.description = description;
    this.roots = roots;
    // before anything is read: a file that changes meanwhile will be found out
    this.stamps = paths.stream().map(FileStamp::of).toList();
    this.files = footers(paths, Footers.mostBytes());
    this.options = options;
    this.fields = List.of();
    this.schema = commonSchema(files);
  }

  private ParquetTable(ParquetTable table, List<ParquetFile> files, List<FieldPath> fields) {
    this.description = table.description;
    this.roots = table.roots;
    this.stamps = table.stamps;
    this.files = files;
    this.options = table.options;
    this.fields = Stream.concat(table.fields.stream(), fields.stream()).toList();
    List<Field> columns = new ArrayList<>(table.schema.fields());
    fields.forEach(field -> columns.add(field.resolve(table.schema)));
    this.schema = new Schema(columns);
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
    String description = paths.length == 1 ? paths[0].toString() : roots.toString();
    return new ParquetTable(description, roots, expand(roots), options);
  }

  private static List<Path> expand(List<Path> roots) {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      files.addAll(FileGlob.expand(root, ".parquet"));
    }
    return files;
  }

  /** Opens the files of a table that another process has opened before. */
  static ParquetTable reopen(EncodedTable table) {
    List<Path> files = List.of(table.paths());
    ParquetTable stored =
        new ParquetTable(
            table.description(), files, files, new ParquetReadOptions(table.setting()));
    ParquetTable extended = stored.withFields(table.fields());
    if (extended == null) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA, "table has no such fields: fields=" + table.fields());
    }
    return extended;
  }

  /** Reads them one after the other; together they have at most so many bytes. */
  static List<ParquetFile> footers(List<Path> paths, long mostBytes) {
    List<ParquetFile> files = new ArrayList<>();
    long left = mostBytes;
    for (Path path : paths) {
      ParquetFile file = Footers.read(path, left);
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
      throw FileSite.of(file.path())
          .column(wanted.name())
          .error(
              ErrorCode.TYPE_MISMATCH,
              "Parquet files of one table have different schemas: expected "
                  + wanted.type().sqlName()
                  + " as in "
                  + first.path()
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
      return FileStamp.anyChanged(stamps, expand(roots));
    } catch (FormatException gone) {
      return true;
    }
  }

  /** The files as they were when they were opened. */
  List<FileStamp> stamps() {
    return stamps;
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
      for (int i = 0; i < file.rowGroups().size(); i++) {
        if (mayMatch(file, i, request)) {
          floor = Math.max(floor, RowGroupBudget.of(file, i, shape).total());
        }
      }
    }
    return floor;
  }

  private ReadShape shape(ScanRequest request) {
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
      return file.path() + "#" + rowGroup;
    }
  }
}
