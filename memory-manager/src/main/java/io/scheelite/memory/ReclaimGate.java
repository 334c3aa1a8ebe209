package io.scheelite.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The state of one driver as the arbiter sees it: decides who may touch the state behind the
 * driver's consumers, the driver or a reclaim.
 *
 * <pre>
 *            tryEnter                 arbiter
 *   RUNNING  <-------  IDLE  ------------------->  RECLAIMING
 *            ------->        <-------------------
 *              exit             all orders done
 *                        \-- close --> CLOSED (a close that comes while RUNNING or RECLAIMING waits for its end)
 * </pre>
 *
 * <p>A running driver is never touched: it sees {@link #reclaimRequested()} at its next batch
 * border and calls {@link #reclaimAtBorder()}. A driver that does not run is reclaimed on the
 * reclaim executor. Thread-safe, lock-free, never waits.
 */
public final class ReclaimGate {
  /** What the gate is doing. */
  public enum State {
    /** The driver does not run; a reclaim may begin. */
    IDLE,
    /** The driver runs; only it touches its state. */
    RUNNING,
    /** A reclaim runs; the driver must wait. */
    RECLAIMING,
    /** The driver is gone. */
    CLOSED
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ReclaimGate.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Executor reclaimExecutor;
  private final ConcurrentLinkedQueue<ReclaimOrder> orders = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> enterers =
      new ConcurrentLinkedQueue<>();
  private volatile State state = State.IDLE;
  private volatile boolean requested;
  private boolean spilling; // as the epoch
  private int epoch; // written by the running driver; read by others only while it is out
  private volatile @Nullable Runnable onClose;
  private volatile @Nullable Throwable failure;

  ReclaimGate(String name, Executor reclaimExecutor) {
    this.name = name;
    this.reclaimExecutor = reclaimExecutor;
  }

  public String name() {
    return name;
  }

  public State state() {
    return state;
  }

  /**
   * Begins running the driver, unless a reclaim runs or the gate is closed; then wait for {@link
   * #whenEnterable()}.
   *
   * @throws RuntimeException the failure of a reclaim that ran on another thread since the driver
   *     last ran
   */
  public boolean tryEnter() {
    boolean entered = STATE.compareAndSet(this, State.IDLE, State.RUNNING);
    Throwable thrown = failure;
    if (entered && thrown != null) {
      failure = null; // told once; afterwards the driver may enter to clean up
      exit();
      if (thrown instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException("reclaim failed: gate=" + name, thrown);
    }
    return entered;
  }

  /** Counts borders: what was reserved before the last one is no longer claimed. */
  int epoch() {
    return epoch;
  }

  /** Whether something behind this gate is being spilled; asked by whoever has exclusive use. */
  boolean isSpilling() {
    return spilling;
  }

  void beginSpill() {
    spilling = true;
  }

  void endSpill() {
    spilling = false;
  }

  /** Ends running the driver. A reclaim requested meanwhile begins on the reclaim executor. */
  public void exit() {
    epoch++;
    if (!STATE.compareAndSet(this, State.RUNNING, State.IDLE)) {
      throw new IllegalStateException(
          "exit of a gate that was not entered: gate=" + name + " state=" + state);
    }
    becameIdle();
  }

  /** Whether somebody waits for memory of this driver; cheap enough for every batch. */
  public boolean reclaimRequested() {
    return requested;
  }

  /** Serves the requests, on the thread of the running driver, at a batch border. */
  public void reclaimAtBorder() {
    if (state != State.RUNNING) {
      throw new IllegalStateException(
          "reclaim at the border of a driver that does not run: gate=" + name);
    }
    epoch++;
    runOrders();
  }

  /**
   * Completes when {@link #tryEnter()} is worth trying again; at once if no reclaim runs. It
   * completes also when the gate is closed: look at {@link #state()} if entering fails then.
   */
  public CompletableFuture<Void> whenEnterable() {
    CompletableFuture<Void> enterable = new CompletableFuture<>();
    enterers.add(enterable);
    if (state != State.RECLAIMING) {
      wakeEnterers();
    }
    return enterable;
  }

  /**
   * Runs an action that ends the state behind this gate, when nobody else touches it: at once, or,
   * where a reclaim is under way, as soon as that has ended. The driver itself has ended.
   */
  public void whenFree(Runnable action) {
    while (true) {
      if (enterToClose()) {
        try {
          action.run();
        } finally {
          exit();
        }
        return;
      }
      State now = state;
      if (now == State.RECLAIMING) {
        var _ = whenEnterable().thenRun(() -> whenFree(action));
        return;
      }
      if (now != State.IDLE) { // closed, or the caller is inside
        action.run();
        return;
      }
    }
  }

  private boolean enterToClose() {
    try {
      return tryEnter();
    } catch (RuntimeException _) {
      return false; // told once: a reclaim had failed; nothing needs its result any more
    }
  }

  void submit(ReclaimOrder order) {
    orders.add(order);
    requested = true;
    startReclaimIfIdle();
  }

  /** Closes the gate now, or as soon as whoever is inside has left; then runs the action once. */
  void close(Runnable action) {
    onClose = action;
    tryFinishClose();
  }

  private void becameIdle() {
    if (onClose != null) {
      tryFinishClose();
    } else {
      startReclaimIfIdle();
    }
    wakeEnterers();
  }

  private void tryFinishClose() {
    Runnable action = onClose;
    if (action != null && STATE.compareAndSet(this, State.IDLE, State.CLOSED)) {
      dropOrders();
      wakeEnterers();
      action.run();
    }
  }

  private void startReclaimIfIdle() {
    if (state == State.CLOSED) {
      dropOrders();
    } else if (!orders.isEmpty() && STATE.compareAndSet(this, State.IDLE, State.RECLAIMING)) {
      try {
        reclaimExecutor.execute(this::reclaimWhileIdle);
      } catch (RuntimeException e) {
        // The executor refuses work (it is shutting down): whoever waits must not wait for it.
        dropOrders();
        finishReclaim();
        throw e;
      }
    }
  }

  private void reclaimWhileIdle() {
    try {
      runOrders();
    } catch (RuntimeException | Error e) {
      failure = e; // belongs to the driver, which is not here: it gets it when it next enters
      dropOrders();
    } finally {
      finishReclaim();
    }
  }

  private void finishReclaim() {
    state = State.IDLE;
    becameIdle();
  }

  private void runOrders() {
    requested = false;
    for (ReclaimOrder order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
  }

  private void dropOrders() {
    requested = false;
    for (ReclaimOrder order = orders.poll(); order != null; order = orders.poll()) {
      order.drop();
    }
  }

  private void wakeEnterers() {
    for (CompletableFuture<Void> next = enterers.poll(); next != null; next = enterers.poll()) {
      next.complete(null);
    }
  }

  @Override
  public String toString() {
    return "gate " + name + " " + state;
  }
}
