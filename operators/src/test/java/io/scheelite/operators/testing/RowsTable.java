package io.scheelite.operators.testing;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of Java rows, read in all widths and encodings that vectors have: which one a batch gets
 * depends on its position. Every batch overwrites the memory of the one before, so that nobody can
 * keep it unnoticed.
 */
public final class RowsTable implements TableSource {
  private final Schema schema;
  private final List<List<@Nullable Object>> rows;
  private final int rowsPerSplit;

  /** Values as literals hold them. */
  public RowsTable(Schema schema, List<List<@Nullable Object>> rows, int rowsPerSplit) {
    this.schema = schema;
    this.rows = List.copyOf(rows);
    this.rowsPerSplit = rowsPerSplit;
  }

  /** All rows. */
  public List<List<@Nullable Object>> rows() {
    return rows;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    return new TableStatistics(rows.size(), List.of());
  }

  @Override
  public String description() {
    return "rows";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += rowsPerSplit) {
      int to = Math.min(rows.size(), from + rowsPerSplit);
      splits.add(new RowsSplit(request, from, to));
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    long most = 0;
    for (int from = 0; from < rows.size(); from += rowsPerSplit) {
      int splitEnd = Math.min(rows.size(), from + rowsPerSplit);
      for (int start = from; start < splitEnd; start += request.batchSize()) {
        int end = Math.min(splitEnd, start + request.batchSize());
        long bytes = 0;
        for (int column : request.columns()) {
          bytes += EncodedColumns.mostBytes(schema.type(column), values(column, start, end));
        }
        most = Math.max(most, bytes);
      }
    }
    return most + 2L * MemoryConsumer.CHUNK_BYTES * (1 + request.columns().size());
  }

  private List<@Nullable Object> values(int column, int from, int to) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = from; i < to; i++) {
      values.add(rows.get(i).get(column));
    }
    return values;
  }

  private final class RowsSplit implements Split {
    private final ScanRequest request;
    private final int from;
    private final int to;

    RowsSplit(ScanRequest request, int from, int to) {
      this.request = request;
      this.from = from;
      this.to = to;
    }

    @Override
    public long numRows() {
      return (long) to - from;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new Reader(memory);
    }

    private final class Reader implements SplitReader {
      private final ScratchAllocator scratch;
      private int next = from;

      Reader(MemoryConsumer memory) {
        scratch = new ScratchAllocator(memory);
      }

      @Override
      public @Nullable Batch next() {
        scratch.reset();
        if (next >= to) {
          return null;
        }
        int end = Math.min(to, next + request.batchSize());
        List<ColumnVector> columns = new ArrayList<>();
        for (int column : request.columns()) {
          columns.add(
              EncodedColumns.write(
                  schema.type(column), values(column, next, end), next + column, scratch));
        }
        int numRows = end - next;
        next = end;
        return Batch.of(numRows, columns);
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
}
