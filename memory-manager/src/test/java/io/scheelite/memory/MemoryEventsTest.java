package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every wait, reclaim and eviction says in a JFR event who, why and how much. */
@ExtendWith(LedgerCheck.class)
class MemoryEventsTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  @Test
  void waitsReclaimsAndEvictionsAreRecordedWithTheirReasons(@TempDir Path folder) throws Exception {
    List<RecordedEvent> events = record(folder, MemoryEventsTest::waitReclaimAndEvict);

    RecordedEvent reclaim = only(events, "io.scheelite.MemoryReclaim");
    assertThat(reclaim.getString("holder")).isEqualTo("engine/query/task/spillable");
    assertThat(reclaim.getString("reason")).contains("engine/query/task/requester");
    assertThat(reclaim.getString("scope")).isEqualTo("OWN_TASK");
    assertThat(reclaim.getLong("targetBytes")).isEqualTo(4 * CHUNK);
    assertThat(reclaim.getLong("spilledBytes")).isEqualTo(4 * CHUNK);
    assertThat(reclaim.getLong("freedBytes")).isEqualTo(4 * CHUNK);
    RecordedEvent eviction = only(events, "io.scheelite.StorageEviction");
    assertThat(eviction.getString("reason")).isEqualTo("engine/query/task/spillable");
    assertThat(eviction.getLong("evictedBytes")).isEqualTo(8 * CHUNK);
    RecordedEvent wait = only(events, "io.scheelite.MemoryWait");
    assertThat(wait.getString("waiter")).isEqualTo("waiting");
    assertThat(wait.getString("reason")).isEqualTo("admission");
    assertThat(wait.getString("holder")).isEqualTo("engine/query");
    assertThat(wait.getLong("missingBytes")).isEqualTo(61 * CHUNK);
    assertThat(wait.getBoolean("timedOut")).isFalse();
  }

  /** Runs something; returns the events of this package, oldest first. */
  private static List<RecordedEvent> record(Path folder, Runnable action) throws IOException {
    Path file = folder.resolve("memory.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.scheelite.MemoryWait").withoutThreshold();
      recording.enable("io.scheelite.MemoryReclaim").withoutThreshold();
      recording.enable("io.scheelite.StorageEviction").withoutThreshold();
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("io.scheelite."))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static void waitReclaimAndEvict() {
    TestMemory memory = TestMemory.create(64 * CHUNK);
    StorageMemory storage = memory.manager().storage(MemoryMode.OFF_HEAP);
    storage.evictWith((bytes, spare) -> storage.release(bytes));
    assertThat(storage.acquire("table", 8 * CHUNK)).isTrue();
    FakeState spillable = FakeState.in(memory.task(), memory.gate(), "spillable", 0);
    spillable.grow(64 * CHUNK);
    MemoryConsumer requester = memory.consumer("requester");
    assertThat(requester.reserve(4 * CHUNK)).isNull();
    requester.use(4 * CHUNK);
    spillable.consumer().close();
    var waiting = memory.manager().admit("waiting", 61 * CHUNK, Long.MAX_VALUE);
    assertThat(waiting).isNotDone();
    requester.close();
    waiting.join().close();
  }

  /** Two queries: the one that came first holds all, spilled or only reserved. */
  private static final class TwoQueries {
    private final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    private final ManualClock clock = new ManualClock();
    private final MemoryManager manager =
        new MemoryManager(TestMemory.config(64 * CHUNK), executor::add, clock);
    private final QueryMemory rich = TestMemory.now(manager, "rich", 0);
    private final ReclaimGate richGate;
    private final FakeState state;
    private final MemoryConsumer unused;
    private final QueryMemory poor = TestMemory.now(manager, "poor", 0);
    private final ReclaimGate poorGate;
    private final MemoryConsumer requester;

    TwoQueries() {
      TaskMemory richTask = rich.newTask("t");
      richGate = richTask.newGate("d");
      assertThat(richGate.tryEnter()).isTrue();
      state = FakeState.in(richTask, richGate, "state", 0);
      state.grow(48 * CHUNK);
      unused = richTask.newConsumer(richGate, "unused", 0, Reclaimable.NONE);
      assertThat(unused.reserve(16 * CHUNK)).isNull();
      TaskMemory poorTask = poor.newTask("t");
      poorGate = poorTask.newGate("d");
      assertThat(poorGate.tryEnter()).isTrue();
      requester = poorTask.newConsumer(poorGate, "requester", 0, Reclaimable.NONE);
    }

    void runExecutor() {
      for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
        next.run();
      }
    }

    /** Waits until the driver of the other query has left its gate and was reclaimed. */
    void reserveFromTheOther(long bytes) {
      CompletableFuture<Void> wait = requester.reserve(bytes);
      assertThat(wait).isNotNull().isNotDone();
      clock.advance(TimeUnit.MILLISECONDS.toNanos(5));
      richGate.exit();
      runExecutor();
      assertThat(wait).isCompleted();
    }

    void close() {
      requester.close();
      poorGate.exit();
      poor.close();
      unused.close();
      state.consumer().close();
      rich.close();
      runExecutor();
      manager.close();
    }
  }

  @Test
  void aReclaimFromAnotherQueryAndTheWaitForItNameBothSides(@TempDir Path folder) throws Exception {
    List<RecordedEvent> events =
        record(
            folder,
            () -> {
              TwoQueries queries = new TwoQueries();
              queries.reserveFromTheOther(20 * CHUNK);
              queries.close();
            });

    RecordedEvent wait = only(events, "io.scheelite.MemoryWait");
    assertThat(wait.getString("waiter")).isEqualTo("engine/poor/t/requester");
    assertThat(wait.getString("reason")).isEqualTo("reclaim");
    assertThat(wait.getString("holder")).isEqualTo("engine/rich/t/state");
    assertThat(wait.getLong("missingBytes")).isEqualTo(20 * CHUNK);
    assertThat(wait.getBoolean("timedOut")).isFalse();
    RecordedEvent reclaim = only(events, "io.scheelite.MemoryReclaim");
    assertThat(reclaim.getString("holder")).isEqualTo("engine/rich/t/state");
    assertThat(reclaim.getString("reason")).isEqualTo("engine/poor/t/requester");
    assertThat(reclaim.getString("scope")).isEqualTo("OTHER_QUERY");
    assertThat(reclaim.getLong("targetBytes")).isEqualTo(20 * CHUNK);
    assertThat(reclaim.getLong("spilledBytes")).isEqualTo(20 * CHUNK);
    assertThat(reclaim.getLong("freedBytes")).isEqualTo(20 * CHUNK);
  }

  /** Nothing is spilled, and still somebody had to give way. */
  @Test
  void aReclaimOfUnusedReservationIsRecordedToo(@TempDir Path folder) throws Exception {
    List<RecordedEvent> events =
        record(
            folder,
            () -> {
              TwoQueries queries = new TwoQueries();
              queries.state.reclaim(48 * CHUNK);
              queries.reserveFromTheOther(20 * CHUNK);
              queries.close();
            });

    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("io.scheelite.MemoryReclaim"))
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.getString("reason")).isEqualTo("engine/poor/t/requester");
              assertThat(event.getString("scope")).isEqualTo("OTHER_QUERY");
              assertThat(event.getLong("spilledBytes")).isZero();
              assertThat(event.getLong("freedBytes")).isPositive();
            });
  }

  @Test
  void aSmallerLimitThatHasToWaitSaysForWhom(@TempDir Path folder) throws Exception {
    List<RecordedEvent> events =
        record(
            folder,
            () -> {
              TwoQueries queries = new TwoQueries();
              assertThat(queries.manager.resize(32 * CHUNK)).isNotDone();
              queries.richGate.exit();
              queries.runExecutor();
              queries.clock.advance(TimeUnit.MILLISECONDS.toNanos(20));
              queries.runExecutor();
              queries.close();
            });

    RecordedEvent wait = only(events, "io.scheelite.MemoryWait");
    assertThat(wait.getString("waiter")).isEqualTo("resize to " + 32 * CHUNK);
    assertThat(wait.getString("holder")).isEqualTo("engine/rich");
    assertThat(wait.getLong("missingBytes")).isEqualTo(32 * CHUNK);
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("io.scheelite.MemoryReclaim"))
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.getString("reason")).isEqualTo("resize");
              assertThat(event.getString("scope")).isEqualTo("MANAGER");
            });
  }

  private static RecordedEvent only(List<RecordedEvent> events, String type) {
    List<RecordedEvent> found =
        events.stream().filter(e -> e.getEventType().getName().equals(type)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
