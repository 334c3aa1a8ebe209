package io.scheelite.operators.testing;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all columns of a {@link RowsTable} without filters: a source for tests of other operators.
 */
public final class TableRowsFactory implements SourceFactory {
  private final ScanRequest request;
  private final List<Split> splits;
  private final long readerBytes;
  private final AtomicInteger next = new AtomicInteger();

  /** All rows of the table in batches of this size. */
  public TableRowsFactory(RowsTable table, int batchSize) {
    request =
        new ScanRequest(
            IntStream.range(0, table.schema().size()).boxed().toList(), List.of(), batchSize);
    splits = table.splits(request);
    readerBytes = table.readerFloorBytes(request);
  }

  @Override
  public Source create(DriverContext context) {
    return new Rows(context.newConsumer("reader", readerBytes, Reclaimable.NONE));
  }

  @Override
  public int maxDrivers() {
    return Math.max(1, splits.size());
  }

  @Override
  public long floorBytes() {
    return readerBytes;
  }

  private final class Rows implements Source {
    private final MemoryConsumer memory;
    private @Nullable SplitReader reader;
    private boolean finished;

    Rows(MemoryConsumer memory) {
      this.memory = memory;
    }

    @Override
    public @Nullable Batch poll() {
      if (reader == null) {
        int index = next.getAndIncrement();
        finished = index >= splits.size();
        reader = finished ? null : splits.get(index).open(memory);
        return null;
      }
      Batch batch = reader.next();
      if (batch == null) {
        reader.close();
        reader = null;
      }
      return batch;
    }

    @Override
    public boolean finished() {
      return finished;
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return null;
    }

    @Override
    public void close() {
      if (reader != null) {
        reader.close();
      }
      memory.close();
    }
  }
}
