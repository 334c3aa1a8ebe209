package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted: 64 chunks of memory, half of them protected for storage. */
class CountingTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long LIMIT = 64 * CHUNK;

  @TempDir Path temporary;

  private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
  private final ManualClock clock = new ManualClock();
  private CountersFolder folder;
  private CounterSink sink;
  private MemoryManager manager;

  @BeforeEach
  void open() {
    folder = CountersFolder.at(temporary.resolve("counters"));
    sink = folder.open();
    manager =
        new MemoryManager(
            TestMemory.config(LIMIT)
                .withStorageFraction(0.5)
                .withWaitTimeout(Duration.ofSeconds(10))
                .withAdmissionTimeout(Duration.ofSeconds(30)),
            executor::add,
            clock,
            sink);
  }

  @AfterEach
  void nothingIsShownAfterTheEnd() throws IOException {
    assertThat(value(EngineCounter.OFF_HEAP_USED)).isZero();
    assertThat(value(EngineCounter.QUERIES_RUNNING)).isZero();
    assertThat(value(EngineCounter.TASKS_RUNNING)).isZero();
    assertThat(value(EngineCounter.WAITING)).isZero();
    assertThat(snapshot().pools())
        .extracting(CountersSnapshot.Pool::name)
        .containsExactly("engine", "storage", "storage-on-heap");
    manager.close();
    assertThat(value(EngineCounter.NATIVE_MAPPED)).isZero();
    assertThat(value(EngineCounter.NATIVE_RESIDENT)).isZero();
    sink.close();
    assertThat(temporary.resolve("counters")).isEmptyDirectory();
  }

  private CountersSnapshot snapshot() throws IOException {
    return folder.list().getFirst();
  }

  private long value(EngineCounter counter) throws IOException {
    return snapshot().value(counter);
  }

  private void runExecutor() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  private static ReclaimGate entered(TaskMemory task) {
    ReclaimGate gate = task.newGate("d");
    assertThat(gate.tryEnter()).isTrue();
    return gate;
  }

  private static FakeState state(TaskMemory task, ReclaimGate gate, String name, long chunks) {
    FakeState state = FakeState.in(task, gate, name, 0);
    state.grow(chunks * CHUNK);
    return state;
  }

  private void end(QueryMemory query, ReclaimGate gate) {
    gate.exit();
    runExecutor();
    query.close();
    assertThat(query.whenClosed()).isDone();
  }

  @Test
  void whatCannotBeSpilledIsNotCountedAsSpilled() {
    long chunk = MemoryConsumer.CHUNK_BYTES;
    CountingSink sink = new CountingSink();
    MemoryManager owner =
        new MemoryManager(TestMemory.config(64 * chunk), Runnable::run, new ManualClock(), sink);
    QueryMemory query = TestMemory.now(owner, "q", 0);
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = task.newGate("d");
    MemoryConsumer fixed = task.newConsumer(gate, "fixed", 0, Reclaimable.NONE);
    fixed.reserveNow(4 * chunk);
    fixed.use(chunk);
    assertThat(gate.tryEnter()).isTrue();
    gate.exit(); // claimed no more
    assertThat(TestMemory.reclaim(fixed)).isEqualTo(3 * chunk);
    assertThat(sink.value(EngineCounter.SPILLS)).isZero();
    fixed.unuse(chunk);
    query.close();
    owner.close();
  }

  @Test
  void poolsShowWhoHoldsWhat() throws IOException {
    QueryMemory query = manager.admit("q", 2 * CHUNK, 40 * CHUNK).join();
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task);
    FakeState state = state(task, gate, "sort", 10);
    state.reclaim(4 * CHUNK);
    state.consumer().releaseUnused();

    assertThat(snapshot().pools())
        .containsExactly(
            new CountersSnapshot.Pool(1, 0, "engine", 8 * CHUNK, 12 * CHUNK, LIMIT),
            new CountersSnapshot.Pool(2, 1, "storage", 0, 0, Long.MAX_VALUE),
            new CountersSnapshot.Pool(3, 1, "storage-on-heap", 0, 0, Long.MAX_VALUE),
            new CountersSnapshot.Pool(4, 1, "q", 8 * CHUNK, 12 * CHUNK, 40 * CHUNK),
            new CountersSnapshot.Pool(5, 4, "t", 6 * CHUNK, 10 * CHUNK, Long.MAX_VALUE),
            new CountersSnapshot.Pool(6, 5, "sort", 6 * CHUNK, 10 * CHUNK, Long.MAX_VALUE));
    assertThat(value(EngineCounter.OFF_HEAP_LIMIT)).isEqualTo(LIMIT);
    assertThat(value(EngineCounter.OFF_HEAP_USED)).isEqualTo(8 * CHUNK);
    assertThat(value(EngineCounter.OFF_HEAP_PEAK)).isEqualTo(12 * CHUNK);
    assertThat(value(EngineCounter.NATIVE_RESIDENT)).isEqualTo(manager.residentBytes());
    assertThat(value(EngineCounter.NATIVE_MAPPED)).isEqualTo(manager.mappedBytes());
    assertThat(value(EngineCounter.QUERIES_ADMITTED)).isEqualTo(1);
    assertThat(value(EngineCounter.QUERIES_RUNNING)).isEqualTo(1);
    assertThat(value(EngineCounter.TASKS_RUNNING)).isEqualTo(1);
    state.consumer().close();
    assertThat(value(EngineCounter.ALLOCATIONS)).isEqualTo(10);
    end(query, gate);
    assertThat(value(EngineCounter.TASKS_ENDED)).isEqualTo(1);
    assertThat(value(EngineCounter.OFF_HEAP_PEAK)).isEqualTo(12 * CHUNK);
  }

  @Test
  void reclaimsInTheOwnTaskAndOfItself() throws IOException {
    QueryMemory query = TestMemory.now(manager, "q", 0);
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task);
    state(task, gate, "victim", 64);
    FakeState requester = FakeState.in(task, gate, "requester", 0);

    requester.grow(8 * CHUNK);
    assertThat(value(EngineCounter.RECLAIMS_OWN_TASK)).isEqualTo(1);
    assertThat(value(EngineCounter.RECLAIMED_OWN_TASK)).isEqualTo(8 * CHUNK);
    assertThat(value(EngineCounter.SPILLS)).isEqualTo(1);

    requester.grow(60 * CHUNK);
    assertThat(value(EngineCounter.RECLAIMED_OWN_TASK)).isEqualTo(64 * CHUNK);
    assertThat(value(EngineCounter.RECLAIMS_ITSELF)).isEqualTo(1);
    assertThat(value(EngineCounter.RECLAIMED_ITSELF)).isEqualTo(4 * CHUNK);
    assertThat(value(EngineCounter.SPILLS)).isEqualTo(3);
    assertThat(value(EngineCounter.RECLAIMS_OTHER_QUERY)).isZero();
    assertThat(value(EngineCounter.WAITS)).isZero();
    requester.consumer().close();
    end(query, gate);
    assertThat(value(EngineCounter.LEAKS)).as("the victim, empty").isZero();
  }

  @Test
  void aReclaimOfAnotherQueryAndTheWaitForIt() throws IOException {
    QueryMemory rich = TestMemory.now(manager, "rich", 0);
    TaskMemory richTask = rich.newTask("t");
    ReclaimGate richGate = entered(richTask);
    FakeState victim = state(richTask, richGate, "victim", 64);
    richGate.exit();
    QueryMemory poor = TestMemory.now(manager, "poor", 0);
    TaskMemory poorTask = poor.newTask("t");
    ReclaimGate poorGate = entered(poorTask);
    FakeState requester = FakeState.in(poorTask, poorGate, "requester", 0);

    CompletableFuture<Void> wait = requester.consumer().reserve(8 * CHUNK);
    assertThat(wait).isNotNull().isNotDone();
    assertThat(value(EngineCounter.WAITS)).isEqualTo(1);
    assertThat(value(EngineCounter.WAITING)).isEqualTo(1);
    clock.advance(TimeUnit.MILLISECONDS.toNanos(7));
    runExecutor();
    assertThat(wait).isDone();

    assertThat(value(EngineCounter.WAITING)).isZero();
    assertThat(value(EngineCounter.WAIT_TIME)).isEqualTo(7_000_000);
    assertThat(value(EngineCounter.LONGEST_WAIT)).isEqualTo(7_000_000);
    assertThat(value(EngineCounter.WAITS_TIMED_OUT)).isZero();
    assertThat(value(EngineCounter.RECLAIMS_OTHER_QUERY)).isEqualTo(1);
    assertThat(value(EngineCounter.RECLAIMED_OTHER_QUERY)).isEqualTo(8 * CHUNK);
    assertThat(value(EngineCounter.RECLAIMS_OWN_QUERY)).isZero();
    requester.consumer().close();
    end(poor, poorGate);
    victim.consumer().close();
    rich.close();
  }

  @Test
  void admissions() throws IOException {
    QueryMemory first = TestMemory.now(manager, "first", 40 * CHUNK);
    CompletableFuture<QueryMemory> second = manager.admit("second", 40 * CHUNK, Long.MAX_VALUE);
    assertThat(value(EngineCounter.QUERIES_WAITING)).isEqualTo(1);
    assertThat(value(EngineCounter.WAITING)).isEqualTo(1);
    clock.advance(TimeUnit.SECONDS.toNanos(30));
    runExecutor();
    assertThat(second).isCompletedExceptionally();
    assertThat(value(EngineCounter.QUERIES_WAITING)).isZero();
    assertThat(value(EngineCounter.QUERIES_REFUSED)).isEqualTo(1);
    assertThat(value(EngineCounter.WAITS_TIMED_OUT)).isEqualTo(1);
    assertThat(manager.admit("never", 65 * CHUNK, Long.MAX_VALUE)).isCompletedExceptionally();
    assertThat(value(EngineCounter.QUERIES_REFUSED)).isEqualTo(2);
    assertThat(value(EngineCounter.QUERIES_ADMITTED)).isEqualTo(1);
    first.close();
  }

  @Test
  void storageAndEvictions() throws IOException {
    StorageMemory storage = manager.storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spared) -> storage.release(bytes));
    assertThat(storage.acquire("a", 48 * CHUNK)).isTrue();
    QueryMemory query = TestMemory.now(manager, "q", 0);
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task);
    FakeState state = state(task, gate, "sort", 24);

    assertThat(value(EngineCounter.OFF_HEAP_STORAGE_USED)).isEqualTo(40 * CHUNK);
    assertThat(value(EngineCounter.OFF_HEAP_STORAGE_PEAK)).isEqualTo(48 * CHUNK);
    assertThat(value(EngineCounter.OFF_HEAP_USED)).isEqualTo(64 * CHUNK);
    assertThat(value(EngineCounter.EVICTIONS)).isEqualTo(1);
    assertThat(value(EngineCounter.EVICTED)).isEqualTo(8 * CHUNK);
    state.consumer().close();
    end(query, gate);
    storage.release(40 * CHUNK);
  }

  @Test
  void aResizeAndALeak() throws IOException {
    assertThat(manager.resize(LIMIT / 2)).isDone();
    assertThat(value(EngineCounter.OFF_HEAP_LIMIT)).isEqualTo(LIMIT / 2);
    assertThat(snapshot().pools().getFirst().limitBytes()).isEqualTo(LIMIT / 2);
    QueryMemory query = TestMemory.now(manager, "q", 0);
    TaskMemory task = query.newTask("t");
    ReclaimGate gate = entered(task);
    state(task, gate, "forgotten", 3);
    end(query, gate);
    assertThat(value(EngineCounter.LEAKS)).isEqualTo(1);
    assertThat(value(EngineCounter.LEAKED)).isEqualTo(3 * CHUNK);
  }
}
