package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;

/**
 * The answer to {@link MemoryConsumer#acquire}: bytes now, possibly fewer than asked, or a wait.
 */
public sealed interface MemoryGrant {
  /**
   * So many of the bytes asked for are reserved and unused now: all, some or none of them.
   *
   * @param bytes never negative, never more than was asked for
   */
  record Granted(long bytes) implements MemoryGrant {}

  /**
   * The task holds less than it may be starved to, or others have been asked to give back: nothing
   * is granted yet.
   *
   * @param retry completes when it is worth asking again; completes exceptionally, naming the
   *     holder, when the wait times out
   */
  record Pending(CompletableFuture<Void> retry) implements MemoryGrant {}
}
