package io.scheelite.operators.shared;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Collects the rows of a plan once and yields them to any number of readers: one sink, and a source
 * per place that reads.
 *
 * <p>The pipelines of all {@linkplain #reader readers} depend on that of {@link #collect}, whose
 * factory owns the rows. For one execution. The order of rows is lost.
 */
public final class SharedPlan {
  private final SharedStore store;
  private final ExecutionSettings settings;

  private SharedPlan(SharedStore store, ExecutionSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Rows with these columns. Allocates nothing. */
  public static SharedPlan of(Schema schema, ExecutionSettings settings) {
    return new SharedPlan(new SharedStore(schema, settings), settings);
  }

  /** Collects the rows; closing it frees them. */
  public SinkFactory collect() {
    return new Collecting();
  }

  /** Yields all rows, whatever others have read. */
  public SourceFactory reader() {
    return new Reading();
  }

  private final class Collecting implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new SharedSink(store, context);
    }

    @Override
    public long floorBytes() {
      return SharedSink.floorBytes(store, settings.batchSize());
    }

    @Override
    public long sharedFloorBytes() {
      return SharedStore.FLOOR_BYTES;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private final class Reading implements SourceFactory {
    private final AtomicInteger nextPartition = new AtomicInteger();

    @Override
    public Source create(DriverContext context) {
      return new SharedSource(store, nextPartition, context);
    }

    @Override
    public int maxDrivers() {
      return store.partitioning().numPartitions();
    }

    @Override
    public int driverBound() {
      return store.partitioning().numPartitions();
    }

    @Override
    public long floorBytes() {
      return SharedSource.floorBytes(store.layout(), settings.batchSize());
    }
  }
}
