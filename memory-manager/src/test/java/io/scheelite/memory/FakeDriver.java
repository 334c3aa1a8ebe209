package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A driver in small: enters its gate, serves reclaims at borders, reserves for all its operators
 * before it consumes a batch, and leaves when it has to wait.
 */
final class FakeDriver implements Runnable {
  static final int FLOOR_CHUNKS = 2;
  private static final int BATCHES_PER_QUANTUM = 3;

  private final Executor executor;
  private final RandomGenerator random;
  private final ReclaimGate gate;
  private final List<FakeState> operators = new ArrayList<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int batchesLeft;
  private int batchesInQuantum;
  private int waits;

  FakeDriver(
      TaskMemory task, int operatorCount, int batches, Executor executor, RandomGenerator random) {
    this.executor = executor;
    this.random = random;
    this.batchesLeft = batches;
    this.gate = task.newGate("driver");
    for (int i = 0; i < operatorCount; i++) {
      operators.add(
          FakeState.in(task, gate, "operator" + i, FLOOR_CHUNKS * MemoryConsumer.CHUNK_BYTES));
    }
  }

  CompletableFuture<Void> done() {
    return done;
  }

  int waits() {
    return waits;
  }

  int reclaims() {
    return operators.stream().mapToInt(FakeState::reclaims).sum();
  }

  @Override
  public void run() {
    guard(this::enter);
  }

  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | AssertionError e) {
      done.completeExceptionally(e);
    }
  }

  private void enter() {
    if (gate.tryEnter()) {
      batchesInQuantum = 0;
      reserve();
    } else if (gate.state() == ReclaimGate.State.CLOSED) {
      done.completeExceptionally(new IllegalStateException("gate closed under a driver"));
    } else {
      continueAfter(gate.whenEnterable());
    }
  }

  private void reserve() {
    if (gate.reclaimRequested()) {
      gate.reclaimAtBorder();
    }
    long bytes = random.nextInt(1, FLOOR_CHUNKS + 1) * (long) MemoryConsumer.CHUNK_BYTES;
    for (FakeState operator : operators) {
      CompletableFuture<Void> wait = operator.consumer().reserve(bytes);
      if (wait != null) {
        waits++;
        gate.exit();
        continueAfter(wait);
        return;
      }
    }
    operators.forEach(operator -> operator.inUse(true));
    // A step of its own, still inside the gate: so others act while this driver runs.
    executor.execute(() -> guard(() -> consume(bytes)));
  }

  private void consume(long bytes) {
    operators.forEach(operator -> operator.fill(bytes));
    operators.forEach(operator -> operator.inUse(false));
    batchesLeft--;
    batchesInQuantum++;
    if (batchesLeft == 0) {
      operators.forEach(operator -> operator.consumer().close());
      gate.exit();
      done.complete(null);
    } else if (batchesInQuantum == BATCHES_PER_QUANTUM) {
      gate.exit();
      executor.execute(this);
    } else {
      reserve();
    }
  }

  private void continueAfter(CompletableFuture<Void> wait) {
    wait.whenComplete(
        (ignored, error) -> {
          if (error != null) {
            done.completeExceptionally(error);
          } else {
            executor.execute(this);
          }
        });
  }
}
