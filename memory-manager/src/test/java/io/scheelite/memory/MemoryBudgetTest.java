package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two managers that could have 64 chunks each share a budget of 64 chunks: 32 each when both want.
 */
class MemoryBudgetTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryBudget budget = MemoryBudget.of(64 * CHUNK);
  private final MemoryManager first = manager();
  private final MemoryManager second = manager();

  private MemoryManager manager() {
    return new MemoryManager(
        TestMemory.config(64 * CHUNK)
            .withStorageFraction(0.5)
            .withWaitTimeout(Duration.ofSeconds(30))
            .withBudget(budget),
        executor::add,
        clock);
  }

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
      assertTogetherWithinBudget();
    }
  }

  private void assertTogetherWithinBudget() {
    assertThat(first.residentBytes() + second.residentBytes())
        .isLessThanOrEqualTo(budget.heldBytes());
    assertThat(first.outstandingBytes() + second.outstandingBytes())
        .isLessThanOrEqualTo(budget.heldBytes());
    assertThat(budget.peakHeldBytes()).isLessThanOrEqualTo(64 * CHUNK);
  }

  private static FakeState state(QueryMemory query, long floorChunks) {
    TaskMemory task = query.newTask("t");
    return FakeState.in(task, task.newGate("d"), "state", floorChunks * CHUNK);
  }

  private static QueryMemory query(MemoryManager manager) {
    return manager.admit("q", 0, NO_LIMIT).join();
  }

  private static void end(FakeState state) {
    QueryMemory query = state.consumer().task().query();
    state.consumer().close();
    query.close();
  }

  @AfterEach
  void everythingCameBack() {
    runExecutor();
    assertThat(first.outstandingBytes() + second.outstandingBytes()).isZero();
    first.close();
    second.close();
    assertThat(clock.pendingTimers()).isZero();
    assertThat(first.mappedBytes() + second.mappedBytes()).isZero();
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void aloneAManagerMayHaveEverythingAndLeavesItToTheNext() {
    assertThat(budget.heldBytes()).as("nothing is taken before it is granted").isZero();
    FakeState state = state(query(first), 0);
    state.grow(60 * CHUNK);
    assertThat(budget.heldBytes()).isBetween(60 * CHUNK, 64 * CHUNK);
    end(state);
    assertThat(budget.heldBytes()).as("kept while nobody wants it").isPositive();

    FakeState other = state(query(second), 0);
    other.grow(60 * CHUNK);
    assertThat(other.heldBytes()).isEqualTo(60 * CHUNK);
    assertTogetherWithinBudget();
    end(other);
  }

  @Test
  void whoIsBelowItsShareGetsWhatTheOtherHoldsAboveIts() {
    FakeState rich = state(query(first), 0);
    rich.grow(60 * CHUNK);
    FakeState poor = state(query(second), 0);

    CompletableFuture<Void> wait = poor.consumer().reserve(20 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    runExecutor();

    assertThat(wait).isCompleted();
    assertThat(rich.heldBytes()).as("64 - 20").isEqualTo(44 * CHUNK);
    poor.grow(20 * CHUNK);
    assertTogetherWithinBudget();
    end(rich);
    end(poor);
  }

  @Test
  void whoIsAtItsShareSpillsItself() {
    FakeState one = state(query(first), 0);
    FakeState two = state(query(second), 0);
    one.grow(32 * CHUNK);
    two.grow(32 * CHUNK);
    two.grow(10 * CHUNK);
    assertThat(two.reclaims()).isPositive();
    assertThat(two.heldBytes()).isEqualTo(32 * CHUNK);
    assertThat(one.heldBytes()).isEqualTo(32 * CHUNK);
    end(one);
    end(two);
  }

  @Test
  void aQueryAtTheDoorGetsWhatOthersHoldAboveTheirFloors() {
    FakeState holder = state(first.admit("q", 4 * CHUNK, NO_LIMIT).join(), 4);
    holder.grow(60 * CHUNK);
    CompletableFuture<QueryMemory> admitted = second.admit("next", 40 * CHUNK, NO_LIMIT);
    assertThat(admitted).isNotDone();
    runExecutor();
    assertThat(admitted).isCompleted();
    assertThat(holder.heldBytes()).as("64 - 40").isEqualTo(24 * CHUNK);
    assertTogetherWithinBudget();
    admitted.join().close();
    end(holder);
  }

  @Test
  void floorsOfAllManagersTogetherFitIntoTheBudget() {
    QueryMemory running = first.admit("running", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<QueryMemory> waiting = second.admit("waiting", 30 * CHUNK, NO_LIMIT);
    runExecutor();
    assertThat(waiting).isNotDone();
    running.close();
    runExecutor();
    assertThat(waiting).isCompleted();
    waiting.join().close();
  }

  @Test
  void twoQueriesAtTwoDoorsAreAdmittedInOrderOfArrival() {
    FakeState holder = state(query(first), 0);
    assertThat(holder.consumer().gate().tryEnter()).isTrue();
    holder.grow(30 * CHUNK);
    FakeState other = state(query(second), 0);
    assertThat(other.consumer().gate().tryEnter()).isTrue();
    other.grow(30 * CHUNK);
    CompletableFuture<QueryMemory> earlier = first.admit("earlier", 50 * CHUNK, NO_LIMIT);
    CompletableFuture<QueryMemory> later = second.admit("later", 50 * CHUNK, NO_LIMIT);
    runExecutor();
    assertThat(earlier).isNotDone();
    assertThat(later).isNotDone();

    other.consumer().gate().reclaimAtBorder();
    runExecutor();
    holder.consumer().gate().reclaimAtBorder();
    runExecutor();

    assertThat(earlier).isCompleted();
    assertThat(later).isNotDone();
    holder.consumer().gate().exit();
    other.consumer().gate().exit();
    earlier.join().close();
    end(holder);
    end(other);
    runExecutor();
    assertThat(later).isCompleted();
    later.join().close();
  }

  @Test
  void blocksOfAnotherManagerAreEvictedDownToItsShareOfTheBudget() {
    StorageMemory storage = first.storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spare) -> storage.release(Math.min(bytes, storage.usedBytes())));
    assertThat(storage.acquire("table", 60 * CHUNK)).isTrue();
    FakeState state = state(query(second), 0);
    state.grow(20 * CHUNK);
    assertThat(storage.usedBytes()).as("64 - 20").isEqualTo(44 * CHUNK);
    state.grow(12 * CHUNK);
    assertThat(storage.usedBytes()).isEqualTo(32 * CHUNK);
    state.grow(CHUNK);
    assertThat(storage.usedBytes()).as("the requester has its share").isEqualTo(32 * CHUNK);
    assertThat(state.reclaims()).isPositive();
    storage.release(32 * CHUNK);
    end(state);
  }

  @Test
  void storageTakesWhatOthersDoNotUseAndRefusesWhatTheyUse() {
    FakeState state = state(query(first), 0);
    state.grow(40 * CHUNK);
    StorageMemory storage = second.storage(MemoryMode.OFF_HEAP);
    assertThat(storage.acquire("table", 30 * CHUNK)).isFalse();
    assertThat(storage.acquire("table", 24 * CHUNK)).isTrue();
    end(state);
    assertThat(storage.acquire("table", 40 * CHUNK)).isTrue();
    assertTogetherWithinBudget();
    storage.release(64 * CHUNK);
  }

  @Test
  void whatComesFreeElsewhereWakesAWaiter() {
    TaskMemory task = query(first).newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(50 * CHUNK)).isNull();
    holder.use(50 * CHUNK);
    FakeState waiter = state(query(second), 0);
    CompletableFuture<Void> wait = waiter.consumer().reserve(20 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    runExecutor();
    assertThat(wait).isNotDone();
    holder.unuse(50 * CHUNK);
    holder.close();
    runExecutor();
    assertThat(wait).isCompleted();
    waiter.grow(20 * CHUNK);
    task.query().close();
    end(waiter);
  }

  @Test
  void whoLackMoreThanIsFreeDoNotTossItToEachOther() {
    TaskMemory task = query(first).newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(59 * CHUNK)).isNull();
    holder.use(59 * CHUNK);
    FakeState one = state(query(first), 0);
    FakeState two = state(query(second), 0);
    CompletableFuture<Void> waitOfOne = one.consumer().reserve(20 * CHUNK);
    CompletableFuture<Void> waitOfTwo = two.consumer().reserve(20 * CHUNK);
    holder.unuse(2 * CHUNK);
    holder.release(2 * CHUNK);
    for (int steps = 0; !executor.isEmpty(); steps++) {
      assertThat(steps).as("steps without progress").isLessThan(100);
      executor.remove().run();
    }
    assertThat(waitOfOne).isNotNull().isNotDone();
    assertThat(waitOfTwo).isNotNull().isNotDone();

    holder.unuse(57 * CHUNK);
    holder.close();
    runExecutor();
    assertThat(waitOfOne).isCompleted();
    assertThat(waitOfTwo).isCompleted();
    task.query().close();
    end(one);
    end(two);
  }

  @Test
  void aWaiterIsWokenWhenAReaderLetsGoOfABlockOfAnotherManager() {
    StorageMemory storage = first.storage(MemoryMode.OFF_HEAP);
    AtomicBoolean read = new AtomicBoolean(true);
    storage.evictWith((bytes, spare) -> storage.release(read.get() ? 0 : bytes));
    assertThat(storage.acquire("table", 60 * CHUNK)).isTrue();
    FakeState waiter = state(query(second), 0);
    CompletableFuture<Void> wait = waiter.consumer().reserve(20 * CHUNK);
    runExecutor();
    assertThat(wait).isNotNull().isNotDone();

    read.set(false);
    storage.becameEvictable();
    runExecutor();

    assertThat(wait).isCompleted();
    waiter.grow(20 * CHUNK);
    assertThat(storage.usedBytes()).as("64 - 20").isEqualTo(44 * CHUNK);
    storage.release(44 * CHUNK);
    end(waiter);
  }

  @Test
  void whatWasKeptForAQueryThatGaveUpWakesOthers() {
    TaskMemory task = query(first).newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(30 * CHUNK)).isNull();
    holder.use(30 * CHUNK);
    CompletableFuture<QueryMemory> atTheDoor = second.admit("q", 40 * CHUNK, NO_LIMIT);
    FakeState waiter = state(query(first), 0);
    CompletableFuture<Void> wait = waiter.consumer().reserve(10 * CHUNK);
    runExecutor();
    assertThat(wait).as("34 are free, and kept for the query").isNotNull().isNotDone();

    atTheDoor.cancel(false);
    runExecutor();

    assertThat(wait).isCompleted();
    waiter.grow(10 * CHUNK);
    holder.unuse(30 * CHUNK);
    holder.close();
    task.query().close();
    end(waiter);
  }

  @Test
  void theWaitForAnotherManagerIsBoundedAndSaysForWhom() {
    TaskMemory task = query(first).newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(50 * CHUNK)).isNull();
    holder.use(50 * CHUNK);
    FakeState waiter = state(query(second), 0);
    CompletableFuture<Void> wait = waiter.consumer().reserve(20 * CHUNK);
    clock.advance(Duration.ofSeconds(30).toNanos());
    runExecutor();
    assertThatThrownBy(wait::join).hasMessageContaining("holder=other engines of the budget");
    holder.unuse(50 * CHUNK);
    holder.close();
    task.query().close();
    end(waiter);
  }

  @Test
  void resizingOneGivesTheRestToTheOther() {
    FakeState state = state(query(first), 0);
    state.grow(60 * CHUNK);
    CompletableFuture<Void> resized = first.resize(10 * CHUNK);
    runExecutor();
    assertThat(resized).isCompleted();
    assertThat(budget.heldBytes()).isEqualTo(10 * CHUNK);
    FakeState other = state(query(second), 0);
    other.grow(54 * CHUNK);
    assertThat(first.resize(1000 * CHUNK)).isCompleted();
    assertThat(first.limitBytes()).as("never above the budget").isEqualTo(64 * CHUNK);
    assertTogetherWithinBudget();
    end(state);
    end(other);
  }

  @Test
  void aManagerThatClosesGivesItsMemoryBack() {
    FakeState state = state(query(first), 0);
    state.grow(30 * CHUNK);
    first.close();
    assertThat(budget.heldBytes()).isEqualTo(30 * CHUNK);
    end(state);
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void aBudgetWithWhichNothingWorksIsRefused() {
    assertThatThrownBy(() -> MemoryBudget.of(1000)).hasMessageContaining("too small");
  }
}
