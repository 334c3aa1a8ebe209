package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which query gets in when: 64 chunks of memory, half of them protected for storage. */
class AdmissionTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryManager manager =
      new MemoryManager(
          TestMemory.config(64 * CHUNK)
              .withStorageFraction(0.5)
              .withAdmissionTimeout(Duration.ofSeconds(30)),
          executor::add,
          clock);

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  @AfterEach
  void everythingCameBack() {
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.rootPool().children()).hasSize(2);
    manager.close();
    assertThat(clock.pendingTimers()).isZero();
  }

  @Test
  void theFloorIsBookedAtAdmissionAndGivenBackAtTheEnd() {
    QueryMemory query = manager.admit("q", 10 * CHUNK, NO_LIMIT).join();
    assertThat(manager.outstandingBytes()).isEqualTo(10 * CHUNK);
    TaskMemory task = query.newTask("t");
    MemoryConsumer first = task.newConsumer(task.newGate("d"), "a", 4 * CHUNK, Reclaimable.NONE);
    MemoryConsumer second = task.newConsumer(task.newGate("d"), "b", 6 * CHUNK, Reclaimable.NONE);
    assertThat(manager.outstandingBytes()).as("out of the admitted floor").isEqualTo(10 * CHUNK);
    assertThat(first.reservedBytes()).isEqualTo(4 * CHUNK);
    second.close();
    assertThat(manager.outstandingBytes()).as("stays with the query").isEqualTo(10 * CHUNK);
    query.close();
    assertThat(manager.outstandingBytes()).isZero();
  }

  @Test
  void aFloorAboveTheLimitFailsAtOnceAndNamesTheSufficientLimit() {
    CompletableFuture<QueryMemory> refused = manager.admit("q", 65 * CHUNK, NO_LIMIT);
    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> assertThat(e.sufficientLimitBytes()).isEqualTo(65 * CHUNK));
    assertThat(manager.admit("q", 9 * CHUNK, 8 * CHUNK)).isCompletedExceptionally();
    assertThatThrownBy(() -> manager.admit("q", -CHUNK, NO_LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEvictorThatFailsLeavesTheDoorInOrder() {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    storage.evictWith(
        (bytes, spare) -> {
          throw new IllegalStateException("bug of the store");
        });
    assertThat(storage.acquire("table", 60 * CHUNK)).isTrue();
    assertThatThrownBy(() -> manager.admit("lost", 20 * CHUNK, NO_LIMIT).join())
        .hasMessageContaining("bug of the store");

    storage.evictWith((bytes, spare) -> storage.release(bytes));
    CompletableFuture<QueryMemory> admitted = manager.admit("q", 20 * CHUNK, NO_LIMIT);
    assertThat(admitted).isCompleted();
    assertThat(manager.outstandingBytes()).isEqualTo(64 * CHUNK);
    admitted.join().close();
    storage.release(storage.usedBytes());
  }

  @Test
  void aQueryWaitsUntilTheFloorsOfTheOthersLeaveRoomInOrderOfArrival() {
    QueryMemory first = manager.admit("first", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<QueryMemory> second = manager.admit("second", 40 * CHUNK, NO_LIMIT);
    CompletableFuture<QueryMemory> third = manager.admit("third", CHUNK, NO_LIMIT);
    assertThat(second).isNotDone();
    assertThat(third).as("does not overtake").isNotDone();

    first.close();

    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
    second.join().close();
    third.join().close();
  }

  @Test
  void aQueryAtTheDoorGetsInWhenAReaderLetsGoOfWhatStorageBorrowed() {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    AtomicBoolean read = new AtomicBoolean(true);
    storage.evictWith((bytes, spare) -> storage.release(read.get() ? 0 : bytes));
    assertThat(storage.acquire("table", 60 * CHUNK)).isTrue();
    CompletableFuture<QueryMemory> admitted = manager.admit("q", 20 * CHUNK, NO_LIMIT);
    assertThat(admitted).isNotDone();

    read.set(false);
    storage.becameEvictable();

    assertThat(admitted).isCompleted();
    assertThat(storage.usedBytes()).as("64 - 20").isEqualTo(44 * CHUNK);
    storage.release(44 * CHUNK);
    admitted.join().close();
  }

  @Test
  void whatComesFreeWhileOrdersForTheDoorAreUnderWayIsTriedAgainAfterThem() {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    AtomicBoolean read = new AtomicBoolean(true);
    storage.evictWith((bytes, spare) -> storage.release(read.get() ? 0 : bytes));
    assertThat(storage.acquire("table", 44 * CHUNK)).isTrue();
    QueryMemory first = manager.admit("first", 0, NO_LIMIT).join();
    TaskMemory task = first.newTask("t");
    ReclaimGate gate = task.newGate("d");
    FakeState stubborn = FakeState.in(task, gate, "state", 0);
    stubborn.grow(10 * CHUNK);
    assertThat(gate.tryEnter()).isTrue();
    CompletableFuture<QueryMemory> admitted = manager.admit("q", 20 * CHUNK, NO_LIMIT);
    assertThat(gate.reclaimRequested()).as("the order is under way").isTrue();
    stubborn.drop();
    assertThat(stubborn.consumer().reserve(10 * CHUNK)).as("claimed: nothing to give").isNull();
    read.set(false);
    storage.becameEvictable();
    assertThat(admitted).isNotDone();

    task.close();
    gate.exit(); // drops the order
    runExecutor();

    assertThat(admitted).isCompleted();
    storage.release(storage.usedBytes());
    first.close();
    admitted.join().close();
  }

  @Test
  void whatAdmittedQueriesHoldAboveTheirFloorsIsAskedBackAndKeptForTheNewcomer() {
    QueryMemory first = manager.admit("first", 4 * CHUNK, NO_LIMIT).join();
    TaskMemory task = first.newTask("t");
    ReclaimGate gate = task.newGate("d");
    assertThat(gate.tryEnter()).isTrue();
    FakeState state = FakeState.in(task, gate, "state", 4 * CHUNK);
    state.grow(64 * CHUNK);

    CompletableFuture<QueryMemory> second = manager.admit("second", 10 * CHUNK, NO_LIMIT);
    assertThat(second).isNotDone();
    assertThat(gate.reclaimRequested()).isTrue();
    gate.reclaimAtBorder();

    assertThat(second).isCompleted();
    assertThat(state.heldBytes()).isEqualTo(54 * CHUNK);
    gate.exit();
    first.close();
    assertThat(manager.leaks()).as("the state was never closed by its owner").hasSize(1);
    second.join().close();
  }

  @Test
  void memoryThatComesBackForANewcomerIsNotGrabbedByOthersMeanwhile() {
    QueryMemory first = manager.admit("first", 0, NO_LIMIT).join();
    TaskMemory task = first.newTask("t");
    MemoryConsumer holder = task.newConsumer(task.newGate("d"), "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(60 * CHUNK)).isNull();
    holder.use(60 * CHUNK);
    CompletableFuture<QueryMemory> second = manager.admit("second", 8 * CHUNK, NO_LIMIT);
    assertThat(second).isNotDone();

    MemoryConsumer grabber = task.newConsumer(task.newGate("d"), "grabber", 0, Reclaimable.NONE);
    assertThat(grabber.tryReserve(CHUNK)).as("4 free chunks are promised").isFalse();
    holder.unuse(4 * CHUNK);
    holder.releaseUnused();

    assertThat(second).isCompleted();
    holder.close();
    first.close();
    second.join().close();
  }

  @Test
  void admissionEvictsStoredBlocksDownToTheProtectedRegion() {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spare) -> storage.release(bytes));
    assertThat(storage.acquire("table", 50 * CHUNK)).isTrue();

    QueryMemory query = manager.admit("q", 30 * CHUNK, NO_LIMIT).join();

    assertThat(storage.usedBytes()).as("64 - 30").isEqualTo(34 * CHUNK);
    query.close();
    storage.release(34 * CHUNK);
  }

  @Test
  void aFloorThatProtectedStorageLeavesNoRoomForFailsAtOnceWhenNobodyElseIsThere() {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    assertThat(storage.acquire("table", 30 * CHUNK)).isTrue();
    assertThatThrownBy(manager.admit("q", 40 * CHUNK, NO_LIMIT)::join)
        .cause()
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> assertThat(e.sufficientLimitBytes()).isEqualTo(70 * CHUNK));
    storage.release(30 * CHUNK);
  }

  @Test
  void admissionIsBoundedInTime() {
    QueryMemory first = manager.admit("first", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<QueryMemory> second = manager.admit("second", 40 * CHUNK, NO_LIMIT);
    clock.advance(Duration.ofSeconds(30).toNanos());
    runExecutor();
    assertThatThrownBy(second::join).hasMessageContaining("not admitted in time");
    CompletableFuture<QueryMemory> third = manager.admit("third", 4 * CHUNK, NO_LIMIT);
    assertThat(third).as("the head of the queue is gone").isCompleted();
    third.join().close();
    first.close();
  }

  @Test
  void aQueryThatGivesUpWaitingLeavesTheQueue() {
    QueryMemory first = manager.admit("first", 40 * CHUNK, NO_LIMIT).join();
    CompletableFuture<QueryMemory> second = manager.admit("second", 40 * CHUNK, NO_LIMIT);
    CompletableFuture<QueryMemory> third = manager.admit("third", CHUNK, NO_LIMIT);
    second.cancel(false);
    assertThat(third).isCompleted();
    third.join().close();
    first.close();
    assertThat(manager.outstandingBytes()).isZero();
  }
}
