package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A source and the transforms after it in one driver, seen as one source: each {@link #poll} is one
 * call of one operator.
 *
 * <p>The <i>head</i> is where batches come from: the source (−1), and once it is exhausted the
 * first transform whose tail is being drained. A batch is delivered to {@code target}; then the
 * deepest transform that may have more output ({@code active}) is asked, back up to the head.
 *
 * <pre>
 *   source -> transform 0 -> transform 1 -> ... -> out
 *     -1          0              1                 transforms.size()
 *    head ------------ active ------ target
 * </pre>
 */
public final class OperatorChain implements Source {
  private static final int SOURCE = -1;

  private final OperatorClock clock;
  private final List<OperatorStats> transformStats = new ArrayList<>();
  private final List<Transform> transforms = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final OperatorStats sourceStats;
  private @Nullable Source source;

  private int head = SOURCE;
  private int active = SOURCE;
  private int target;
  private boolean finishing;
  private boolean finished;
  private @Nullable Batch pending;
  private @Nullable CompletableFuture<Void> awaited;

  private OperatorChain(OperatorStats sourceStats, OperatorClock clock) {
    this.sourceStats = sourceStats;
    this.clock = clock;
  }

  /** Creates the operators of one driver, those nearest to the sink first. */
  public static OperatorChain open(
      Operator<SourceFactory> source,
      List<Operator<TransformFactory>> transforms,
      DriverContext context) {
    OperatorChain chain = new OperatorChain(source.stats(), new OperatorClock(context.clock()));
    boolean success = false;
    try {
      for (Operator<TransformFactory> operator : transforms.reversed()) {
        Transform created = operator.factory().create(context.forOperator(operator.stats()));
        chain.open.push(created);
        chain.transforms.addFirst(created);
        chain.transformStats.addFirst(operator.stats());
      }
      Source created = source.factory().create(context.forOperator(source.stats()));
      chain.open.push(created);
      chain.source = created;
      success = true;
      return chain;
    } finally {
      if (!success) {
        chain.close();
      }
    }
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public @Nullable Batch poll() {
    awaited = null;
    clock.start();
    Batch batch = pending;
    if (batch != null) {
      deliver(batch);
    } else if (finishing) {
      finishNext();
    } else if (active > head) {
      return pull(active);
    } else if (head == SOURCE) {
      return pollSource();
    } else {
      return pull(head);
    }
    return null;
  }

  private void deliver(Batch batch) {
    Transform transform = transforms.get(target);
    CompletableFuture<Void> wait = transform.prepare(batch);
    if (wait == null) {
      transform.accept(batch);
      transformStats.get(target).addInput(batch.numSelectedRows());
      pending = null;
      active = target;
    }
    await(wait, transformStats.get(target));
  }

  /** Asks a transform for output; without any, turns to the operator before it. */
  private @Nullable Batch pull(int index) {
    Transform transform = transforms.get(index);
    Batch output = transform.next();
    clock.charge(transformStats.get(index));
    if (output != null) {
      return push(output, index);
    }
    CompletableFuture<Void> wait = transform.blocked();
    if (wait != null) {
      await(wait, transformStats.get(index));
    } else if (index == head) {
      finishNext();
    } else if (transform.finished()) {
      stopBefore(index);
    } else {
      active = index - 1;
    }
    return null;
  }

  private @Nullable Batch pollSource() {
    for (int i = transforms.size() - 1; i >= 0; i--) {
      if (transforms.get(i).finished()) {
        stopBefore(i);
        return null;
      }
    }
    Source input = source;
    Batch batch = input == null ? null : input.poll();
    if (batch != null) {
      clock.charge(sourceStats);
      return push(batch, SOURCE);
    }
    if (input == null || input.finished()) {
      finishNext();
    } else {
      await(input.blocked(), sourceStats);
    }
    return null;
  }

  private @Nullable Batch push(Batch batch, int from) {
    (from == SOURCE ? sourceStats : transformStats.get(from)).addOutput(batch.numSelectedRows());
    active = from;
    if (from == transforms.size() - 1) {
      return batch;
    }
    pending = batch;
    target = from + 1;
    return null;
  }

  /**
   * Goes on as if transform {@code index} were exhausted, and closes all before it early: others
   * may be waiting for them to end.
   */
  private void stopBefore(int index) {
    head = index;
    active = index;
    Source stopped = source;
    source = null;
    if (stopped != null) {
      closeEarly(stopped);
    }
    for (int i = index - 1; i >= 0; i--) {
      closeEarly(transforms.get(i));
    }
    finishNext();
  }

  private void closeEarly(AutoCloseable part) {
    if (open.remove(part)) {
      closeQuietly(part);
    }
  }

  /** The head is exhausted: tells the transform after it, which becomes the head. */
  private void finishNext() {
    int next = head + 1;
    if (next == transforms.size()) {
      finished = true;
      return;
    }
    finishing = true;
    CompletableFuture<Void> wait = transforms.get(next).finishInput();
    await(wait, transformStats.get(next));
    if (wait == null) {
      finishing = false;
      head = next;
      active = next;
    }
  }

  private void await(@Nullable CompletableFuture<Void> wait, OperatorStats stats) {
    clock.charge(stats);
    awaited = wait;
    if (wait != null) {
      clock.blockedIn(stats);
    }
  }

  @Override
  public void close() {
    pending = null;
    source = null;
    while (!open.isEmpty()) {
      closeQuietly(open.pop());
    }
  }

  /** One part that fails to close must not keep the others from closing. */
  public static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.getLogger(OperatorChain.class.getName())
          .log(Level.ERROR, "operator failed to close", e);
    }
  }
}
