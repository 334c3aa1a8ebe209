package io.scheelite.operators.testing;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One column of int64: {@code key(n) = n mod distinctKeys}, in splits of so many rows; as long as
 * wanted, and failing where wanted. Counts its open readers.
 */
public final class ScriptedTable implements TableSource {
  /** Never. */
  public static final int NEVER = Integer.MAX_VALUE;

  private final int numSplits;
  private final int rowsPerSplit;
  private final long distinctKeys;
  private final int failAtBatch;
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicInteger openReaders = new AtomicInteger();

  /** The batch {@code failAtBatch}, counted over all readers, fails. */
  public ScriptedTable(int numSplits, int rowsPerSplit, long distinctKeys, int failAtBatch) {
    this.numSplits = numSplits;
    this.rowsPerSplit = rowsPerSplit;
    this.distinctKeys = distinctKeys;
    this.failAtBatch = failAtBatch;
  }

  /** Says that the scripted batch was reached. */
  public static final class ScriptedFailure extends ScheeliteException {
    private static final long serialVersionUID = 1L;

    ScriptedFailure() {
      super(ErrorCode.IO_ERROR, "scripted failure of a table");
    }
  }

  /** Batches read so far. */
  public int batchesRead() {
    return batches.get();
  }

  /** Readers not closed yet. */
  public int openReaders() {
    return openReaders.get();
  }

  @Override
  public Schema schema() {
    return new Schema(List.of(new Field("k", DataType.INT64, false)));
  }

  @Override
  public TableStatistics statistics() {
    return new TableStatistics((double) numSplits * rowsPerSplit, List.of());
  }

  @Override
  public String description() {
    return "scripted";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    IntStream.range(0, numSplits).forEach(i -> splits.add(new Part(request, i)));
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return MemoryConsumer.roundUpToChunk(8L * request.batchSize());
  }

  private final class Part implements Split {
    private final ScanRequest request;
    private final int index;

    Part(ScanRequest request, int index) {
      this.request = request;
      this.index = index;
    }

    @Override
    public long numRows() {
      return rowsPerSplit;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      openReaders.incrementAndGet();
      return new Reader(request, (long) index * rowsPerSplit, memory);
    }
  }

  private final class Reader implements SplitReader {
    private final ScanRequest request;
    private final MemoryConsumer memory;
    private final long address;
    private final long end;
    private long next;
    private boolean closed;

    Reader(ScanRequest request, long first, MemoryConsumer memory) {
      this.request = request;
      this.memory = memory;
      this.address = memory.allocate(readerFloorBytes(request));
      this.next = first;
      this.end = first + rowsPerSplit;
    }

    @Override
    public @Nullable Batch next() {
      if (batches.incrementAndGet() == failAtBatch) {
        throw new ScriptedFailure();
      }
      int numRows = (int) Math.min(request.batchSize(), end - next);
      if (numRows == 0) {
        return null;
      }
      for (int i = 0; i < numRows; i++) {
        NativeMemory.putLong(address + 8L * i, (next + i) % distinctKeys);
      }
      next += numRows;
      ColumnVector keys =
          ColumnVector.flat(DataType.INT64, PhysicalType.INT64, numRows, address, 0)
              .withInterval(0, distinctKeys - 1);
      return Batch.of(numRows, request.columns().stream().map(_ -> keys).toList());
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openReaders.decrementAndGet();
        memory.free(address, readerFloorBytes(request));
      }
    }
  }
}
