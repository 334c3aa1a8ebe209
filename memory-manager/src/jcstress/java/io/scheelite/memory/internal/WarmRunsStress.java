package io.scheelite.memory.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The free lists of {@link WarmRuns}: a run has one owner at any time, and none is lost. One
 * stripe, so that all threads meet in the same slots.
 */
public final class WarmRunsStress {
  private static final long RUN = 1L << 30;

  private WarmRunsStress() {}

  /** One run, two takers. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "one of them has it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two owners, or none")
  @State
  public static class TakeAgainstTake {
    private final WarmRuns warm = open();

    public TakeAgainstTake() {
      warm.put(RUN, 1);
    }

    @Actor
    public void one(III_Result result) {
      result.r1 = warm.take(1) == RUN ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
      result.r2 = warm.take(1) == RUN ? 1 : 0;
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = drained(warm);
    }
  }

  /** A run that is taken and put back while another takes: owners never overlap. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1", "1, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
  @State
  public static class ReuseAgainstTake {
    private final WarmRuns warm = open();

    public ReuseAgainstTake() {
      warm.put(RUN, 1);
    }

    @Actor
    public void user(III_Result result) {
      long run = warm.take(1);
      result.r1 = 0;
      if (run != 0) {
        result.r1 = warm.put(run, 1) ? 1 : 2;
      }
    }

    @Actor
    public void taker(III_Result result) {
      result.r2 = warm.take(1) == RUN ? 1 : 0;
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = drained(warm);
      if (result.r1 == 0 && result.r2 == 1 && result.r3 == 0) {
        result.r1 = 1; // the taker was first: the user found nothing
      }
    }
  }

  /** A run put while the lists are closed and drained goes back to somebody, once. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "drained, or refused to its owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "stays behind, or has two owners")
  @State
  public static class PutAgainstClose {
    private final WarmRuns warm = open();
    private final AtomicInteger back = new AtomicInteger();

    @Actor
    public void put() {
      if (!warm.put(RUN, 1)) {
        back.incrementAndGet();
      }
    }

    @Actor
    public void close() {
      warm.resize(0);
      warm.drain((address, chunks) -> back.incrementAndGet());
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r1 = back.get();
      result.r2 = drained(warm);
      result.r3 = 0;
    }
  }

  private static WarmRuns open() {
    WarmRuns warm = new WarmRuns(1);
    warm.resize(1L << 30);
    return warm;
  }

  private static int drained(WarmRuns warm) {
    AtomicInteger runs = new AtomicInteger();
    warm.drain((address, chunks) -> runs.incrementAndGet());
    return runs.get();
  }
}
