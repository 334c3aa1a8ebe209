package io.scheelite.memory.simulation;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryGrant;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.ReclaimGate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A driver: enters its gate, serves reclaims at borders, reserves for all its operators, consumes
 * in a step of its own, and leaves whenever it has to wait. Besides what fits into the floors it
 * asks for more now and then, in each of the ways there are.
 */
final class SimulatedDriver implements Runnable {
  static final int FLOOR_CHUNKS = 2;
  private static final int MOST_EXTRA_CHUNKS = 24;
  private static final int EXTRA_ROUNDS = 12;
  private static final int FLOOR_ROUNDS = 200;
  private static final int BATCHES_PER_QUANTUM = 3;

  /** Ways to ask for more than the floor; any of them may fail. */
  private enum Way {
    TRY,
    RESERVE,
    BY_RECLAIM,
    ACQUIRE
  }

  private record Extra(int operator, Way way, long bytes) {}

  private final Simulation world;
  private final RandomGenerator random;
  private final SimulatedQuery query;
  private final SimulatedQuery.Task task;
  private final ReclaimGate gate;
  private final List<SimulatedState> operators = new ArrayList<>();
  private long[] wanted = new long[0];
  private @Nullable Extra extra;
  private int extraRounds;
  private int floorRounds;
  private int batchesLeft;
  private int batchesInQuantum;
  private @Nullable CompletableFuture<Void> wait;
  private @Nullable MemoryConsumer waiter;
  private long waiterBytes;

  SimulatedDriver(
      Simulation world,
      SimulatedQuery query,
      SimulatedQuery.Task task,
      int operatorCount,
      int batches,
      boolean onHeap) {
    this.world = world;
    this.random = world.random;
    this.query = query;
    this.task = task;
    this.batchesLeft = batches;
    this.gate = task.memory().newGate("driver");
    for (int i = 0; i < operatorCount; i++) {
      operators.add(
          new SimulatedState(
              world,
              task.memory(),
              gate,
              MemoryMode.OFF_HEAP,
              "operator" + i,
              FLOOR_CHUNKS * SimulatedState.CHUNK));
    }
    if (onHeap) {
      operators.add(
          new SimulatedState(world, task.memory(), gate, MemoryMode.ON_HEAP, "on-heap", 0));
    }
    world.drivers.add(this);
    drawBatch();
  }

  /** What it waits for, or null; for the check that nobody waits who could be served. */
  @Nullable MemoryConsumer waiter() {
    CompletableFuture<Void> current = wait;
    return current == null || current.isDone() ? null : waiter;
  }

  SimulatedEngine engine() {
    return query.engine;
  }

  long waiterBytes() {
    return waiterBytes;
  }

  private void drawBatch() {
    extraRounds = 0;
    floorRounds = 0;
    wanted = new long[operators.size()];
    for (int i = 0; i < wanted.length; i++) {
      // A hand-over may have taken the floor along.
      long floorChunks = operators.get(i).consumer().floorBytes() / SimulatedState.CHUNK;
      wanted[i] = random.nextLong(floorChunks + 1) * SimulatedState.CHUNK;
    }
    extra = null;
    if (random.nextInt(3) == 0) {
      int operator = random.nextInt(wanted.length);
      Way way = Way.values()[random.nextInt(Way.values().length)];
      long bytes = random.nextLong(1, MOST_EXTRA_CHUNKS + 1) * SimulatedState.CHUNK;
      extra = new Extra(operator, way, bytes);
    }
  }

  @Override
  public void run() {
    if (gate.tryEnter()) {
      batchesInQuantum = 0;
      prepare();
    } else if (gate.state() == ReclaimGate.State.CLOSED) {
      end();
    } else {
      var _ = gate.whenEnterable().thenRun(() -> world.later(this));
    }
  }

  private void prepare() {
    if (query.isCancelled()) {
      gate.exit();
      end();
      return;
    }
    if (gate.reclaimRequested() && random.nextInt(4) != 0) {
      gate.reclaimAtBorder();
    }
    long[] now = wanted.clone();
    Extra more = extra;
    if (more != null) {
      Asked asked = ask(more, wanted[more.operator] + more.bytes);
      if (asked.until != null) {
        giveUpTooLong();
        block(operators.get(more.operator), asked.bytes, asked.until, true);
        return;
      }
      now[more.operator] = Math.max(asked.bytes, wanted[more.operator]);
    }
    for (int i = 0; i < now.length; i++) {
      SimulatedState operator = operators.get(i);
      CompletableFuture<Void> needed = operator.consumer().reserve(now[i]);
      if (needed != null) {
        if (++floorRounds > FLOOR_ROUNDS) {
          throw new AssertionError(
              "a request within the floors is not granted: " + operator.consumer());
        }
        block(operator, now[i], needed, false);
        return;
      }
    }
    operators.forEach(operator -> operator.inUse(true));
    if (world.strikes(Fault.EARLY_EXIT)) {
      gate.exit();
    }
    // A step of its own, still inside the gate: so others act while this driver runs.
    world.later(() -> consume(now));
  }

  /** Bytes that were granted, or that are waited for. */
  private record Asked(long bytes, @Nullable CompletableFuture<Void> until) {}

  private Asked ask(Extra more, long bytes) {
    MemoryConsumer consumer = operators.get(more.operator).consumer();
    task.modes().add(consumer.mode()); // counted from its first floor or request on
    try {
      Asked asked =
          switch (more.way) {
            case TRY -> new Asked(consumer.tryReserve(bytes) ? bytes : 0, null);
            case RESERVE -> new Asked(bytes, consumer.reserve(bytes));
            case BY_RECLAIM -> new Asked(bytes, consumer.reserveByReclaim(bytes));
            case ACQUIRE ->
                switch (consumer.acquire(bytes)) {
                  case MemoryGrant.Granted granted -> checked(granted.bytes(), bytes);
                  case MemoryGrant.Pending pending -> new Asked(bytes, pending.retry());
                };
          };
      if (asked.until == null && asked.bytes == 0) {
        extra = null;
      }
      return asked;
    } catch (MemoryLimitExceededException e) {
      world.counters.refusals++;
      extra = null;
      return new Asked(0, null);
    }
  }

  private static Asked checked(long granted, long bytes) {
    if (granted < 0 || granted > bytes) {
      throw new AssertionError("grant out of range: granted=" + granted + " asked=" + bytes);
    }
    return new Asked(granted / SimulatedState.CHUNK * SimulatedState.CHUNK, null);
  }

  private void giveUpTooLong() {
    if (++extraRounds > EXTRA_ROUNDS) {
      extra = null;
    }
  }

  private void block(
      SimulatedState operator, long bytes, CompletableFuture<Void> until, boolean mayFail) {
    world.counters.waits++;
    waiter = operator.consumer();
    waiterBytes = bytes;
    wait = until;
    long since = world.clock.nanoTime();
    gate.exit();
    var _ =
        until.whenComplete(
            (ignored, error) -> {
              long waited = world.clock.nanoTime() - since;
              world.counters.longestWaitNanos = Math.max(world.counters.longestWaitNanos, waited);
              world.later(() -> resume(error, mayFail));
            });
  }

  private void resume(@Nullable Throwable error, boolean mayFail) {
    wait = null;
    if (error != null) {
      if (!mayFail && !query.isCancelled()) {
        throw new AssertionError("a request within the floors failed", error);
      }
      world.counters.timeouts++;
      extra = null;
    }
    run();
  }

  private void consume(long[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      operators.get(i).fill(bytes[i]);
    }
    operators.forEach(operator -> operator.inUse(false));
    SimulatedState some = operators.get(random.nextInt(operators.size()));
    switch (random.nextInt(8)) {
      case 0 -> some.drop(random.nextInt(4));
      case 1 -> some.consumer().releaseUnused();
      case 2 -> release(some.consumer());
      case 3, 4 -> handOver(some);
      default -> {}
    }
    damage(some.consumer());
    batchesLeft--;
    batchesInQuantum++;
    if (batchesLeft == 0) {
      operators.forEach(SimulatedState::close);
      gate.exit();
      end();
      return;
    }
    drawBatch();
    if (batchesInQuantum == BATCHES_PER_QUANTUM) {
      gate.exit();
      world.later(this);
    } else {
      prepare();
    }
  }

  private void release(MemoryConsumer consumer) {
    long excess =
        Math.min(consumer.unusedBytes(), consumer.reservedBytes() - consumer.floorBytes());
    if (excess > 0) {
      long asked = random.nextLong(1, excess + 1);
      if (consumer.release(asked) != asked) {
        throw new AssertionError("release of unused memory was clamped: " + consumer);
      }
    }
  }

  private void handOver(SimulatedState from) {
    SimulatedState to = query.shared();
    if (to != null && from.consumer().mode() == MemoryMode.OFF_HEAP) {
      if (to.consumer().gate().tryEnter()) {
        world.exemptFromShares();
        from.handOver(to);
        to.consumer().gate().exit();
      }
    }
  }

  private void damage(MemoryConsumer consumer) {
    if (world.strikes(Fault.DOUBLE_RELEASE)) {
      query.engine.probe.releaseAgain(consumer, SimulatedState.CHUNK);
    }
    if (world.strikes(Fault.UNCOUNTED_TASK)) {
      query.engine.probe.forgetTask(MemoryMode.OFF_HEAP);
    }
    if (world.strikes(Fault.SHARE_EXCEEDED)) {
      query.engine.probe.grantBeyondShare(consumer, MOST_EXTRA_CHUNKS * SimulatedState.CHUNK);
    }
    var memory = query.memory();
    if (memory != null && world.strikes(Fault.FLOOR_GIVEN_AWAY)) {
      query.engine.probe.giveFloorAway(memory, SimulatedState.CHUNK);
    }
  }

  private void end() {
    wait = null;
    world.drivers.remove(this);
    query.driverEnded();
  }
}
