package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The end of a pipeline that runs for what its transforms do to shared state, not for its rows. */
public final class DiscardFactory implements SinkFactory {
  /** Drops everything. */
  public DiscardFactory() {}

  @Override
  public Sink create(DriverContext context) {
    return new Discard();
  }

  @Override
  public long floorBytes() {
    return 0;
  }

  @Override
  public void close() {}

  private static final class Discard implements Sink {
    @Override
    public void consume(Batch input) {}

    @Override
    public @Nullable CompletableFuture<Void> finish() {
      return null;
    }

    @Override
    public void close() {}
  }
}
