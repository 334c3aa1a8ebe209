package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Resizing as scenarios: 64 chunks of off-heap memory, half of them protected for storage, waits of
 * 30 seconds.
 */
class ResizeTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryManager manager =
      new MemoryManager(
          TestMemory.config(64 * CHUNK)
              .withStorageFraction(0.5)
              .withWaitTimeout(Duration.ofSeconds(30))
              .withAdmissionTimeout(Duration.ofSeconds(600)),
          executor::add,
          clock);
  private final StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  private FakeState state(QueryMemory query, long floorChunks) {
    TaskMemory task = query.newTask("t");
    return FakeState.in(task, task.newGate("d"), "state", floorChunks * CHUNK);
  }

  @AfterEach
  void everythingCameBack() {
    runExecutor();
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.residentBytes()).isLessThanOrEqualTo(manager.limitBytes());
    manager.close();
    assertThat(clock.pendingTimers()).isZero();
    assertThat(manager.mappedBytes()).isZero();
  }

  @Test
  void anIdleManagerShrinksAndGrowsAtOnce() {
    assertThat(manager.resize(16 * CHUNK)).isCompleted();
    assertThat(manager.limitBytes()).isEqualTo(16 * CHUNK);
    assertThat(manager.rootPool().limitBytes()).isEqualTo(16 * CHUNK);
    assertThat(manager.admit("q", 17 * CHUNK, NO_LIMIT)).isCompletedExceptionally();
    assertThat(manager.resize(100 * CHUNK)).isCompleted();
    try (QueryMemory query = manager.admit("q", 90 * CHUNK, NO_LIMIT).join()) {
      assertThat(query.admittedFloorBytes()).isEqualTo(90 * CHUNK);
    }
  }

  @Test
  void anEvictorThatFailsFailsTheResizeAndNotTheNext() {
    storage.evictWith(
        (bytes, spare) -> {
          throw new IllegalStateException("bug of the store");
        });
    assertThat(storage.acquire("table", 60 * CHUNK)).isTrue();
    assertThatThrownBy(() -> manager.resize(40 * CHUNK).join()).hasMessageContaining("bug of the");

    storage.evictWith((bytes, spare) -> storage.release(bytes));
    assertThat(manager.resize(50 * CHUNK)).isCompleted();
    assertThat(storage.usedBytes()).isEqualTo(50 * CHUNK);
    storage.release(50 * CHUNK);
  }

  @Test
  void lessThanAnEngineNeedsIsRefused() {
    assertThatThrownBy(() -> manager.resize(3 * CHUNK)).hasMessageContaining("raise the memory");
    assertThat(manager.limitBytes()).isEqualTo(64 * CHUNK);
  }

  @Test
  void consumersSpillWhatIsBeyondTheNewLimitAndItGoesBackToTheSystem() {
    QueryMemory query = manager.admit("q", 4 * CHUNK, NO_LIMIT).join();
    FakeState state = state(query, 4);
    state.grow(60 * CHUNK);

    CompletableFuture<Void> resized = manager.resize(16 * CHUNK);

    assertThat(resized).as("the driver's state is spilled on the executor").isNotDone();
    assertThat(state.consumer().tryReserve(8 * CHUNK)).as("holds at once").isFalse();
    runExecutor();
    assertThat(resized).isCompleted();
    assertThat(state.heldBytes()).isEqualTo(16 * CHUNK);
    assertThat(manager.outstandingBytes()).isEqualTo(16 * CHUNK);
    assertThat(manager.residentBytes()).isLessThanOrEqualTo(16 * CHUNK);
    state.consumer().close();
    query.close();
  }

  @Test
  void aRunningDriverGivesBackAtItsNextBorder() {
    QueryMemory query = manager.admit("q", 0, NO_LIMIT).join();
    FakeState state = state(query, 0);
    assertThat(state.consumer().gate().tryEnter()).isTrue();
    state.grow(40 * CHUNK);
    CompletableFuture<Void> resized = manager.resize(10 * CHUNK);
    runExecutor();
    assertThat(resized).isNotDone();
    assertThat(state.consumer().gate().reclaimRequested()).isTrue();

    state.consumer().gate().reclaimAtBorder();
    runExecutor();

    assertThat(resized).isCompleted();
    assertThat(state.heldBytes()).isEqualTo(10 * CHUNK);
    state.consumer().gate().exit();
    state.consumer().close();
    query.close();
  }

  @Test
  void theYoungestQueryPaysFirst() {
    QueryMemory elder = manager.admit("elder", 0, NO_LIMIT).join();
    QueryMemory younger = manager.admit("younger", 0, NO_LIMIT).join();
    FakeState first = state(elder, 0);
    FakeState second = state(younger, 0);
    first.grow(20 * CHUNK);
    second.grow(30 * CHUNK);

    CompletableFuture<Void> resized = manager.resize(30 * CHUNK);
    runExecutor();

    assertThat(resized).isCompleted();
    assertThat(first.heldBytes()).isEqualTo(20 * CHUNK);
    assertThat(second.heldBytes()).as("50 - 30 = 20 from the younger").isEqualTo(10 * CHUNK);
    first.consumer().close();
    second.consumer().close();
    elder.close();
    younger.close();
  }

  @Test
  void unprotectedBlocksGoFirstThenExecutionThenProtectedBlocks() {
    storage.evictWith((bytes, spare) -> storage.release(Math.min(bytes, storage.usedBytes())));
    QueryMemory query = manager.admit("q", 4 * CHUNK, NO_LIMIT).join();
    FakeState state = state(query, 4);
    state.grow(14 * CHUNK);
    assertThat(storage.acquire("table", 50 * CHUNK)).isTrue();

    // 64 used, 40 allowed, 20 protected: 24 beyond, all of it from the 30 unprotected
    CompletableFuture<Void> first = manager.resize(40 * CHUNK);
    assertThat(first).isCompleted();
    assertThat(storage.usedBytes()).isEqualTo(26 * CHUNK);
    assertThat(state.heldBytes()).isEqualTo(14 * CHUNK);

    // 40 used, 20 allowed, 10 protected: 16 unprotected, then 4 of execution
    CompletableFuture<Void> second = manager.resize(20 * CHUNK);
    assertThat(storage.usedBytes()).isEqualTo(10 * CHUNK);
    runExecutor();
    assertThat(second).isCompleted();
    assertThat(state.heldBytes()).isEqualTo(10 * CHUNK);

    // 20 used, 5 allowed, 2.5 protected: 7.5 unprotected, 6 of execution down to its floor, 1.5
    CompletableFuture<Void> third = manager.resize(5 * CHUNK);
    runExecutor();
    clock.advance(Duration.ofMillis(20).toNanos());
    runExecutor();
    assertThat(third).isCompleted();
    assertThat(state.consumer().reservedBytes()).isEqualTo(4 * CHUNK);
    assertThat(storage.usedBytes()).isEqualTo(CHUNK);
    storage.release(CHUNK);
    state.consumer().close();
    query.close();
  }

  @Test
  void belowTheFloorsItWaitsForQueriesToEnd() {
    QueryMemory first = manager.admit("first", 20 * CHUNK, NO_LIMIT).join();
    QueryMemory second = manager.admit("second", 20 * CHUNK, NO_LIMIT).join();
    CompletableFuture<Void> resized = manager.resize(30 * CHUNK);
    clock.advance(Duration.ofSeconds(29).toNanos());
    runExecutor();
    assertThat(resized).isNotDone();

    first.close();
    runExecutor();

    assertThat(resized).isCompleted();
    second.close();
  }

  @Test
  void theWaitForFloorsIsBoundedNamesTheHolderAndKeepsTheLimit() {
    QueryMemory query = manager.admit("holder", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<Void> resized = manager.resize(30 * CHUNK);
    clock.advance(Duration.ofSeconds(30).toNanos());
    runExecutor();
    assertThatThrownBy(resized::join)
        .cause()
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_WAIT_TIMEOUT))
        .hasMessageContaining("holder=engine/holder");
    assertThat(manager.limitBytes()).isEqualTo(30 * CHUNK);
    query.close();
    assertThat(manager.admit("q", 31 * CHUNK, NO_LIMIT)).isCompletedExceptionally();
    manager.admit("q", 30 * CHUNK, NO_LIMIT).join().close();
  }

  @Test
  void aLaterResizeSupersedesTheEarlier() {
    QueryMemory query = manager.admit("q", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<Void> down = manager.resize(30 * CHUNK);
    assertThat(down).isNotDone();
    CompletableFuture<Void> up = manager.resize(50 * CHUNK);
    assertThat(down).as("superseded").isCompleted();
    assertThat(up).isCompleted();
    assertThat(manager.limitBytes()).isEqualTo(50 * CHUNK);
    query.close();
  }

  @Test
  void cancellingTheFutureChangesNothing() {
    QueryMemory query = manager.admit("q", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<Void> resized = manager.resize(30 * CHUNK);
    resized.cancel(false);
    assertThat(manager.limitBytes()).isEqualTo(30 * CHUNK);
    query.close();
    runExecutor();
  }

  @Test
  void growingAdmitsWhoWaitsAndShrinkingRefusesWhoCanNeverBeAdmitted() {
    QueryMemory running = manager.admit("running", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<QueryMemory> small = manager.admit("small", 25 * CHUNK, NO_LIMIT);
    CompletableFuture<QueryMemory> large = manager.admit("large", 60 * CHUNK, NO_LIMIT);
    assertThat(small).isNotDone();

    assertThat(manager.resize(65 * CHUNK)).isCompleted();
    assertThat(small).as("40 + 25").isCompleted();
    assertThat(large).isNotDone();

    CompletableFuture<Void> down = manager.resize(50 * CHUNK);
    assertThatThrownBy(large::join)
        .cause()
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> assertThat(e.sufficientLimitBytes()).isEqualTo(60 * CHUNK));
    assertThat(down).isNotDone();
    running.close();
    runExecutor();
    assertThat(down).isCompleted();
    small.join().close();
  }

  @Test
  void aWaitingConsumerIsWokenByGrowthAndToldWhenItCanNeverBeServed() {
    QueryMemory query = manager.admit("q", 0, NO_LIMIT).join();
    QueryMemory other = manager.admit("other", 0, NO_LIMIT).join();
    TaskMemory task = other.newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(50 * CHUNK)).isNull();
    holder.use(50 * CHUNK);
    TaskMemory mine = query.newTask("t");
    MemoryConsumer waiter = mine.newConsumer(mine.newGate("d"), "waiter", 0, Reclaimable.NONE);

    CompletableFuture<Void> wait = waiter.reserve(30 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    manager.resize(80 * CHUNK);
    assertThat(wait).isCompleted();
    assertThat(waiter.reserve(30 * CHUNK)).isNull();
    waiter.use(30 * CHUNK);

    CompletableFuture<Void> hopeless = waiter.reserve(45 * CHUNK);
    assertThat(hopeless).isNotNull().isNotDone();
    CompletableFuture<Void> down = manager.resize(70 * CHUNK);
    assertThat(hopeless).as("30 + 45 > 70").isCompleted();
    assertThatThrownBy(() -> waiter.reserve(45 * CHUNK))
        .isInstanceOf(MemoryLimitExceededException.class);
    waiter.unuse(30 * CHUNK);
    waiter.close();
    holder.unuse(50 * CHUNK);
    holder.close();
    query.close();
    other.close();
    runExecutor();
    assertThat(down).isCompleted();
  }

  @Test
  void whatWasClaimedWhenItWasAskedForIsAskedForAgain() {
    QueryMemory query = manager.admit("q", 0, NO_LIMIT).join();
    FakeState state = state(query, 0);
    ReclaimGate gate = state.consumer().gate();
    assertThat(gate.tryEnter()).isTrue();
    assertThat(state.consumer().reserve(40 * CHUNK)).isNull();
    CompletableFuture<Void> resized = manager.resize(10 * CHUNK);
    state.fill(40 * CHUNK); // before the driver reaches its border
    gate.exit();
    runExecutor();
    clock.advance(Duration.ofMillis(20).toNanos());
    runExecutor();
    assertThat(resized).isCompleted();
    assertThat(state.heldBytes()).isLessThanOrEqualTo(10 * CHUNK);
    state.consumer().close();
    query.close();
  }

  @Test
  void closingTheManagerEndsAResize() {
    MemoryManager other = new MemoryManager(TestMemory.config(64 * CHUNK), executor::add, clock);
    QueryMemory query = other.admit("q", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<Void> resized = other.resize(30 * CHUNK);
    other.close();
    assertThatThrownBy(resized::join).hasMessageContaining("closed during a resize");
    query.close();
  }
}
