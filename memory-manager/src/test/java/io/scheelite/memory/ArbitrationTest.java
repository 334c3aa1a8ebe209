package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who gives memory back to whom: each rule of the arbitration as a scenario on 64 chunks of memory.
 */
class ArbitrationTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long LIMIT = 64 * CHUNK;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private final MemoryManager manager =
      new MemoryManager(
          TestMemory.config(LIMIT).withWaitTimeout(Duration.ofSeconds(10)), executor::add, clock);

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  private QueryMemory query(String name) {
    return TestMemory.now(manager, name, 0);
  }

  private static ReclaimGate entered(TaskMemory task, String name) {
    ReclaimGate gate = task.newGate(name);
    assertThat(gate.tryEnter()).isTrue();
    return gate;
  }

  private FakeState state(TaskMemory task, ReclaimGate gate, String name, long chunks) {
    FakeState state = FakeState.in(task, gate, name, 0);
    state.grow(chunks * CHUNK);
    return state;
  }

  @AfterEach
  void everythingCameBack() {
    for (MemoryPool pool : manager.rootPool().children()) {
      assertThat(pool.name()).as("open pools").startsWith("storage");
    }
    assertThat(manager.outstandingBytes()).isZero();
    manager.close();
    assertThat(clock.pendingTimers()).isZero();
    assertThat(manager.mappedBytes()).isZero();
  }

  /** Ends everything: leaves the gates first, as drivers do. */
  private void close(QueryMemory query, ReclaimGate... gates) {
    for (ReclaimGate gate : gates) {
      if (gate.state() == ReclaimGate.State.RUNNING) {
        gate.exit();
      }
    }
    runExecutor();
    query.close();
    assertThat(query.whenClosed()).isDone();
  }

  /** Operators hand themselves over as reclaimable before their fields are set. */
  @Test
  void whoHasReservedNothingIsNotAskedWhatItCouldGiveBack() {
    QueryMemory query = TestMemory.now(manager, "q", 4 * CHUNK);
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    ReclaimGate other = task.newGate("other");
    MemoryConsumer opening =
        task.newConsumer(
            other,
            "opening",
            4 * CHUNK,
            new Reclaimable() {
              @Override
              public long reclaimableBytes() {
                throw new AssertionError("asked too early");
              }

              @Override
              public long reclaim(long targetBytes) {
                throw new AssertionError("asked too early");
              }
            });
    FakeState held = state(task, gate, "held", 60);
    FakeState requester = FakeState.in(task, gate, "requester", 0);
    requester.grow(CHUNK);
    assertThat(held.reclaims()).isEqualTo(1);
    assertThat(opening.usedBytes()).isZero();
    close(query, gate);
  }

  @Test
  void inTheOwnTaskTheSmallestConsumerThatHoldsTheNeedIsSpilled() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState small = state(task, gate, "small", 4);
    FakeState middle = state(task, gate, "middle", 16);
    FakeState large = state(task, gate, "large", 44);
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    assertThat(requester.consumer().reserve(8 * CHUNK)).isNull();

    assertThat(small.reclaims()).isZero();
    assertThat(middle.heldBytes()).isEqualTo(8 * CHUNK);
    assertThat(large.reclaims()).isZero();
    close(query, gate);
  }

  @Test
  void whenNobodyHoldsTheNeedTheLargestIsSpilledFirstAndThenTheNext() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState small = state(task, gate, "small", 24);
    FakeState large = state(task, gate, "large", 40);
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    assertThat(requester.consumer().reserve(48 * CHUNK)).isNull();

    assertThat(large.heldBytes()).isZero();
    assertThat(small.heldBytes()).as("8 chunks were still missing").isEqualTo(16 * CHUNK);
    close(query, gate);
  }

  @Test
  void theRequesterIsSpilledLast() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState requester = state(task, gate, "requester", 64);

    assertThat(requester.consumer().reserve(2 * CHUNK)).isNull();

    assertThat(requester.reclaims()).isEqualTo(1);
    assertThat(requester.heldBytes()).isEqualTo(62 * CHUNK);
    close(query, gate);
  }

  @Test
  void whatTheSameDriverJustReservedForThisBatchIsNotTakenFromIt() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState first = state(task, gate, "first", 60);
    assertThat(first.consumer().reserve(4 * CHUNK)).isNull();
    FakeState second = FakeState.in(task, gate, "second", 0);

    assertThat(second.consumer().reserve(4 * CHUNK)).isNull();

    first.fill(4 * CHUNK);
    assertThat(first.heldBytes()).isEqualTo(60 * CHUNK);
    close(query, gate);
  }

  @Test
  void anotherDriverThatDoesNotRunIsReclaimedOnTheExecutorAndTheRequesterGetsAFuture() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    FakeState victim = state(task, other, "victim", 64);
    other.exit();
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    CompletableFuture<Void> wait = requester.consumer().reserve(4 * CHUNK);

    assertThat(wait).isNotNull().isNotDone();
    assertThat(other.state()).isEqualTo(ReclaimGate.State.RECLAIMING);
    assertThat(other.tryEnter()).isFalse();
    CompletableFuture<Void> enterable = other.whenEnterable();
    assertThat(enterable).isNotDone();
    runExecutor();
    assertThat(wait).isCompleted();
    assertThat(enterable).isCompleted();
    assertThat(victim.heldBytes()).isEqualTo(60 * CHUNK);
    assertThat(requester.consumer().reserve(4 * CHUNK)).isNull();
    close(query, gate, other);
  }

  @Test
  void aRunningDriverIsAskedAndServesTheRequestAtItsBorder() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    FakeState victim = state(task, other, "victim", 64);
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    CompletableFuture<Void> wait = requester.consumer().reserve(4 * CHUNK);

    runExecutor();
    assertThat(wait).isNotNull().isNotDone();
    assertThat(victim.reclaims()).as("its driver runs").isZero();
    assertThat(other.reclaimRequested()).isTrue();
    other.reclaimAtBorder();
    assertThat(wait).isCompleted();
    assertThat(other.reclaimRequested()).isFalse();
    assertThat(requester.consumer().reserve(4 * CHUNK)).isNull();
    close(query, gate, other);
  }

  @Test
  void aRunningDriverThatLeavesBeforeItsBorderIsReclaimedThen() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    state(task, other, "victim", 64);
    FakeState requester = FakeState.in(task, gate, "requester", 0);
    CompletableFuture<Void> wait = requester.consumer().reserve(4 * CHUNK);

    other.exit();
    runExecutor();

    assertThat(wait).isCompleted();
    close(query, gate, other);
  }

  @Test
  void aNewTaskIsOwedItsShareByThoseAboveTheirsYoungestQueryFirst() {
    QueryMemory oldest = query("oldest");
    QueryMemory younger = query("younger");
    TaskMemory oldTask = oldest.newTask("t");
    TaskMemory youngTask = younger.newTask("t");
    ReclaimGate oldGate = entered(oldTask, "d");
    FakeState old = state(oldTask, oldGate, "state", 32);
    ReclaimGate youngGate = entered(youngTask, "d");
    FakeState young = state(youngTask, youngGate, "state", 32);
    oldGate.exit();
    youngGate.exit();
    QueryMemory newest = query("newest");
    TaskMemory task = newest.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    CompletableFuture<Void> wait = requester.consumer().reserve(8 * CHUNK);
    runExecutor();

    assertThat(wait).isCompleted();
    assertThat(young.heldBytes()).isEqualTo(24 * CHUNK);
    assertThat(old.reclaims()).isZero();
    assertThat(requester.consumer().reserve(8 * CHUNK)).isNull();
    close(newest, gate);
    close(younger, youngGate);
    close(oldest, oldGate);
  }

  @Test
  void nobodySpillsForATaskThatHasItsShareAlready() {
    QueryMemory first = query("first");
    TaskMemory firstTask = first.newTask("t");
    ReclaimGate firstGate = entered(firstTask, "d");
    QueryMemory second = query("second");
    TaskMemory secondTask = second.newTask("t");
    ReclaimGate secondGate = entered(secondTask, "d");
    FakeState ours = state(secondTask, secondGate, "state", 1);
    FakeState theirs = state(firstTask, firstGate, "state", 32);
    ours.grow(31 * CHUNK);
    firstGate.exit();

    assertThat(ours.consumer().reserve(2 * CHUNK)).as("helps itself").isNull();

    assertThat(theirs.reclaims()).isZero();
    assertThat(ours.reclaims()).isEqualTo(1);
    close(second, secondGate);
    close(first, firstGate);
  }

  @Test
  void aTaskMayHoldNoMoreThanItsShareOfTheRegion() {
    QueryMemory first = query("first");
    QueryMemory second = query("second");
    TaskMemory a = first.newTask("a");
    TaskMemory b = second.newTask("b");
    ReclaimGate gateA = entered(a, "d");
    ReclaimGate gateB = entered(b, "d");
    FakeState ours = state(a, gateA, "state", 1);
    FakeState theirs = state(b, gateB, "state", 1);

    assertThat(ours.consumer().tryReserve(32 * CHUNK)).as("1 + 32 of 64 for two tasks").isFalse();
    assertThat(ours.consumer().tryReserve(31 * CHUNK)).isTrue();
    assertThat(theirs.reclaims()).isZero();
    close(first, gateA);
    close(second, gateB);
  }

  @Test
  void theLimitOfAQueryIsKeptWithinTheQuery() {
    QueryMemory limited = manager.admit("limited", 0, 16 * CHUNK).join();
    TaskMemory task = limited.newTask("t");
    ReclaimGate gate = entered(task, "d");
    FakeState state = state(task, gate, "state", 16);
    assertThat(state.consumer().tryReserve(CHUNK)).isFalse();
    assertThat(state.consumer().reserve(CHUNK)).as("spills itself").isNull();
    assertThat(limited.pool().currentBytes()).isEqualTo(16 * CHUNK);
    assertThatThrownBy(() -> state.consumer().reserve(17 * CHUNK))
        .isInstanceOf(MemoryLimitExceededException.class)
        .hasMessageContaining("limitBytes=" + 16 * CHUNK);
    close(limited, gate);
  }

  @Test
  void whatNobodyCanGiveFailsAtOnceAndSaysWhoHoldsWhat() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    MemoryConsumer stubborn = task.newConsumer(gate, "stubborn", 0, Reclaimable.NONE);
    assertThat(stubborn.reserve(60 * CHUNK)).isNull();
    stubborn.use(60 * CHUNK);
    MemoryConsumer requester = task.newConsumer(gate, "requester", 0, Reclaimable.NONE);

    assertThatThrownBy(() -> requester.reserve(8 * CHUNK))
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED);
              assertThat(e.sufficientLimitBytes()).isEqualTo(68 * CHUNK);
              assertThat(e).hasMessageContaining("engine/q/t/stubborn reserved=3.8 MiB");
            });
    stubborn.unuse(60 * CHUNK);
    close(query, gate);
  }

  @Test
  void aWaitForOthersIsBoundedAndNamesTheHolder() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    MemoryConsumer holder = task.newConsumer(other, "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(64 * CHUNK)).isNull();
    holder.use(64 * CHUNK);
    other.exit();
    MemoryConsumer requester = task.newConsumer(gate, "requester", 0, Reclaimable.NONE);
    CompletableFuture<Void> wait = requester.reserve(CHUNK);
    assertThat(wait).isNotNull();

    clock.advance(Duration.ofSeconds(9).toNanos());
    runExecutor();
    assertThat(wait).isNotDone();
    clock.advance(Duration.ofSeconds(1).toNanos());
    runExecutor();

    assertThatThrownBy(wait::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("holder=engine/q/t/holder")
        .hasCauseInstanceOf(MemoryLimitExceededException.class);
    holder.unuse(64 * CHUNK);
    close(query, gate, other);
  }

  @Test
  void aWaitEndsWhenAnotherDriverGivesBackOnItsOwn() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    MemoryConsumer holder = task.newConsumer(other, "holder", 0, Reclaimable.NONE);
    assertThat(holder.reserve(64 * CHUNK)).isNull();
    holder.use(64 * CHUNK);
    MemoryConsumer requester = task.newConsumer(gate, "requester", 0, Reclaimable.NONE);
    CompletableFuture<Void> wait = requester.reserve(2 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();

    holder.unuse(CHUNK);
    holder.releaseUnused();
    assertThat(wait).as("one chunk is not enough").isNotDone();
    holder.unuse(63 * CHUNK);
    holder.close();

    assertThat(wait).isCompleted();
    assertThat(requester.reserve(2 * CHUNK)).isNull();
    close(query, gate, other);
  }

  @Test
  void aFailedReclaimBelongsToTheDriverWhoseStateItWas() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d1");
    ReclaimGate other = entered(task, "d2");
    Reclaimable broken =
        new Reclaimable() {
          @Override
          public long reclaimableBytes() {
            return 64 * CHUNK;
          }

          @Override
          public long reclaim(long targetBytes) {
            throw new IllegalStateException("disk full");
          }
        };
    MemoryConsumer victim = task.newConsumer(other, "victim", 0, broken);
    assertThat(victim.reserve(64 * CHUNK)).isNull();
    victim.use(64 * CHUNK);
    other.exit();
    MemoryConsumer requester = task.newConsumer(gate, "requester", 0, Reclaimable.NONE);
    CompletableFuture<Void> wait = requester.reserve(CHUNK);

    runExecutor();

    assertThat(wait).as("the requester is told to look again").isCompleted();
    assertThatThrownBy(other::tryEnter).hasMessage("disk full");
    assertThat(other.tryEnter()).as("to clean up").isTrue();
    victim.unuse(64 * CHUNK);
    close(query, gate, other);
  }

  @Test
  void reservingInsideAReclaimIsRefused() {
    QueryMemory query = query("q");
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task, "d");
    MemoryConsumer[] self = new MemoryConsumer[1];
    Reclaimable greedy =
        new Reclaimable() {
          @Override
          public long reclaimableBytes() {
            return CHUNK;
          }

          @Override
          public long reclaim(long targetBytes) {
            self[0].reserve(64 * CHUNK);
            return 0;
          }
        };
    self[0] = task.newConsumer(gate, "greedy", 0, greedy);
    assertThat(self[0].reserve(64 * CHUNK)).isNull();
    self[0].use(64 * CHUNK);
    assertThatThrownBy(() -> self[0].reserve(CHUNK)).hasMessageContaining("inside a reclaim");
    self[0].unuse(64 * CHUNK);
    close(query, gate);
  }
}
