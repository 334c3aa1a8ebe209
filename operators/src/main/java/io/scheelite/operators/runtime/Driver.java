package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs one pipeline in one thread at a time: an {@link OperatorChain} and the sink it feeds. */
final class Driver extends GatedWork {
  private final Pipeline pipeline;
  private final DriverContext context;
  private final OperatorClock clock;
  private final OperatorStats sinkStats;
  private @Nullable OperatorChain chain;
  private @Nullable Sink sink;
  private @Nullable Batch pending;

  Driver(Pipeline pipeline, ExecutionContext execution, DriverContext context) {
    super(execution, context);
    this.pipeline = pipeline;
    this.context = context;
    this.clock = new OperatorClock(execution.clock());
    this.sinkStats = pipeline.sink().stats();
  }

  @Override
  void open() {
    sink = pipeline.sink().factory().create(context.forOperator(sinkStats));
    chain = OperatorChain.open(pipeline.source(), pipeline.transforms(), context);
  }

  @Override
  Progress step() {
    Sink end = sink;
    OperatorChain input = chain;
    if (end == null) {
      throw new IllegalStateException("driver is not open");
    }
    Batch batch = pending;
    if (batch != null) {
      return deliver(batch, end);
    }
    if (input == null) {
      return finish(end);
    }
    if (input.finished() || end.finished()) {
      closeChain(); // first, so that the sink's last work has its memory
      return Progress.YIELD;
    }
    pending = input.poll();
    CompletableFuture<Void> wait = input.blocked();
    return wait == null ? Progress.YIELD : Progress.blocked(wait);
  }

  private Progress deliver(Batch batch, Sink end) {
    clock.start();
    CompletableFuture<Void> wait = end.prepare(batch);
    if (wait != null) {
      return blocked(wait);
    }
    end.consume(batch);
    clock.charge(sinkStats);
    sinkStats.addInput(batch.numSelectedRows());
    pending = null;
    return Progress.YIELD;
  }

  private Progress finish(Sink end) {
    clock.start();
    CompletableFuture<Void> wait = end.finish();
    if (wait != null) {
      return blocked(wait);
    }
    clock.charge(sinkStats);
    return Progress.DONE;
  }

  private Progress blocked(CompletableFuture<Void> wait) {
    clock.charge(sinkStats);
    clock.blockedIn(sinkStats);
    return Progress.blocked(wait);
  }

  private void closeChain() {
    OperatorChain ended = chain;
    chain = null;
    if (ended != null) {
      ended.close();
    }
  }

  @Override
  void closeParts() {
    pending = null;
    closeChain();
    Sink end = sink;
    sink = null;
    if (end != null) {
      OperatorChain.closeQuietly(end);
    }
  }
}
