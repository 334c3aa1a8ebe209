package io.scheelite.operators.exchange;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.BlockBatches;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Begins a stage: yields the rows that the tasks of another stage have written for this one.
 * Drivers share the blocks; where rows are ordered, one driver reads all. Owns the input.
 */
public final class ExchangeSourceFactory implements SourceFactory {
  private final ExchangeInput input;
  private final RowLayout layout;
  private final boolean ordered;
  private final int batchSize;

  /** For rows of this schema, as an {@link ExchangeSinkFactory} wrote them. */
  public ExchangeSourceFactory(ExchangeInput input, Schema schema, boolean ordered, int batchSize) {
    this.input = input;
    this.layout = RowLayout.withoutHash(schema, 0);
    this.ordered = ordered;
    this.batchSize = batchSize;
  }

  @Override
  public Source create(DriverContext context) {
    return new ExchangeSource(context);
  }

  @Override
  public int maxDrivers() {
    return ordered ? 1 : Math.max(1, input.maxReaders());
  }

  @Override
  public int driverBound() {
    return ordered ? 1 : Integer.MAX_VALUE;
  }

  @Override
  public long floorBytes() {
    return scratchBytes() + input.readerFloorBytes();
  }

  private long scratchBytes() {
    return ScratchAllocator.bytesFor(BlockBatches.scratchBytes(layout, batchSize));
  }

  @Override
  public void close() {
    input.close();
  }

  /** One driver's end of the input. */
  private final class ExchangeSource implements Source {
    private final MemoryConsumer blockMemory;
    private final ExchangeReader reader;
    private final MemoryConsumer scratchMemory;
    private final BlockBatches batches;

    ExchangeSource(DriverContext context) {
      blockMemory = context.newConsumer("blocks", input.readerFloorBytes(), Reclaimable.NONE);
      reader = input.open(blockMemory);
      scratchMemory = context.newConsumer("scratch", scratchBytes(), Reclaimable.NONE);
      batches = new BlockBatches(layout, new ScratchAllocator(scratchMemory), batchSize);
    }

    @Override
    public @Nullable Batch poll() {
      Batch batch = batches.next();
      if (batch != null) {
        return batch;
      }
      ExchangeReader.Block block = reader.poll();
      if (block == null) {
        return null;
      }
      batches.begin(block.address(), block.sizeBytes(), block.numRows());
      return batches.next();
    }

    @Override
    public boolean finished() {
      return reader.finished();
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return reader.blocked();
    }

    @Override
    public void close() {
      reader.close();
      blockMemory.close();
      scratchMemory.close();
    }
  }
}
