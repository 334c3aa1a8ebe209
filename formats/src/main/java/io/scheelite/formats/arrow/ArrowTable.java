package io.scheelite.formats.arrow;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
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

/**
 * A table stored in one or more Arrow IPC files (or streams saved to files) of one schema. A split
 * is a record batch, or several small ones.
 *
 * <p>Opening reads the messages, not the data; the files must not change afterwards. Immutable and
 * thread-safe.
 */
public final class ArrowTable implements TableSource {
  /** Small record batches are read together until they have so many rows. */
  private static final int SPLIT_ROWS = 128 << 10;

  private final List<ArrowFile> files;
  private final List<FileStamp> stamps;
  private final Schema schema;

  private ArrowTable(List<Path> paths) {
    // before anything is read: a file that changes meanwhile will be found out
    this.stamps = paths.stream().map(FileStamp::of).toList();
    this.files = paths.stream().map(ArrowIndexer::read).toList();
    this.schema = commonSchema(files);
  }

  /** Opens files. */
  public static ArrowTable open(Path... paths) {
    if (paths.length == 0) {
      throw new IllegalArgumentException("no path to open");
    }
    return new ArrowTable(List.of(paths));
  }

  @Override
  public boolean isStale() {
    return FileStamp.anyChanged(stamps, stamps.stream().map(FileStamp::file).toList());
  }

  /** The files as they were when they were opened. */
  List<FileStamp> stamps() {
    return stamps;
  }

  private static Schema commonSchema(List<ArrowFile> files) {
    Schema first = files.getFirst().schema();
    List<Field> fields = new ArrayList<>(first.fields());
    for (ArrowFile file : files) {
      boolean same = file.schema().size() == fields.size();
      for (int i = 0; same && i < fields.size(); i++) {
        Field field = fields.get(i);
        Field other = file.field(i);
        same = other.name().equals(field.name()) && other.type().equals(field.type());
        fields.set(i, field.withNullable(field.nullable() || other.nullable()));
      }
      if (!same) {
        throw FileSite.of(file.path())
            .error(
                ErrorCode.TYPE_MISMATCH,
                "Arrow files of one table have different schemas: expected "
                    + first
                    + " found "
                    + file.schema());
      }
    }
    return new Schema(fields);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    long numRows = files.stream().mapToLong(ArrowFile::numRows).sum();
    long bodyBytes =
        files.stream()
            .flatMap(file -> file.blocks().stream())
            .mapToLong(RecordBlock::bodyBytes)
            .sum();
    double averageBytes = (double) bodyBytes / Math.max(1, numRows) / Math.max(1, schema.size());
    return new TableStatistics(
        numRows,
        schema.fields().stream()
            .map(_ -> new TableStatistics.ColumnStatistics(null, null, -1, 0, averageBytes))
            .toList());
  }

  @Override
  public String description() {
    return files.size() == 1
        ? files.getFirst().path().toString()
        : files.stream().map(ArrowFile::path).toList().toString();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (ArrowFile file : files) {
      int first = 0;
      long numRows = 0;
      for (int i = 0; i < file.blocks().size(); i++) {
        numRows += file.blocks().get(i).numRows();
        if (numRows >= SPLIT_ROWS || i == file.blocks().size() - 1) {
          List<RecordBlock> blocks = file.blocks().subList(first, i + 1);
          splits.add(new BlockSplit(file, List.copyOf(blocks), numRows, request));
          first = i + 1;
          numRows = 0;
        }
      }
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return files.stream()
        .mapToLong(file -> ColumnReaders.floorBytes(file, request))
        .max()
        .orElse(MemoryConsumer.CHUNK_BYTES);
  }

  /** Some record batches of one file. */
  private record BlockSplit(
      ArrowFile file, List<RecordBlock> blocks, long numRows, ScanRequest request)
      implements Split {
    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new ArrowSplitReader(file, blocks, request, memory);
    }
  }
}
