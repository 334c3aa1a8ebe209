package io.scheelite.formats.parquet;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.metadata.Footers;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
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
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table stored in one or more Parquet files of one schema. Each row group is a split.
 *
 * <p>Opening reads the footers; the files must not change afterwards. Immutable and thread-safe.
 */
public final class ParquetTable implements TableSource {
  private final String description;
  private final List<ParquetFile> files;
  private final ParquetReadOptions options;
  private final Schema schema;
  private volatile @Nullable TableStatistics statistics;

  private ParquetTable(String description, List<ParquetFile> files, ParquetReadOptions options) {
    this.description = description;
    this.files = List.copyOf(files);
    this.options = options;
    this.schema = commonSchema(files);
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
    List<ParquetFile> files = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : FileGlob.expand(path, ".parquet")) {
        files.add(Footers.read(file));
      }
    }
    String description = paths.length == 1 ? paths[0].toString() : List.of(paths).toString();
    return new ParquetTable(description, files, options);
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
      ParquetColumn column = first.columns().get(i);
      fields.add(new Field(column.name(), column.type(), nullable));
    }
    return new Schema(fields);
  }

  private static void checkAgrees(ParquetFile first, ParquetFile file, int index) {
    ParquetColumn wanted = first.columns().get(index);
    boolean sameSize = file.columns().size() == first.columns().size();
    ParquetColumn found = index < file.columns().size() ? file.columns().get(index) : null;
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
        if (mayMatch(file.rowGroups().get(i), request)) {
          splits.add(new RowGroupSplit(file, i, shape));
        }
      }
    }
    return splits;
  }

  private static boolean mayMatch(RowGroup rowGroup, ScanRequest request) {
    return rowGroup.numRows() > 0
        && new RowGroupPruner(rowGroup, request.columns()).mayMatchAll(request.filters());
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    ReadShape shape = shape(request);
    long floor = MemoryConsumer.CHUNK_BYTES;
    for (ParquetFile file : files) {
      for (int i = 0; i < file.rowGroups().size(); i++) {
        if (mayMatch(file.rowGroups().get(i), request)) {
          floor = Math.max(floor, RowGroupBudget.of(file, i, shape).total());
        }
      }
    }
    return floor;
  }

  private ReadShape shape(ScanRequest request) {
    return new ReadShape(request.columns(), request.batchSize(), options);
  }

  /** One row group. */
  private record RowGroupSplit(ParquetFile file, int rowGroup, ReadShape shape) implements Split {
    @Override
    public long numRows() {
      return file.rowGroups().get(rowGroup).numRows();
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new RowGroupReader(file, rowGroup, shape, memory);
    }

    @Override
    public String toString() {
      return file.path() + "#" + rowGroup;
    }
  }
}
