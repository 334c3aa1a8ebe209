package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of operators that do nothing but follow the protocol, count rows, hold memory, wait,
 * and fail where they are told to. Thread-safe.
 */
final class ScriptedPipeline {
  /** Fails the {@code n}-th call of any protocol method, counted from 1. */
  static final class Fault {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failing;

    Fault(int failing) {
      this.failing = failing;
    }

    void call(String what) {
      if (calls.incrementAndGet() == failing) {
        throw new PlannedFailure(what);
      }
    }

    int calls() {
      return calls.get();
    }
  }

  /** The failure that a {@link Fault} raises. */
  static final class PlannedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlannedFailure(String what) {
      super(what);
    }
  }

  static final int ROWS_PER_BATCH = 100;
  private static final long STATE_BYTES = MemoryConsumer.CHUNK_BYTES;

  private final int numBatches;
  private final int numDrivers;
  private final Fault fault;
  private final @Nullable Executor waker;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger closedTwice = new AtomicInteger();
  private final AtomicInteger handedOut = new AtomicInteger();
  final AtomicLong rows = new AtomicLong();
  final AtomicInteger finishTasksRun = new AtomicInteger();
  final AtomicInteger stateClosed = new AtomicInteger();

  /**
   * @param waker where not null, every prepare waits once for a future that this executor completes
   */
  ScriptedPipeline(int numBatches, int numDrivers, Fault fault, @Nullable Executor waker) {
    this.numBatches = numBatches;
    this.numDrivers = numDrivers;
    this.fault = fault;
    this.waker = waker;
  }

  Pipeline pipeline(String name, List<Pipeline> dependencies, List<TransformFactory> transforms) {
    List<Operator<TransformFactory>> steps = new ArrayList<>();
    transforms.forEach(t -> steps.add(new Operator<>(t, new OperatorStats("transform"))));
    return new Pipeline(
        name,
        new Operator<>(new Sources(), new OperatorStats("source")),
        steps,
        new Operator<>(new Sinks(), new OperatorStats("sink")),
        dependencies);
  }

  int open() {
    return opened.get() - closed.get();
  }

  int closedTwice() {
    return closedTwice.get();
  }

  /** Holds one chunk and counts its opening and closing. */
  private abstract class Part {
    private final MemoryConsumer memory;
    private boolean isClosed;
    private boolean waited;

    Part(DriverContext context, String name) {
      fault.call("create " + name);
      memory = context.newConsumer(name, STATE_BYTES, Reclaimable.NONE);
      memory.allocate(STATE_BYTES);
      opened.incrementAndGet();
    }

    final @Nullable CompletableFuture<Void> waitOnce() {
      if (waker == null || waited) {
        waited = false;
        return null;
      }
      waited = true;
      return CompletableFuture.runAsync(() -> {}, waker);
    }

    final void closePart() {
      if (isClosed) {
        closedTwice.incrementAndGet();
      }
      isClosed = true;
      memory.close();
      closed.incrementAndGet();
    }
  }

  private final class ScriptedSource extends Part implements Source {
    private boolean finished;

    ScriptedSource(DriverContext context) {
      super(context, "source");
    }

    @Override
    public @Nullable Batch poll() {
      fault.call("poll");
      finished = handedOut.incrementAndGet() > numBatches;
      return finished ? null : Batch.of(ROWS_PER_BATCH, List.of());
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
      closePart();
    }
  }

  private final class Sources implements SourceFactory {
    @Override
    public Source create(DriverContext context) {
      return new ScriptedSource(context);
    }

    @Override
    public int maxDrivers() {
      fault.call("maxDrivers");
      return numDrivers;
    }

    @Override
    public long floorBytes() {
      return STATE_BYTES;
    }
  }

  /** Yields every batch twice, and one more batch at the end. */
  final class Doubler implements TransformFactory {
    @Override
    public Transform create(DriverContext context) {
      return new DoublerStep(context);
    }

    @Override
    public long floorBytes() {
      return STATE_BYTES;
    }
  }

  private final class DoublerStep extends Part implements Transform {
    private int left;
    private int size;
    private boolean tail;

    DoublerStep(DriverContext context) {
      super(context, "transform");
    }

    @Override
    public @Nullable CompletableFuture<Void> prepare(Batch input) {
      fault.call("transform.prepare");
      return waitOnce();
    }

    @Override
    public void accept(Batch input) {
      fault.call("accept");
      size = input.numRows();
      left = 2;
    }

    @Override
    public @Nullable Batch next() {
      fault.call("next");
      return left-- > 0 ? Batch.of(size, List.of()) : null;
    }

    @Override
    public @Nullable CompletableFuture<Void> finishInput() {
      fault.call("finishInput");
      if (tail) {
        throw new AssertionError("finishInput was called again after it had returned null");
      }
      CompletableFuture<Void> wait = waitOnce();
      if (wait == null) {
        tail = true;
        size = 1;
        left = 1;
      }
      return wait;
    }

    @Override
    public void close() {
      closePart();
    }
  }

  private final class ScriptedSink extends Part implements Sink {
    private long local;

    ScriptedSink(DriverContext context) {
      super(context, "sink");
    }

    @Override
    public @Nullable CompletableFuture<Void> prepare(Batch input) {
      fault.call("sink.prepare");
      return waitOnce();
    }

    @Override
    public void consume(Batch input) {
      fault.call("consume");
      local += input.numSelectedRows();
    }

    @Override
    public @Nullable CompletableFuture<Void> finish() {
      fault.call("finish");
      CompletableFuture<Void> wait = waitOnce();
      if (wait == null) {
        rows.addAndGet(local);
      }
      return wait;
    }

    @Override
    public void close() {
      closePart();
    }
  }

  private final class Sinks implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new ScriptedSink(context);
    }

    @Override
    public List<FinishTask> finishTasks() {
      fault.call("finishTasks");
      return List.of(new ScriptedTask(), new ScriptedTask(), new ScriptedTask());
    }

    @Override
    public long floorBytes() {
      return STATE_BYTES;
    }

    @Override
    public void close() {
      stateClosed.incrementAndGet();
    }
  }

  private final class ScriptedTask implements FinishTask {
    private int pieces = 3;

    @Override
    public void open(DriverContext context) {
      fault.call("open task");
    }

    @Override
    public Progress advance() {
      fault.call("advance task");
      if (--pieces > 0) {
        return Progress.YIELD;
      }
      finishTasksRun.incrementAndGet();
      return Progress.DONE;
    }

    @Override
    public void close() {}
  }
}
