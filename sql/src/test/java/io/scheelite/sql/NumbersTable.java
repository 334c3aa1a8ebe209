package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows made while they are read: {@code v} is the number of the row, {@code k} goes through all
 * numbers below {@code numKeys} in scrambled order, again and again. Does something once when so
 * many rows have been read.
 */
final class NumbersTable implements TableSource {
  private static final long SCRAMBLE = 2654435761L; // a prime larger than any number of keys here
  private static final int NUM_SPLITS = 8;

  private final long numRows;
  private final long numKeys;
  private final long atRow;
  private final Runnable action;
  private final AtomicLong numRead = new AtomicLong();

  /** {@code numRows} is a multiple of {@code numKeys}. */
  NumbersTable(long numRows, long numKeys, long atRow, Runnable action) {
    this.numRows = numRows;
    this.numKeys = numKeys;
    this.atRow = atRow;
    this.action = action;
  }

  @Override
  public Schema schema() {
    return Schema.of(new Field("k", DataType.INT64, false), new Field("v", DataType.INT64, false));
  }

  @Override
  public TableStatistics statistics() {
    return new TableStatistics(numRows, List.of());
  }

  @Override
  public String description() {
    return "numbers";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    long perSplit = (numRows + NUM_SPLITS - 1) / NUM_SPLITS;
    for (long from = 0; from < numRows; from += perSplit) {
      splits.add(new NumbersSplit(request, from, Math.min(numRows, from + perSplit)));
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    long columnBytes = (long) request.batchSize() * Long.BYTES;
    return request.columns().size()
        * (MemoryConsumer.roundUpToChunk(columnBytes) + MemoryConsumer.CHUNK_BYTES);
  }

  private final class NumbersSplit implements Split {
    private final ScanRequest request;
    private final long from;
    private final long to;

    NumbersSplit(ScanRequest request, long from, long to) {
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
      for (int column : request.columns()) {
        long address = scratch.allocate((long) rows * Long.BYTES);
        for (int i = 0; i < rows; i++) {
          long row = next + i;
          NativeMemory.putLong(
              address + (long) i * Long.BYTES, column == 0 ? row * SCRAMBLE % numKeys : row);
        }
        columns.add(ColumnVector.flat(DataType.INT64, PhysicalType.INT64, rows, address, 0));
      }
      next += rows;
      long read = numRead.addAndGet(rows);
      if (read >= atRow && read - rows < atRow) {
        action.run();
      }
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
