package io.scheelite.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Reservations of a {@link MemoryConsumer} against others that want them back. */
public final class MemoryConsumerStress {
  private static final long CHUNK = StressMemory.CHUNK;

  private MemoryConsumerStress() {}

  /** What a driver has reserved for its batch is there, whatever is ordered from it meanwhile. */
  @JCStressTest
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "used what it had reserved")
  @Outcome(expect = Expect.FORBIDDEN, desc = "claim lost, or books do not agree")
  @State
  public static class ClaimAgainstOrder {
    private final TaskMemory task = StressMemory.newTask();
    private final ReclaimGate gate = task.newGate("driver");
    private final MemoryConsumer consumer = task.newConsumer(gate, "c", 0, Reclaimable.NONE);
    private int failures;

    @Actor
    public void driver() {
      while (!gate.tryEnter()) {
        Thread.onSpinWait();
      }
      try {
        if (consumer.reserve(CHUNK) == null) {
          consumer.use(CHUNK);
        }
      } catch (IllegalStateException e) {
        failures = 1;
      }
      gate.exit();
    }

    @Actor
    public void arbiter() {
      StressMemory.manager().arbiter().order(consumer, CHUNK, "stress");
    }

    @Arbiter
    public void look(III_Result result) {
      consumer.releaseUnused();
      result.r1 = failures;
      result.r2 = (int) (consumer.reservedBytes() / CHUNK);
      result.r3 = (int) (consumer.pool().currentBytes() / CHUNK);
      consumer.unuse(consumer.usedBytes());
      consumer.close();
      task.close();
    }
  }

  /** Opposite hand-overs between two consumers neither deadlock nor lose a byte. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both handed over")
  @Outcome(expect = Expect.FORBIDDEN, desc = "bytes lost or doubled")
  @State
  public static class HandOverAgainstHandOver {
    private final TaskMemory task = StressMemory.newTask();
    private final ReclaimGate gate = task.newGate("driver");
    private final MemoryConsumer left = task.newConsumer(gate, "left", 0, Reclaimable.NONE);
    private final MemoryConsumer right = task.newConsumer(gate, "right", 0, Reclaimable.NONE);
    private final long fromLeft = allocate(left);
    private final long fromRight = allocate(right);

    private static long allocate(MemoryConsumer consumer) {
      consumer.reserveNow(CHUNK);
      long address = consumer.allocate(CHUNK);
      consumer.releaseUnused();
      return address;
    }

    @Actor
    public void toRight() {
      left.transferTo(right, fromLeft, CHUNK);
    }

    @Actor
    public void toLeft() {
      right.transferTo(left, fromRight, CHUNK);
    }

    @Arbiter
    public void look(II_Result result) {
      result.r1 = (int) ((left.usedBytes() + right.usedBytes()) / CHUNK);
      result.r2 = (int) (task.pool().currentBytes() / CHUNK);
      right.free(fromLeft, CHUNK);
      left.free(fromRight, CHUNK);
      left.close();
      right.close();
      task.close();
    }
  }
}
