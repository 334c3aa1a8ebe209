package io.scheelite.shuffle.client;

import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a fetch: a window of memory that requests are answered into, and the runs whose
 * pieces lie there. Methods for the fetch are called with the fetch's monitor held; the others on
 * the reader's thread.
 */
final class WindowReader implements ShuffleReader {
  private final SharedFetch fetch;
  private final MemoryConsumer memory;
  private final FetchPlan plan;
  private final ShuffleClientConfig config;
  private final long address;
  private final long sizeBytes;
  private final FetchWindow window;
  private final BlockAssembly assembly;

  // guarded by the fetch's monitor
  private final Deque<ActiveRun> active = new ArrayDeque<>();
  private final Deque<ActiveRun> announced = new ArrayDeque<>();
  private CompletableFuture<Void> wakeUp = new CompletableFuture<>();
  private final Deque<ActiveRun> issuing = new ArrayDeque<>();
  private int unanswered;
  private boolean closed;

  // the reader's own
  private int blocks;
  private @Nullable ActiveRun reading;

  WindowReader(
      SharedFetch fetch, MemoryConsumer memory, FetchPlan plan, ShuffleClientConfig config) {
    this.fetch = fetch;
    this.memory = memory;
    this.plan = plan;
    this.config = config;
    this.sizeBytes = floorBytes(plan);
    this.address = sizeBytes == 0 ? 0 : memory.allocate(sizeBytes);
    this.window = new FetchWindow(address, plan.windowBytes());
    this.assembly = new BlockAssembly(address + plan.windowBytes(), plan.maxBlockBytes());
  }

  static long floorBytes(FetchPlan plan) {
    return plan.windowBytes() == 0
        ? 0
        : (long) plan.windowBytes() + BlockAssembly.bytesFor(plan.maxBlockBytes());
  }

  // ---- for the driver

  @Override
  public @Nullable Block poll() {
    fetch.throwIfFailed();
    while (true) {
      ActiveRun run = reading;
      if (run == null) {
        run = takeAnnounced();
        if (run == null) {
          return null;
        }
        reading = run;
      }
      try {
        Piece piece = readyPiece(run);
        if (piece == null) {
          reading = null;
          continue;
        }
        Block block = assembly.next(run, piece);
        if (block != null) {
          blocks++;
          return block;
        }
        usedUp(run, piece);
      } catch (BlockAssembly.CorruptBlockException e) {
        assembly.reset(run);
        fetch.damaged(this, run, e.block());
        reading = null;
      }
    }
  }

  private @Nullable ActiveRun takeAnnounced() {
    synchronized (fetch) {
      if (plan.ordered()) {
        ActiveRun first = active.peek();
        return first == null || !first.isReady() ? null : first;
      }
      ActiveRun next = announced.poll();
      if (next != null) {
        next.announced = false;
      }
      return next;
    }
  }

  private @Nullable Piece readyPiece(ActiveRun run) {
    synchronized (fetch) {
      return run.isReady() ? run.pieces.peek() : null;
    }
  }

  private void usedUp(ActiveRun run, Piece piece) {
    synchronized (fetch) {
      run.pieces.remove(piece);
      window.free(piece.address, piece.capacity);
      fetch.delivered(blocks, piece.length);
      blocks = 0;
      if (run.pieces.isEmpty() && run.issued == run.run.bytes()) {
        active.remove(run);
        reading = null;
      }
    }
    fetch.pumpLater(this);
  }

  @Override
  public boolean finished() {
    synchronized (fetch) {
      return !fetch.failed() && plan.isEmpty() && active.isEmpty();
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    synchronized (fetch) {
      boolean midway = reading != null && reading.isReady();
      if (fetch.failed() || finished() || midway || hasReady()) {
        return null;
      }
      if (wakeUp.isDone()) {
        wakeUp = new CompletableFuture<>();
      }
      return wakeUp;
    }
  }

  private boolean hasReady() {
    if (plan.ordered()) {
      ActiveRun first = active.peek();
      return first != null && first.isReady();
    }
    return !announced.isEmpty();
  }

  @Override
  public void close() {
    synchronized (fetch) {
      if (closed) {
        return;
      }
      closed = true;
      fetch.left(this);
    }
    if (sizeBytes > 0 && !memory.isClosed()) {
      memory.free(address, sizeBytes);
    }
  }

  // ---- for the fetch

  boolean closed() {
    return closed;
  }

  /** The next piece to ask for; null = none for now. */
  @Nullable Piece nextPiece() {
    if (unanswered >= config.maxRequests()) {
      return null;
    }
    ActiveRun run = issuing.peek();
    if (run != null) {
      return issue(run);
    }
    PartitionRun next = plan.peek(atLargeRun());
    if (next == null) {
      return null;
    }
    run = new ActiveRun(this, next, !plan.isSmall(next));
    issuing.add(run);
    Piece piece = issue(run);
    if (piece == null) {
      issuing.remove(run); // left to whoever has room first
    } else {
      plan.take(next);
      active.add(run);
    }
    return piece;
  }

  private boolean atLargeRun() {
    for (ActiveRun run : active) {
      if (run.large) {
        return true;
      }
    }
    return false;
  }

  /** The next piece of a run that is not all asked for; null = no room. */
  private @Nullable Piece issue(ActiveRun run) {
    long left = run.run.bytes() - run.issued;
    int length = (int) Math.min(left, config.requestBytes());
    int least = run.large ? Math.min(length, run.leastPieceBytes()) : length;
    long part = window.allocate(length);
    while (part == 0 && length > least) {
      length = Math.max(least, length / 2);
      part = window.allocate(length);
    }
    if (part == 0) {
      return null;
    }
    return add(run, new Piece(run, run.issued, length, part, FetchWindow.roundUp(length)));
  }

  private Piece add(ActiveRun run, Piece piece) {
    run.pieces.add(piece);
    run.issued = piece.offset + piece.length;
    unanswered++;
    issuing.remove(run);
    if (run.issued < run.run.bytes()) {
      issuing.push(run);
    }
    return piece;
  }

  /** A piece is all there. Returns what to complete to wake the driver. */
  CompletableFuture<Void> arrived(Piece piece) {
    unanswered--;
    ActiveRun run = piece.active;
    if (!plan.ordered() && run.isReady() && !run.announced) {
      run.announced = true;
      announced.add(run);
    }
    return hasReady() ? wakeUp : new CompletableFuture<>();
  }

  /**
   * Asks again for all from the block that the reader stands before. The piece it was met in is
   * reused, so that there is room whatever else the window holds.
   */
  Piece refetch(ActiveRun run) {
    Piece met = run.pieces.element();
    for (Piece piece : run.pieces) {
      drop(piece);
      if (piece != met) {
        window.free(piece.address, piece.capacity);
      }
    }
    run.pieces.clear();
    long offset = run.delivered();
    int length = (int) Math.min(run.run.bytes() - offset, met.capacity);
    return add(run, new Piece(run, offset, length, met.address, met.capacity));
  }

  private void drop(Piece piece) {
    if (!piece.ready) {
      unanswered--;
    }
    piece.dropped = true;
    if (piece.attempt != null) {
      piece.attempt.detach();
      piece.attempt = null;
    }
  }

  /** Whatever still arrives is not written any more. */
  void detachAll() {
    for (ActiveRun run : active) {
      run.pieces.forEach(this::drop);
      run.pieces.clear();
    }
  }

  /** Requests without an answer so far. */
  List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    for (ActiveRun run : active) {
      for (Piece piece : run.pieces) {
        if (piece.attempt != null) {
          attempts.add(piece.attempt);
        }
      }
    }
    return attempts;
  }

  /** Whether it has nothing to read, now or later. */
  boolean idle() {
    return active.isEmpty();
  }

  /** What to complete to wake the driver. */
  CompletableFuture<Void> wakeUp() {
    return wakeUp;
  }
}
