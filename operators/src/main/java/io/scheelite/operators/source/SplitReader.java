package io.scheelite.operators.source;

import io.scheelite.columnar.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split batch by batch. Used by one thread at a time; the driver that opened it closes
 * it.
 */
public interface SplitReader extends AutoCloseable {
  /**
   * The next batch of the requested columns, lent until the next call; null at the end. At most
   * {@link ScanRequest#batchSize()} rows, of which a selection may leave some out. The request's
   * filters need not be applied.
   */
  @Nullable Batch next();

  /**
   * What to wait for before {@link #next} is called, which otherwise waits itself; null if nothing.
   * Completes normally.
   */
  default @Nullable CompletableFuture<Void> blocked() {
    return null;
  }

  /** Compressed and uncompressed bytes read so far. */
  long bytesRead();

  /** What was left out so far, if the source counts it. */
  default ReadCounts counts() {
    return ReadCounts.NONE;
  }

  /** Nanoseconds spent so far on decompressing what was read; also after {@link #close}. */
  default long decompressNanos() {
    return 0;
  }

  /** Gives all memory back and closes files. Idempotent. */
  @Override
  void close();
}
