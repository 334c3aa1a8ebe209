package io.scheelite.operators.spilling;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.runtime.PinnedMemory;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows where they are while somebody reads them. Readers hold a <b>pin</b>, from the
 * beginning of a batch to its end; many may. A reclaim that comes while there are pins leaves a
 * note; then no new pins are given, and when the last one is gone, the rows that were asked for are
 * spilled: by whoever gives it up, or by the next reader. Meanwhile those who make readers wait in
 * the middle of a batch are told ({@link PinnedMemory}). Thread-safe. Closed before its consumer.
 */
public final class ReaderPins implements AutoCloseable {
  private final MemoryConsumer memory;
  private final PinnedMemory pinned;
  private final LongUnaryOperator spill;

  // Guarded by this.
  private int pins;
  private boolean exclusive;
  private volatile long wantedBytes;
  private @Nullable CompletableFuture<Void> idle;

  /**
   * @param memory whose gate whoever spills is inside of
   * @param pinned of the task
   * @param spill frees memory: from the bytes wanted to those freed; called without pins
   */
  public ReaderPins(MemoryConsumer memory, PinnedMemory pinned, LongUnaryOperator spill) {
    this.memory = memory;
    this.pinned = pinned;
    this.spill = spill;
  }

  /** Keeps everything where it is until {@link #unpin}; null = done, else try again later. */
  public @Nullable CompletableFuture<Void> pin() {
    while (true) {
      synchronized (this) {
        if (!exclusive && wantedBytes == 0) {
          pins++;
          return null;
        }
        if (exclusive || pins > 0) {
          return whenIdle();
        }
      }
      if (!serveWanted()) {
        return memory.gate().whenEnterable();
      }
    }
  }

  /** Spills what was asked for while there were pins; false if the gate is taken. */
  private boolean serveWanted() {
    if (!memory.gate().tryEnter()) {
      return false;
    }
    try {
      memory.reclaimLate(wantedBytes);
      forgetNote();
    } finally {
      memory.gate().exit();
    }
    return true;
  }

  private CompletableFuture<Void> whenIdle() {
    CompletableFuture<Void> waiting = idle;
    if (waiting == null) {
      waiting = new CompletableFuture<>();
      idle = waiting;
    }
    return waiting;
  }

  /** The last one serves a reclaim that came meanwhile: somebody may be waiting for it. */
  public void unpin() {
    unpin(true);
  }

  /** Gives a pin up for want of success: leaves the reclaim to the next reader, and cannot fail. */
  public void abandon() {
    unpin(false);
  }

  private void unpin(boolean serving) {
    CompletableFuture<Void> waiting = null;
    boolean wanted = false;
    synchronized (this) {
      pins--;
      if (pins == 0) {
        waiting = idle;
        idle = null;
        wanted = serving && wantedBytes > 0;
      }
    }
    try {
      if (wanted) {
        serveWanted();
      }
    } finally {
      if (waiting != null) {
        waiting.complete(null);
      }
    }
  }

  /** Whether a reclaim waits for the last pin. */
  public boolean isWanted() {
    return wantedBytes > 0;
  }

  /** Spills, or leaves a note for the readers; inside the gate. Returns the bytes freed. */
  public long reclaim(long targetBytes) {
    if (isPinned(targetBytes)) {
      return 0;
    }
    try {
      return spill.applyAsLong(targetBytes);
    } finally {
      endExclusive();
    }
  }

  /** Leaves a note if there are pins; else there are none until {@link #endExclusive}. */
  private boolean isPinned(long targetBytes) {
    boolean noted;
    synchronized (this) {
      if (pins == 0) {
        exclusive = true;
        return false;
      }
      noted = wantedBytes == 0 && targetBytes > 0;
      wantedBytes = Math.max(wantedBytes, targetBytes);
    }
    if (noted) {
      pinned.wanted(); // whoever holds pins is not to wait for a slow reader
    }
    return true;
  }

  private void endExclusive() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      exclusive = false;
      waiting = idle;
      idle = null;
    }
    forgetNote();
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  private void forgetNote() {
    boolean noted;
    synchronized (this) {
      noted = wantedBytes > 0;
      wantedBytes = 0;
    }
    if (noted) {
      pinned.settled();
    }
  }

  /** Nobody reads any more. */
  @Override
  public void close() {
    forgetNote();
  }
}
