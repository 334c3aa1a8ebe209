package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The transitions of a {@link ReclaimGate} under every interleaving: who is inside is alone, an
 * action of the end runs once, and nobody sleeps forever.
 *
 * <p>The gate's executor runs its reclaims on the submitting thread; the "orders" it is asked to
 * run there are what would touch the driver's state.
 */
public final class ReclaimGateStress {
  private ReclaimGateStress() {}

  /** A gate and a state behind it that only one may be inside of. */
  abstract static class Guarded {
    final AtomicInteger overlaps = new AtomicInteger();
    final AtomicInteger reclaims = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    final ReclaimGate gate;

    Guarded() {
      // The gate has moved to RECLAIMING when it calls its executor: the reclaim is "inside" then.
      Executor executor =
          action -> {
            touch();
            reclaims.incrementAndGet();
            action.run();
          };
      gate = new ReclaimGate("driver", executor);
    }

    final void touch() {
      if (inside.incrementAndGet() != 1) {
        overlaps.incrementAndGet();
      }
      Thread.onSpinWait();
      inside.decrementAndGet();
    }

    final boolean runDriver() {
      if (gate.tryEnter()) {
        touch();
        if (gate.reclaimRequested()) {
          gate.reclaimAtBorder();
        }
        gate.exit();
        return true;
      }
      return false;
    }

    /** An order for a consumer that is gone: running or dropping it only ends it. */
    final CompletableFuture<Long> order() {
      ReclaimOrder order = StressMemory.orderForClosedConsumer();
      gate.submit(order);
      return order.done();
    }
  }

  /** A driver enters while the arbiter orders: both get through, one after the other. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "order done, nobody overlapped")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost order or overlap")
  @State
  public static class EnterAgainstOrder extends Guarded {
    private CompletableFuture<Long> done = new CompletableFuture<>();

    @Actor
    public void driver() {
      runDriver();
      runDriver();
    }

    @Actor
    public void arbiter() {
      done = order();
    }

    @Arbiter
    public void look(III_Result result) {
      result.r1 = done.isDone() ? 1 : 0;
      result.r2 = overlaps.get();
      result.r3 = gate.state() == ReclaimGate.State.IDLE ? 0 : 1;
    }
  }

  /** Two threads order: each order is done. */
  @JCStressTest
  @Outcome(id = "2, 0, 0", expect = Expect.ACCEPTABLE, desc = "both orders done")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost order or overlap")
  @State
  public static class OrderAgainstOrder extends Guarded {
    private CompletableFuture<Long> first = new CompletableFuture<>();
    private CompletableFuture<Long> second = new CompletableFuture<>();

    @Actor
    public void one() {
      first = order();
    }

    @Actor
    public void other() {
      second = order();
    }

    @Arbiter
    public void look(III_Result result) {
      result.r1 = (first.isDone() ? 1 : 0) + (second.isDone() ? 1 : 0);
      result.r2 = overlaps.get();
      result.r3 = gate.state() == ReclaimGate.State.IDLE ? 0 : 1;
    }
  }

  /** Who could not enter is told when it is worth trying again. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "told, or entered at once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps forever")
  @State
  public static class WaiterAgainstReclaim extends Guarded {
    private CompletableFuture<Void> enterable = CompletableFuture.completedFuture(null);

    @Actor
    public void driver() {
      if (!runDriver()) {
        enterable = gate.whenEnterable();
      }
    }

    @Actor
    public void arbiter() {
      order();
    }

    @Arbiter
    public void look(II_Result result) {
      result.r1 = enterable.isDone() ? 1 : 0;
      result.r2 = overlaps.get();
    }
  }

  /** An order that has just been given to a gate that is then closed beside a driver. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "closed once, order ended")
  @Outcome(expect = Expect.FORBIDDEN, desc = "closed twice or never, lost order, overlap")
  @State
  public static class CloseAgainstOrder extends Guarded {
    private final AtomicInteger closes = new AtomicInteger();
    private CompletableFuture<Long> done = new CompletableFuture<>();

    @Actor
    public void closer() {
      gate.close(closes::incrementAndGet);
    }

    @Actor
    public void arbiter() {
      done = order();
    }

    @Arbiter
    public void look(III_Result result) {
      result.r1 = closes.get();
      result.r2 = done.isDone() ? 1 : 0;
      result.r3 = overlaps.get();
    }
  }

  /** A close beside a driver and an order: its action runs once, and the order ends. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "closed once, order ended")
  @Outcome(expect = Expect.FORBIDDEN, desc = "closed twice or never, lost order, overlap")
  @State
  public static class CloseAgainstDriverAndOrder extends Guarded {
    private final AtomicInteger closes = new AtomicInteger();
    private CompletableFuture<Long> done = new CompletableFuture<>();

    @Actor
    public void driver() {
      runDriver();
    }

    @Actor
    public void arbiterAndCloser() {
      done = order();
      gate.close(closes::incrementAndGet);
    }

    @Arbiter
    public void look(III_Result result) {
      result.r1 = closes.get();
      result.r2 = done.isDone() ? 1 : 0;
      result.r3 = overlaps.get();
    }
  }

  /** The end of shared state beside a reclaim of it: it happens once, with nobody inside. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "ended once, order done")
  @Outcome(expect = Expect.FORBIDDEN, desc = "ended twice or never, lost order, overlap")
  @State
  public static class EndAgainstOrder extends Guarded {
    private final AtomicInteger ends = new AtomicInteger();
    private CompletableFuture<Long> done = new CompletableFuture<>();

    @Actor
    public void owner() {
      gate.whenFree(
          () -> {
            touch();
            ends.incrementAndGet();
          });
    }

    @Actor
    public void arbiter() {
      done = order();
    }

    @Arbiter
    public void look(III_Result result) {
      result.r1 = ends.get();
      result.r2 = done.isDone() ? 1 : 0;
      result.r3 = overlaps.get();
    }
  }
}
