package io.scheelite.operators.runtime;

import java.util.concurrent.CompletableFuture;

/** How far a call of something resumable has come. */
public sealed interface Progress {
  /** There is more to do and nothing to wait for: call again. */
  Progress YIELD = new Yield();

  /** There is nothing left to do. */
  Progress DONE = new Done();

  /** Call again when the future is complete. */
  static Progress blocked(CompletableFuture<Void> future) {
    return new Blocked(future);
  }

  /** See {@link #YIELD}. */
  record Yield() implements Progress {}

  /** See {@link #DONE}. */
  record Done() implements Progress {}

  /** See {@link #blocked}. An exceptional completion fails the query. */
  record Blocked(CompletableFuture<Void> future) implements Progress {}
}
