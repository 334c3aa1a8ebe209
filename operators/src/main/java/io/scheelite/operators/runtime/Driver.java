package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.WaitClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs one pipeline as a state machine: each step is one call of one operator.
 *
 * <p>The <i>head</i> is where batches come from: the source (−1), and once it is exhausted the
 * first transform whose tail is being drained. A batch is delivered to {@code target}; then the
 * deepest operator that may have more output ({@code active}) is asked, back up to the head.
 *
 * <pre>
 *   source -> transform 0 -> transform 1 -> ... -> sink
 *     -1          0              1                  transforms.length
 *    head ------------ active ------ target
 * </pre>
 */
final class Driver extends GatedWork {
  private static final int SOURCE = -1;

  private final Pipeline pipeline;
  private final DriverContext context;
  private final WaitClock clock;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  // Set by open().
  private @Nullable Source source;
  private @Nullable Sink sink;
  private final List<Transform> transforms = new ArrayList<>();

  private int head = SOURCE;
  private int active = SOURCE;
  private int target;
  private boolean finishing;
  private @Nullable Batch pending;
  private long callStartNanos;
  private long blockedSinceNanos;
  private @Nullable OperatorStats blockedIn;

  Driver(Pipeline pipeline, ExecutionContext execution, ReclaimGate gate, DriverContext context) {
    super(execution, gate);
    this.pipeline = pipeline;
    this.context = context;
    this.clock = execution.clock();
  }

  @Override
  void open() {
    Sink createdSink =
        pipeline.sink().factory().create(context.forOperator(pipeline.sink().stats()));
    open.push(createdSink);
    sink = createdSink;
    for (Operator<TransformFactory> operator : pipeline.transforms()) {
      Transform created = operator.factory().create(context.forOperator(operator.stats()));
      open.push(created);
      transforms.add(created);
    }
    Source createdSource =
        pipeline.source().factory().create(context.forOperator(pipeline.source().stats()));
    open.push(createdSource);
    source = createdSource;
  }

  @Override
  Progress step() {
    callStartNanos = clock.nanoTime();
    if (blockedIn != null) {
      blockedIn.addBlockedNanos(callStartNanos - blockedSinceNanos);
      blockedIn = null;
    }
    Batch batch = pending;
    if (batch != null) {
      return deliver(batch);
    }
    if (finishing) {
      return finishNext();
    }
    if (active > head) {
      return pull(active);
    }
    return head == SOURCE ? poll() : pull(head);
  }

  private Progress deliver(Batch batch) {
    CompletableFuture<Void> wait;
    if (target == transforms.size()) {
      Sink end = sink();
      wait = end.prepare(batch);
      if (wait == null) {
        end.consume(batch);
      }
    } else {
      Transform transform = transforms.get(target);
      wait = transform.prepare(batch);
      if (wait == null) {
        transform.accept(batch);
      }
    }
    OperatorStats stats = stats(target);
    charge(stats);
    if (wait != null) {
      return blocked(wait, stats);
    }
    stats.addInput(batch.numSelectedRows());
    pending = null;
    active = target == transforms.size() ? target - 1 : target;
    return Progress.YIELD;
  }

  /** Asks a transform for output; without any, turns to the operator before it. */
  private Progress pull(int index) {
    Transform transform = transforms.get(index);
    Batch output = transform.next();
    charge(stats(index));
    if (output != null) {
      push(output, index);
      return Progress.YIELD;
    }
    if (index == head) {
      return finishNext();
    }
    if (transform.finished()) {
      return stopBefore(index + 1);
    }
    active = index - 1;
    return Progress.YIELD;
  }

  private Progress poll() {
    int stopped = firstFinished();
    if (stopped > SOURCE) {
      return stopBefore(stopped + 1);
    }
    Source input = source();
    Batch batch = input.poll();
    OperatorStats stats = stats(SOURCE);
    charge(stats);
    if (batch != null) {
      push(batch, SOURCE);
      return Progress.YIELD;
    }
    if (input.finished()) {
      return finishNext();
    }
    CompletableFuture<Void> wait = input.blocked();
    return wait == null ? Progress.YIELD : blocked(wait, stats);
  }

  private void push(Batch batch, int from) {
    stats(from).addOutput(batch.numSelectedRows());
    pending = batch;
    target = from + 1;
  }

  /** The last operator that wants no more input, or {@link #SOURCE}. */
  private int firstFinished() {
    if (sink().finished()) {
      return transforms.size();
    }
    int index = transforms.size() - 1;
    while (index >= 0 && !transforms.get(index).finished()) {
      index--;
    }
    return index;
  }

  /**
   * Goes on as if all operators before {@code index} were exhausted, and closes their source early.
   */
  private Progress stopBefore(int index) {
    head = Math.min(index, transforms.size()) - 1;
    active = head;
    closeSource();
    return finishNext();
  }

  private void closeSource() {
    if (source != null) {
      source = null;
      closeQuietly(open.pop());
    }
  }

  /** The head is exhausted: tells the operator after it, which becomes the head. */
  private Progress finishNext() {
    int next = head + 1;
    finishing = true;
    OperatorStats stats = stats(next);
    if (next == transforms.size()) {
      CompletableFuture<Void> wait = sink().finish();
      charge(stats);
      return wait == null ? Progress.DONE : blocked(wait, stats);
    }
    CompletableFuture<Void> wait = transforms.get(next).finishInput();
    charge(stats);
    if (wait != null) {
      return blocked(wait, stats);
    }
    finishing = false;
    head = next;
    active = next;
    return Progress.YIELD;
  }

  private Progress blocked(CompletableFuture<Void> future, OperatorStats stats) {
    blockedSinceNanos = clock.nanoTime();
    blockedIn = stats;
    return Progress.blocked(future);
  }

  private void charge(OperatorStats stats) {
    long now = clock.nanoTime();
    stats.addNanos(now - callStartNanos);
    callStartNanos = now;
  }

  private OperatorStats stats(int index) {
    if (index == SOURCE) {
      return pipeline.source().stats();
    }
    return index == transforms.size()
        ? pipeline.sink().stats()
        : pipeline.transforms().get(index).stats();
  }

  private Source source() {
    if (source == null) {
      throw new IllegalStateException("driver polled after its source was closed");
    }
    return source;
  }

  private Sink sink() {
    if (sink == null) {
      throw new IllegalStateException("driver is not open");
    }
    return sink;
  }

  @Override
  void closeParts() {
    pending = null;
    source = null;
    while (!open.isEmpty()) {
      closeQuietly(open.pop());
    }
  }

  /** One part that fails to close must not keep the others from closing. */
  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.getLogger(Driver.class.getName())
          .log(System.Logger.Level.ERROR, "operator failed to close", e);
    }
  }
}
