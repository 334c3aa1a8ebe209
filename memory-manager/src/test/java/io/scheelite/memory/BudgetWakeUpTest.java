package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Three managers share a budget of 64 chunks: nobody waits for what another one keeps unused, and
 * whoever may have more than when it asked is told.
 */
class BudgetWakeUpTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryBudget budget = MemoryBudget.of(64 * CHUNK);
  private final List<MemoryManager> managers = new ArrayList<>();
  private final MemoryManager first = manager(budget, 64);
  private final MemoryManager second = manager(budget, 64);
  private final MemoryManager third = manager(budget, 64);

  private MemoryManager manager(MemoryBudget shared, int limitChunks) {
    MemoryConfig config =
        TestMemory.config(limitChunks * CHUNK)
            // On-heap: 256 MiB × 16 / 4096 = 16 chunks.
            .withHeapBytes(MemoryConfig.RESERVED_HEAP_BYTES + (256L << 20))
            .withFraction(16 / 4096.0)
            .withBudget(shared);
    MemoryManager manager = new MemoryManager(config, executor::add, clock);
    managers.add(manager);
    return manager;
  }

  private void runExecutor() {
    for (int steps = 0; !executor.isEmpty(); steps++) {
      assertThat(steps).as("steps without an end").isLessThan(1000);
      executor.remove().run();
    }
  }

  private static TaskMemory task(MemoryManager manager) {
    return manager.admit("q", 0, NO_LIMIT).join().newTask("t");
  }

  private static FakeState state(TaskMemory task) {
    return FakeState.in(task, task.newGate("d"), "state", 0);
  }

  /** Uses so much that nobody can take back. */
  private static MemoryConsumer holder(TaskMemory task, MemoryMode mode, int chunks) {
    MemoryConsumer holder =
        task.newConsumer(mode, task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(chunks * CHUNK)).isNull();
    holder.use(chunks * CHUNK);
    return holder;
  }

  private static MemoryConsumer holder(TaskMemory task, int chunks) {
    return holder(task, MemoryMode.OFF_HEAP, chunks);
  }

  private static void release(MemoryConsumer holder, int chunks) {
    holder.unuse(chunks * CHUNK);
    holder.release(chunks * CHUNK);
  }

  /** Used once and kept unused since. */
  private static void keepUnused(MemoryManager manager, int chunks) {
    TaskMemory task = task(manager);
    release(holder(task, chunks), chunks);
    task.query().close();
  }

  private CompletableFuture<Void> waiting(FakeState state, int chunks) {
    CompletableFuture<Void> wait = state.consumer().reserve(chunks * CHUNK);
    runExecutor();
    assertThat(wait).isNotNull().isNotDone();
    return wait;
  }

  @AfterEach
  void everythingCameBack() {
    for (MemoryManager manager : managers) {
      List<QueryMemory> open;
      synchronized (manager.ledger().lock()) {
        open = List.copyOf(manager.ledger().queries());
      }
      open.forEach(QueryMemory::close);
    }
    runExecutor();
    for (MemoryManager manager : managers) {
      assertThat(manager.outstandingBytes()).isZero();
      manager.close();
      assertThat(manager.mappedBytes()).isZero();
    }
    assertThat(clock.pendingTimers()).isZero();
    assertThat(budget.heldBytes()).isZero();
  }

  private static void end(MemoryConsumer consumer) {
    consumer.unuse(consumer.usedBytes());
    consumer.close();
  }

  @Test
  void aHigherLimitServesAWaiterWithWhatAnotherManagerHadUnused() {
    keepUnused(second, 40);
    assertThat(budget.heldBytes()).isEqualTo(40 * CHUNK);
    assertThat(first.resize(20 * CHUNK)).isCompleted();
    MemoryConsumer holder = holder(task(first), 15);
    FakeState waiter = state(task(first));
    CompletableFuture<Void> wait = waiting(waiter, 8);
    assertThat(budget.heldBytes()).as("the other one keeps nothing").isEqualTo(20 * CHUNK);

    assertThat(first.resize(64 * CHUNK)).isCompleted();

    assertThat(wait).isCompleted();
    waiter.grow(8 * CHUNK);
    end(holder);
    waiter.consumer().close();
  }

  @Test
  void aHandOverTakesNothingForAFloorThatTheQueryMayNotHaveRefilled() {
    QueryMemory query = first.admit("q", 2 * CHUNK, 2 * CHUNK).join();
    TaskMemory task = query.newTask("t");
    FakeState from = FakeState.in(task, task.newGate("d"), "from", 2 * CHUNK);
    FakeState to = state(task);
    long address = from.consumer().allocate(CHUNK);
    from.consumer().transferTo(to.consumer(), address, CHUNK);
    assertThat(to.consumer().usedBytes()).isEqualTo(CHUNK);
    assertThat(from.consumer().floorBytes()).as("a part of it moved along").isEqualTo(CHUNK);
    assertThat(budget.heldBytes()).isEqualTo(2 * CHUNK);
    to.consumer().free(address, CHUNK);
    to.consumer().close();
    from.consumer().close();
  }

  @Test
  void aBlockForWhichTooLittleIsFreeLeavesThatToOthers() {
    MemoryConsumer holder = holder(task(second), 30);
    assertThat(first.storage(MemoryMode.OFF_HEAP).acquireFree(40 * CHUNK)).isFalse();
    assertThat(budget.heldBytes()).isEqualTo(30 * CHUNK);
    end(holder);
  }

  @Test
  void nothingIsTakenInAdvanceWhileAnotherManagerWaits() {
    MemoryBudget large = MemoryBudget.of(1024 * CHUNK);
    MemoryManager one = manager(large, 1024);
    MemoryManager two = manager(large, 1024);
    MemoryConsumer holder = holder(task(one), 1000);
    assertThat(large.heldBytes()).isEqualTo(1000 * CHUNK);
    FakeState waiter = state(task(two));
    FakeState neighbour = state(task(one));
    waiting(waiter, 100);
    waiting(neighbour, 100);
    assertThat(large.heldBytes()).as("whoever has it free gives it back").isEqualTo(1000 * CHUNK);
    MemoryConsumer small = holder(task(one), 1);
    assertThat(large.heldBytes()).as("a quantum is four chunks").isEqualTo(1001 * CHUNK);
    end(small);
    end(holder);
    runExecutor();
    waiter.consumer().close();
    neighbour.consumer().close();
  }

  @Test
  void whoWaitsForTheHeapTakesNothingFromOtherManagers() {
    keepUnused(second, 40);
    MemoryConsumer holder = holder(task(first), MemoryMode.ON_HEAP, 12);
    TaskMemory task = task(first);
    MemoryConsumer waiter =
        task.newConsumer(MemoryMode.ON_HEAP, task.newGate("d"), "waiter", 0, Reclaimable.NONE);
    assertThat(waiter.reserve(8 * CHUNK)).isNotNull().isNotDone();
    runExecutor();
    assertThat(budget.heldBytes()).isEqualTo(40 * CHUNK);
    end(holder);
    waiter.close();
  }

  @Test
  void whoseShareGrowsTriesToEvictWhatItsShareHadForbidden() {
    StorageMemory storage = first.storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spare) -> storage.release(bytes));
    MemoryConsumer holder = holder(task(first), 20);
    assertThat(storage.acquire("table", 20 * CHUNK)).isTrue();
    TaskMemory another = task(first);
    MemoryConsumer idle = another.newConsumer(another.newGate("d"), "idle", 0, Reclaimable.NONE);
    assertThat(idle.reserve(CHUNK)).isNull();
    FakeState waiter = state(task(first));
    CompletableFuture<Void> wait = waiting(waiter, 30); // a third of the region is 21
    assertThat(storage.usedBytes()).isEqualTo(20 * CHUNK);

    idle.close();
    another.close();
    runExecutor();

    assertThat(wait).isCompleted();
    waiter.grow(30 * CHUNK);
    assertThat(storage.usedBytes()).as("64 - 20 - 30").isEqualTo(14 * CHUNK);
    storage.release(14 * CHUNK);
    end(holder);
    waiter.drop();
    waiter.consumer().close();
  }

  @Test
  void whatAnotherManagerReleasesAndWhatCanBeEvictedMayServeAWaiterTogether() {
    StorageMemory storage = first.storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spare) -> storage.release(bytes > 16 * CHUNK ? 0 : bytes));
    assertThat(storage.acquire("table", 20 * CHUNK)).isTrue();
    MemoryConsumer holder = holder(task(second), 36);
    FakeState waiter = state(task(first));
    CompletableFuture<Void> wait = waiting(waiter, 30); // 8 are free, 16 of 22 can be evicted

    release(holder, 6);
    runExecutor();

    assertThat(wait).isCompleted();
    waiter.grow(30 * CHUNK);
    assertThat(storage.usedBytes()).as("64 - 30 - 30").isEqualTo(4 * CHUNK);
    storage.release(4 * CHUNK);
    end(holder);
    waiter.drop();
    waiter.consumer().close();
  }

  @Test
  void aLargerEqualShareWakesAWaiterAlthoughNothingWasReleased() {
    QueryMemory query = first.admit("q", 16 * CHUNK, NO_LIMIT).join();
    FakeState rich = state(task(second));
    rich.grow(46 * CHUNK);
    CompletableFuture<QueryMemory> atTheDoor = third.admit("large", 60 * CHUNK, NO_LIMIT);
    FakeState waiter = state(query.newTask("t"));
    CompletableFuture<Void> wait = waiter.consumer().reserve(12 * CHUNK);
    for (runExecutor(); wait != null && wait.isDone(); runExecutor()) {
      wait = waiter.consumer().reserve(12 * CHUNK); // what was above a third of the budget
    }
    assertThat(wait).isNotNull();
    assertThat(rich.heldBytes()).isGreaterThan(36 * CHUNK);

    atTheDoor.cancel(false);
    runExecutor();

    assertThat(wait).isCompleted();
    while (wait != null) {
      wait = waiter.consumer().reserve(12 * CHUNK);
      runExecutor();
    }
    assertThat(rich.heldBytes()).as("64 - 16 - 12").isEqualTo(36 * CHUNK);
    rich.drop();
    rich.consumer().close();
    waiter.consumer().close();
  }

  @Test
  void floorsThatEndWakeTheDoorOfAnotherManagerAlthoughTheirMemoryIsTakenAtOnce() {
    QueryMemory large = second.admit("large", 40 * CHUNK, NO_LIMIT).join();
    FakeState other = state(task(second));
    CompletableFuture<Void> wait = waiting(other, 64);
    CompletableFuture<Void> grown = wait.thenRun(() -> other.grow(64 * CHUNK));
    CompletableFuture<QueryMemory> atTheDoor = first.admit("next", 30 * CHUNK, NO_LIMIT);
    runExecutor();
    assertThat(atTheDoor).isNotDone();

    large.close();
    assertThat(grown).isCompleted();
    runExecutor();

    assertThat(atTheDoor).isCompleted();
    assertThat(other.heldBytes()).as("64 - 30").isEqualTo(34 * CHUNK);
    other.drop();
    other.consumer().close();
  }
}
