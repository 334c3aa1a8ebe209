package io.scheelite.operators.exchange;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stage: collects its rows by partition, spilling when memory is wanted, and writes them to
 * the stage's output, partition after partition, when all input has come. Rows of one driver keep
 * their order within a partition. Thread-safe.
 */
public final class ExchangeSinkFactory implements SinkFactory {
  private final Schema schema;
  private final StageOutput output;
  private final RowRouting routing;
  private final RowLayout layout;
  private final int batchSize;
  private final LongAdder numRows = new LongAdder();

  // Guarded by this.
  private final List<ExchangePart> parts = new ArrayList<>();
  private final List<KeySampler> samplers = new ArrayList<>();
  private long digest;
  private boolean closed;

  /** For rows of this schema, in batches of up to {@code batchSize} rows. */
  public ExchangeSinkFactory(Schema schema, StageOutput output, int batchSize) {
    this.schema = schema;
    this.output = output;
    this.routing = new RowRouting(output, schema);
    this.layout = RowLayout.withoutHash(schema, 0);
    this.batchSize = batchSize;
  }

  RowLayout layout() {
    return layout;
  }

  RowRouting routing() {
    return routing;
  }

  /** For a driver; null if no sample is wanted. */
  @Nullable KeySampler newSampler(int driver, ScratchAllocator scratch) {
    return output.sampling().wanted()
        ? new KeySampler(output.sampling(), schema, driver, batchSize, scratch)
        : null;
  }

  /** What a sink's scratch takes. */
  long scratchBytes() {
    LongStream lists = LongStream.of(8L * batchSize, 8L * batchSize);
    LongStream router = LongStream.of(routing.scratchBytes(batchSize));
    LongStream sampler =
        output.sampling().wanted()
            ? LongStream.of(KeySampler.scratchBytes(output.sampling(), schema, batchSize))
            : LongStream.empty();
    return ScratchAllocator.bytesFor(
        LongStream.concat(LongStream.concat(lists, router), sampler).toArray());
  }

  @Override
  public Sink create(DriverContext context) {
    return new ExchangeSink(this, context);
  }

  /** Takes over the rows of a driver, from the beginning. */
  synchronized void add(ExchangePart part) {
    parts.add(part);
  }

  void addRows(int count) {
    numRows.add(count);
  }

  /** A driver's input has ended. */
  synchronized void finished(RowDigest rows, @Nullable KeySampler sampler) {
    digest += rows.value();
    if (sampler != null) {
      samplers.add(sampler);
    }
  }

  @Override
  public synchronized List<FinishTask> finishTasks() {
    return List.of(new ExchangeWriteTask(output.target(), routing, List.copyOf(parts), digest));
  }

  @Override
  public long floorBytes() {
    return scratchBytes() + ExchangePart.floorBytes(layout, routing, batchSize);
  }

  @Override
  public long finishFloorBytes() {
    return ExchangeWriteTask.floorBytes(output.target());
  }

  /** Rows taken so far. */
  public long numRows() {
    return numRows.sum();
  }

  /** The sample that was asked for; null if none was. After all input. */
  public synchronized @Nullable KeySample sample() {
    if (samplers.isEmpty()) {
      return null;
    }
    KeySampler all = samplers.getFirst();
    while (samplers.size() > 1) {
      all.add(samplers.removeLast());
    }
    return all.sample();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      parts.forEach(part -> part.gate().whenFree(part::close)); // a reclaim may be under way
    }
  }
}
