package io.scheelite.formats.arrow;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.input.Concurrently;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.LocalFile;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  private final FoundFiles found;
  private final List<ArrowFile> files;
  private final Schema schema;

  private ArrowTable(FoundFiles found, List<ArrowFile> files) {
    this.found = found;
    this.files = files;
    this.schema = commonSchema(files);
  }

  /** Opens files. */
  public static ArrowTable open(Path... paths) {
    if (paths.length == 0) {
      throw new IllegalArgumentException("no path to open");
    }
    return open(FoundFiles.of(Stream.of(paths).<InputFile>map(LocalFile::new).toList()));
  }

  /** Opens files that were found before, wherever they are. */
  public static ArrowTable open(FoundFiles found) {
    return new ArrowTable(found, indexed(found));
  }

  /** Opens each file as a table of its own; their schemas may differ. */
  public static List<ArrowTable> openEach(FoundFiles found) {
    List<FoundFiles> each = found.perFile();
    List<ArrowFile> files = indexed(found);
    return IntStream.range(0, files.size())
        .mapToObj(i -> new ArrowTable(each.get(i), List.of(files.get(i))))
        .toList();
  }

  private static List<ArrowFile> indexed(FoundFiles found) {
    List<FoundFile> files = found.files();
    return Concurrently.map(
        files.stream().map(FoundFile::input).toList(), i -> ArrowIndexer.read(files.get(i)));
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
    return found.files().stream().allMatch(file -> file.input().isShared());
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
        throw file.site()
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
    return found.description();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (ArrowFile file : files) {
      for (List<RecordBlock> blocks : divided(file, request)) {
        long numRows = blocks.stream().mapToLong(RecordBlock::numRows).sum();
        splits.add(new BlockSplit(file, blocks, numRows, request));
      }
    }
    return splits;
  }

  /** The record batches of each split. */
  private static List<List<RecordBlock>> divided(ArrowFile file, ScanRequest request) {
    List<RecordBlock> all = file.blocks();
    // what is fetched at once has memory of its own, which is the floor
    long mostBytes = file.found().isFar() ? file.found().input().readCost().readBytes() : 0;
    List<List<RecordBlock>> splits = new ArrayList<>();
    int first = 0;
    long numRows = 0;
    long bytes = 0;
    for (int i = 0; i < all.size(); i++) {
      numRows += all.get(i).numRows();
      bytes += mostBytes == 0 ? 0 : BuffersAhead.wantedBytes(file, all.get(i), request.columns());
      boolean full = numRows >= SPLIT_ROWS || (mostBytes > 0 && bytes >= mostBytes);
      if (full || i == all.size() - 1) {
        splits.add(List.copyOf(all.subList(first, i + 1)));
        first = i + 1;
        numRows = 0;
        bytes = 0;
      }
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return files.stream()
        .mapToLong(file -> ColumnReaders.floorBytes(file, request) + aheadBytes(file, request))
        .max()
        .orElse(MemoryConsumer.CHUNK_BYTES);
  }

  private static long aheadBytes(ArrowFile file, ScanRequest request) {
    return file.found().isFar()
        ? divided(file, request).stream()
            .mapToLong(blocks -> BuffersAhead.leastBytes(file, blocks, request.columns()))
            .max()
            .orElse(0)
        : 0;
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
