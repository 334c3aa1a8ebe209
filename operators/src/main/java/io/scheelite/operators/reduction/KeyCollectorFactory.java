package io.scheelite.operators.reduction;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.OperatorChain;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A join's build sink that fills {@link KeyFilter}s with the keys that pass through it. */
public final class KeyCollectorFactory implements SinkFactory {
  private final SinkFactory build;
  private final List<KeyFilter> filters;
  private final int batchSize;
  private final long scratchBytes;

  /** Owns the filters as it owns the sink. */
  public KeyCollectorFactory(SinkFactory build, List<KeyFilter> filters, int batchSize) {
    this.build = build;
    this.filters = List.copyOf(filters);
    this.batchSize = batchSize;
    this.scratchBytes = ScratchAllocator.bytesFor(KeyColumn.sizes(batchSize));
  }

  @Override
  public Sink create(DriverContext context) {
    Sink sink = build.create(context);
    boolean success = false;
    try {
      Sink collector = new Collector(sink, context);
      success = true;
      return collector;
    } finally {
      if (!success) {
        OperatorChain.closeQuietly(sink);
      }
    }
  }

  @Override
  public List<FinishTask> finishTasks() {
    return build.finishTasks();
  }

  @Override
  public long floorBytes() {
    return build.floorBytes() + scratchBytes;
  }

  @Override
  public long finishFloorBytes() {
    return build.finishFloorBytes();
  }

  @Override
  public long sharedFloorBytes() {
    return build.sharedFloorBytes();
  }

  @Override
  public void close() {
    filters.forEach(KeyFilter::close);
    build.close();
  }

  private final class Collector implements Sink {
    private final Sink sink;
    private final MemoryConsumer scratchMemory;
    private final ScratchAllocator scratch;
    private final KeyColumn keyColumn;
    private final List<KeySet> sets = new ArrayList<>();

    Collector(Sink sink, DriverContext context) {
      this.sink = sink;
      scratchMemory = context.newConsumer("keys", scratchBytes, Reclaimable.NONE);
      scratch = new ScratchAllocator(scratchMemory);
      keyColumn = new KeyColumn(batchSize, scratch);
      for (KeyFilter filter : filters) {
        sets.add(filter.newSet(context.newConsumer("key-filter", 0, Reclaimable.NONE)));
      }
    }

    @Override
    public @Nullable CompletableFuture<Void> prepare(Batch input) {
      return sink.prepare(input);
    }

    @Override
    public void consume(Batch input) {
      for (int i = 0; i < filters.size(); i++) {
        int column = filters.get(i).buildColumn();
        sets.get(i).add(keyColumn.read(input.column(column), input.selection()));
      }
      sink.consume(input);
    }

    @Override
    public @Nullable CompletableFuture<Void> finish() {
      CompletableFuture<Void> wait = sink.finish();
      if (wait == null) {
        for (int i = 0; i < sets.size(); i++) {
          filters.get(i).merge(sets.get(i));
        }
        sets.clear();
      }
      return wait;
    }

    @Override
    public boolean finished() {
      return sink.finished();
    }

    @Override
    public void close() {
      sets.forEach(KeySet::close);
      sets.clear();
      scratch.close();
      scratchMemory.close();
      OperatorChain.closeQuietly(sink);
    }
  }
}
