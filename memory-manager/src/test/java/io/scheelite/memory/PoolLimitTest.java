package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of a query, a task and a consumer in an engine of 64 chunks. */
class PoolLimitTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryManager manager =
      new MemoryManager(TestMemory.config(64 * CHUNK), executor::add, clock);
  private final QueryMemory query = TestMemory.now(manager, "q", 0);
  private final TaskMemory task = query.newTask("t");

  private FakeState state(TaskMemory owner, String name) {
    return FakeState.in(owner, owner.newGate(name), name, 0);
  }

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  @AfterEach
  void everythingCameBack() {
    query.close();
    runExecutor();
    assertThat(manager.outstandingBytes()).isZero();
    manager.close();
    assertThat(clock.pendingTimers()).isZero();
  }

  @Test
  void aConsumerAtItsLimitSpillsItself() {
    FakeState limited = state(task, "limited");
    FakeState other = state(task, "other");
    other.grow(20 * CHUNK);
    limited.consumer().limit(8 * CHUNK);
    assertThat(limited.consumer().pool().limitBytes()).isEqualTo(8 * CHUNK);
    limited.grow(8 * CHUNK);
    assertThat(limited.consumer().tryReserve(CHUNK)).isFalse();
    assertThatThrownBy(() -> limited.consumer().reserveNow(CHUNK))
        .isInstanceOf(MemoryLimitExceededException.class)
        .hasMessageContaining("limitBytes=" + 8 * CHUNK)
        .hasMessageContaining("limited current=512.0 KiB peak=512.0 KiB limit=512.0 KiB");
    CompletableFuture<Void> wait = limited.consumer().reserve(4 * CHUNK);
    runExecutor();
    assertThat(wait == null || wait.isDone()).isTrue();
    limited.grow(4 * CHUNK);
    assertThat(limited.heldBytes()).isLessThanOrEqualTo(8 * CHUNK);
    limited.consumer().close();
    other.consumer().close();
  }

  @Test
  void aTaskAtItsLimitHelpsItselfAndLeavesOtherTasksAlone() {
    FakeState mine = state(task, "mine");
    TaskMemory neighbour = query.newTask("neighbour");
    FakeState theirs = state(neighbour, "theirs");
    theirs.grow(30 * CHUNK);
    task.limit(10 * CHUNK);
    mine.grow(10 * CHUNK);
    mine.grow(5 * CHUNK);
    assertThat(mine.reclaims()).isPositive();
    assertThat(theirs.reclaims()).isZero();
    assertThat(task.usedBytes()).isLessThanOrEqualTo(10 * CHUNK);
    mine.consumer().close();
    theirs.consumer().close();
  }

  @Test
  void aQuerysLimitMayChangeWhileItRuns() {
    FakeState state = state(task, "state");
    state.grow(20 * CHUNK);
    query.limit(10 * CHUNK);
    assertThat(state.consumer().tryReserve(CHUNK)).as("holds 20 of 10").isFalse();
    assertThat(state.heldBytes()).as("nobody takes it away").isEqualTo(20 * CHUNK);
    query.limit(Long.MAX_VALUE);
    state.grow(40 * CHUNK);
    assertThat(state.heldBytes()).isEqualTo(60 * CHUNK);
    state.consumer().close();
  }

  @Test
  void aHigherLimitWakesWhoWaitsForIt() {
    MemoryConsumer holder = task.newConsumer(task.newGate("h"), "holder", 0, Reclaimable.NONE);
    MemoryConsumer waiter = task.newConsumer(task.newGate("w"), "waiter", 0, Reclaimable.NONE);
    query.limit(20 * CHUNK);
    assertThat(holder.reserve(15 * CHUNK)).isNull();
    holder.use(15 * CHUNK);
    CompletableFuture<Void> wait = waiter.reserve(10 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    query.limit(25 * CHUNK);
    assertThat(wait).isCompleted();
    assertThat(waiter.reserve(10 * CHUNK)).isNull();
    holder.unuse(15 * CHUNK);
    holder.close();
    waiter.close();
  }

  @Test
  void aLowerLimitRefusesWhoCanNeverBeServed() {
    MemoryConsumer holder = task.newConsumer(task.newGate("h"), "holder", 0, Reclaimable.NONE);
    MemoryConsumer waiter = task.newConsumer(task.newGate("w"), "waiter", 0, Reclaimable.NONE);
    assertThat(holder.reserve(60 * CHUNK)).isNull();
    holder.use(60 * CHUNK);
    CompletableFuture<Void> wait = waiter.reserve(10 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    waiter.limit(9 * CHUNK);
    assertThat(wait).isCompleted();
    assertThatThrownBy(() -> waiter.reserve(10 * CHUNK))
        .isInstanceOf(MemoryLimitExceededException.class);
    assertThatThrownBy(() -> waiter.limit(-1)).hasMessageContaining("limitBytes=-1");
    holder.unuse(60 * CHUNK);
    holder.close();
    waiter.close();
  }
}
