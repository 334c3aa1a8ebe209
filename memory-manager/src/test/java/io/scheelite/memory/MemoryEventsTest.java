package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
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
    Path file = folder.resolve("memory.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.scheelite.MemoryWait").withoutThreshold();
      recording.enable("io.scheelite.MemoryReclaim").withoutThreshold();
      recording.enable("io.scheelite.StorageEviction").withoutThreshold();
      recording.start();
      waitReclaimAndEvict();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);

    RecordedEvent reclaim = only(events, "io.scheelite.MemoryReclaim");
    assertThat(reclaim.getString("consumer")).isEqualTo("engine/query/task/spillable");
    assertThat(reclaim.getString("reason")).contains("engine/query/task/requester");
    assertThat(reclaim.getLong("freedBytes")).isEqualTo(4 * CHUNK);
    RecordedEvent eviction = only(events, "io.scheelite.StorageEviction");
    assertThat(eviction.getString("reason")).isEqualTo("engine/query/task/spillable");
    assertThat(eviction.getLong("evictedBytes")).isEqualTo(8 * CHUNK);
    RecordedEvent wait = only(events, "io.scheelite.MemoryWait");
    assertThat(wait.getString("waiter")).isEqualTo("waiting");
    assertThat(wait.getString("reason")).isEqualTo("admission");
    assertThat(wait.getBoolean("timedOut")).isFalse();
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

  private static RecordedEvent only(List<RecordedEvent> events, String type) {
    List<RecordedEvent> found =
        events.stream().filter(e -> e.getEventType().getName().equals(type)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
