package io.scheelite.operators.runtime;

import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.WaitClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Resumable work behind a {@link ReclaimGate}: runs a step at a time until its quantum is over, and
 * serves reclaims, cancellation and failure at the borders between steps.
 *
 * <p>Advanced by one thread at a time. Closes itself, while inside the gate, when it is done or has
 * failed.
 */
abstract sealed class GatedWork permits Driver, FinishWork {
  private final ExecutionContext execution;
  private final DriverContext context;
  private final ReclaimGate gate;
  private final WaitClock clock;
  private @Nullable CompletableFuture<Void> awaited;
  private @Nullable RuntimeException failedReclaim;
  private boolean opened;
  private boolean closed;

  GatedWork(ExecutionContext execution, DriverContext context) {
    this.execution = execution;
    this.context = context;
    this.gate = context.gate();
    this.clock = execution.clock();
  }

  /**
   * Creates what the steps need. Called once, inside the gate; what it created is closed even if it
   * throws.
   */
  abstract void open();

  /** One bounded piece of work. */
  abstract Progress step();

  /** Gives back everything; called once, inside the gate. */
  abstract void closeParts();

  final ReclaimGate gate() {
    return gate;
  }

  /**
   * Runs until the quantum is over, something must be waited for, or the work is done. An exception
   * means that the work has failed (or the query was cancelled) and that everything of it is
   * closed.
   */
  final Progress advance(long quantumNanos) {
    if (closed) {
      return Progress.DONE;
    }
    if (!enter()) {
      return Progress.blocked(gate.whenEnterable());
    }
    boolean success = false;
    try {
      Progress progress = runSteps(clock.nanoTime() + quantumNanos);
      if (progress.equals(Progress.DONE)) {
        close();
      }
      success = true;
      return progress;
    } finally {
      if (!success) {
        close();
      }
      gate.exit();
    }
  }

  /** Enters the gate; a failure of a reclaim that ran in between is kept and thrown once inside. */
  private boolean enter() {
    try {
      return gate.tryEnter();
    } catch (RuntimeException e) {
      failedReclaim = e;
      return enter(); // told once each; another reclaim may have failed since
    }
  }

  private Progress runSteps(long deadlineNanos) {
    throwFailures();
    execution.throwIfCancelled();
    if (!opened) {
      opened = true;
      open();
    }
    while (true) {
      if (gate.reclaimRequested()) {
        gate.reclaimAtBorder();
      }
      if (execution.reclaimAlways()) {
        context.reclaimEverything();
      }
      execution.throwIfCancelled();
      Progress progress = step();
      if (progress instanceof Progress.Blocked blocked && !succeeded(blocked.future())) {
        awaited = blocked.future();
        return progress;
      }
      if (progress.equals(Progress.DONE)) {
        return progress;
      }
      if (clock.nanoTime() - deadlineNanos >= 0) {
        return Progress.YIELD;
      }
    }
  }

  private static boolean succeeded(CompletableFuture<Void> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private void throwFailures() {
    if (failedReclaim != null) {
      throw failedReclaim;
    }
    CompletableFuture<Void> future = awaited;
    awaited = null;
    if (future != null && future.isCompletedExceptionally()) {
      try {
        future.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      closeParts();
    }
  }
}
