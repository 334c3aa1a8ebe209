package io.scheelite.operators.exchange;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes blocks of an {@link ExchangeInput} one by one as they arrive. Used by one thread at a time.
 */
public interface ExchangeReader extends AutoCloseable {
  /**
   * The next block, verified, lent until the next call; null when there is none now.
   *
   * @throws io.scheelite.memory.ScheeliteException if blocks cannot be had: the task fails with it
   */
  @Nullable Block poll();

  /** Whether {@link #poll} will never yield another block. Meaningful after it returned null. */
  boolean finished();

  /**
   * After {@link #poll} returned null: what to wait for before calling it again; null = nothing.
   */
  @Nullable CompletableFuture<Void> blocked();

  /** Gives back everything. Idempotent. */
  @Override
  void close();

  /**
   * A block in memory.
   *
   * @param address where its first row lies
   * @param sizeBytes with all strings
   * @param numRows rows in it, more than zero
   */
  record Block(long address, int sizeBytes, int numRows) {}
}
