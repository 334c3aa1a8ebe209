package io.scheelite.sql.catalog;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers at equal distances: what {@code generate_series} and {@code range} of constants give. The
 * last of a range is left out, of a series it is in.
 */
public final class RangeTable implements TableSource {
  private static final Pattern CALL =
      Pattern.compile(
          "(generate_series|range)\\s*\\(\\s*([+-]?\\d{1,18})\\s*"
              + "(?:,\\s*([+-]?\\d{1,18})\\s*(?:,\\s*([+-]?\\d{1,18})\\s*)?)?\\)",
          Pattern.CASE_INSENSITIVE);
  private static final long ROWS_PER_SPLIT = 1 << 20;

  /** Of longer ranges the splits are larger. */
  static final int MOST_SPLITS = 4096;

  private final String call;
  private final Schema schema;
  private final long first;
  private final long step;
  private final long numRows;

  private RangeTable(Matcher matcher) {
    this.call = matcher.group();
    String name = matcher.group(1);
    boolean series = name.equalsIgnoreCase("generate_series");
    this.schema = new Schema(List.of(new Field(name, DataType.INT64, false)));
    boolean counts = matcher.group(3) == null;
    this.first = counts ? 0 : Long.parseLong(matcher.group(2));
    long end = Long.parseLong(matcher.group(counts ? 2 : 3));
    this.step = matcher.group(4) == null ? 1 : Long.parseLong(matcher.group(4));
    if (step == 0) {
      throw SqlException.of(ErrorCode.INVALID_SETTING, "a range needs a step: call=" + call);
    }
    long distance = step > 0 ? end - first : first - end;
    long size = Math.abs(step);
    this.numRows = distance < 0 ? 0 : series ? distance / size + 1 : (distance + size - 1) / size;
  }

  /** The call that a text begins with at a place, or null if there is none of constants. */
  public static @Nullable String callAt(String text, int from) {
    Matcher matcher = CALL.matcher(text).region(from, text.length());
    return matcher.lookingAt() ? matcher.group() : null;
  }

  /** The table that a call stands for, or null if the text is no such call. */
  public static @Nullable RangeTable of(String call) {
    Matcher matcher = CALL.matcher(call);
    return matcher.matches() ? new RangeTable(matcher) : null;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    long last = first + step * Math.max(0, numRows - 1);
    return new TableStatistics(
        numRows,
        List.of(
            new ColumnStatistics(
                Math.min(first, last), Math.max(first, last), numRows, 0, Long.BYTES)));
  }

  @Override
  public String description() {
    return call;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    long size = Math.max(ROWS_PER_SPLIT, (numRows + MOST_SPLITS - 1) / MOST_SPLITS);
    for (long row = 0; row < numRows; row += size) {
      splits.add(new RangeSplit(request, row, Math.min(numRows, row + size)));
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    long bytes = MemoryConsumer.roundUpToChunk((long) request.batchSize() * Long.BYTES);
    return request.columns().size() * (bytes + MemoryConsumer.CHUNK_BYTES);
  }

  private final class RangeSplit implements Split {
    private final ScanRequest request;
    private final long from;
    private final long to;

    RangeSplit(ScanRequest request, long from, long to) {
      this.request = request;
      this.from = from;
      this.to = to;
    }

    @Override
    public long numRows() {
      return to - from;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new Reader(request, from, to, memory);
    }
  }

  private final class Reader implements SplitReader {
    private final ScanRequest request;
    private final long to;
    private final ScratchAllocator scratch;
    private long next;

    Reader(ScanRequest request, long from, long to, MemoryConsumer memory) {
      this.request = request;
      this.next = from;
      this.to = to;
      this.scratch = new ScratchAllocator(memory);
    }

    @Override
    public @Nullable Batch next() {
      scratch.reset();
      int rows = (int) Math.min(request.batchSize(), to - next);
      if (rows == 0) {
        return null;
      }
      List<ColumnVector> columns = new ArrayList<>();
      for (int _ : request.columns()) {
        long address = scratch.allocate((long) rows * Long.BYTES);
        for (int i = 0; i < rows; i++) {
          NativeMemory.putLong(address + (long) i * Long.BYTES, first + (next + i) * step);
        }
        columns.add(ColumnVector.flat(DataType.INT64, PhysicalType.INT64, rows, address, 0));
      }
      next += rows;
      return Batch.of(rows, columns);
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    public void close() {
      scratch.close();
    }
  }
}
