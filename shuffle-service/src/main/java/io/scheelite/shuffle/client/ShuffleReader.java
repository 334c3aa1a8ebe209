package io.scheelite.shuffle.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes fetched blocks one by one as they arrive. Used by one thread at a time; never parks it. */
public interface ShuffleReader extends AutoCloseable {
  /**
   * The next block, verified, lent until the next call; null when there is none now.
   *
   * @throws io.scheelite.shuffle.ShuffleFetchException if an output cannot be had, after all
   *     retries
   */
  @Nullable Block poll();

  /** Whether {@link #poll} will never yield another block. Meaningful after it returned null. */
  boolean finished();

  /**
   * After {@link #poll} returned null: what to wait for before calling it again; null = nothing.
   */
  @Nullable CompletableFuture<Void> blocked();

  /** Gives back all memory; what was fetched and not taken is lost. Idempotent. */
  @Override
  void close();

  /**
   * A block in memory.
   *
   * @param address where its content lies
   * @param sizeBytes its length
   * @param numRows rows in it, more than zero
   */
  record Block(long address, int sizeBytes, int numRows) {}
}
