package io.scheelite.operators.exchange;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Divides the rows of one driver into partitions, and takes note of what they are. */
final class ExchangeSink implements Sink {
  private final ExchangeSinkFactory factory;
  private final ExchangePart part;
  private final MemoryConsumer scratchMemory;
  private final @Nullable RowRouter router;
  private final @Nullable KeySampler sampler;
  private final RowDigest digest = new RowDigest();
  private final long routes;
  private final long addresses;
  private @Nullable Batch prepared;

  ExchangeSink(ExchangeSinkFactory factory, DriverContext context) {
    this.factory = factory;
    int batchSize = context.batchSize();
    scratchMemory = context.newConsumer("scratch", factory.scratchBytes(), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    addresses = scratch.allocate(8L * batchSize);
    long words = scratch.allocate(8L * batchSize);
    router = factory.routing().newRouter(batchSize, scratch);
    routes = router == null ? 0 : words;
    sampler = factory.newSampler(context.driverIndex(), scratch);
    part = new ExchangePart(factory.layout(), factory.routing(), context);
    factory.add(part);
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    if (input.numSelectedRows() == 0) {
      return null;
    }
    if (prepared != input) {
      prepared = input;
      if (router != null) {
        router.route(input, routes);
      }
    }
    while (true) {
      int before = part.spills();
      CompletableFuture<Void> wait = part.memory().reserve(part.rows().bytesFor(input, routes));
      if (wait != null || part.spills() == before) {
        return wait;
      }
      // spilled by itself: the room in open chunks is gone, so the rows need more than before
    }
  }

  @Override
  public void consume(Batch input) {
    int numRows = input.numSelectedRows();
    if (numRows == 0) {
      return;
    }
    prepared = null;
    digest.add(input, addresses);
    part.rows().append(input, routes, addresses);
    if (sampler != null) {
      sampler.add(input);
    }
    factory.addRows(numRows);
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    factory.finished(digest, sampler);
    return null;
  }

  /** The rows belong to the factory. */
  @Override
  public void close() {
    scratchMemory.close();
  }
}
