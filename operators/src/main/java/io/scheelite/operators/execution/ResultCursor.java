package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.runtime.ExecutionGraph;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the result of a query while it runs: the query waits when the reader is slow.
 *
 * <p>{@link #next} blocks the calling thread, which must not be one of the pool's; {@link #poll}
 * with {@link #whenReadable} does the same without blocking. One reader thread at a time; {@link
 * #cancel} from any thread. The reader closes it, which cancels what still runs and gives back all
 * memory.
 */
public final class ResultCursor implements AutoCloseable {
  private final Schema schema;
  private final ResultBuffer buffer;
  private final ExecutionGraph graph;
  private @Nullable ResultBlock block;
  private @Nullable RuntimeException readFailure; // rows are missing from then on
  private boolean closed;

  ResultCursor(Schema schema, ResultBuffer buffer, ExecutionGraph graph) {
    this.schema = schema;
    this.buffer = buffer;
    this.graph = graph;
  }

  /** Columns of every batch. */
  public Schema schema() {
    return schema;
  }

  /**
   * The next batch, lent until the next call; null at the end. Waits for it.
   *
   * @throws io.scheelite.memory.ScheeliteException if the query failed or was cancelled
   */
  public @Nullable Batch next() {
    while (true) {
      Batch batch = poll();
      if (batch != null || finished()) {
        return batch;
      }
      whenReadable().join();
    }
  }

  /** As {@link #next}, but null also when there is no batch yet. */
  public @Nullable Batch poll() {
    if (closed) {
      return null;
    }
    ResultBlock current = block;
    if (current != null && current.batches().isEmpty()) {
      block = null;
      buffer.giveBack(current);
    }
    throwFailure();
    if (block == null) {
      block = take();
    }
    if (block != null) {
      return block.batches().pollFirst();
    }
    if (finished()) {
      graph.release(); // nothing is lent any more, and nothing runs
    }
    return null;
  }

  /** A block that cannot be read back is lost: nothing behind it may pass for the next rows. */
  private @Nullable ResultBlock take() {
    try {
      return buffer.take();
    } catch (RuntimeException e) {
      readFailure = e;
      graph.fail(e);
      throw e;
    }
  }

  /**
   * Whether all of the result was read. Never after a failure, which the next {@link #poll} throws:
   * it may have come after the last one.
   */
  public boolean finished() {
    return closed || succeeded() && block == null && buffer.isEmpty();
  }

  private boolean succeeded() {
    return readFailure == null
        && graph.ended().isDone()
        && !graph.ended().isCompletedExceptionally();
  }

  /** Completes when {@link #poll} may yield something new, or there is nothing more to come. */
  public CompletableFuture<Void> whenReadable() {
    return buffer.readable();
  }

  private void throwFailure() {
    if (readFailure != null) {
      throw readFailure;
    }
    if (!graph.ended().isCompletedExceptionally()) {
      return;
    }
    try {
      graph.ended().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (CancellationException e) {
      throw new IllegalStateException("end of the query was cancelled from outside", e);
    }
  }

  /** Makes the query end soon; the next read says so. From any thread. */
  public void cancel() {
    graph.cancel();
  }

  /** Cancels what still runs, waits for its end, and gives back all memory. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    block = null;
    graph.cancel();
    graph.ended().handle((done, failure) -> null).join();
    graph.release();
  }
}
