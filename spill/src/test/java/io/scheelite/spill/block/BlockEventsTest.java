package io.scheelite.spill.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that come, move or go are events of the flight recorder. */
class BlockEventsTest {
  private static final int CHUNK = StoreUnderTest.CHUNK;
  private static final BlockId BLOCK = new BlockId("a", 0, 0);

  @TempDir private Path directory;

  @Test
  void theLifeOfABlockIsRecorded() throws Exception {
    Path file = directory.resolve("blocks.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.scheelite.StoredBlock").withoutThreshold();
      recording.start();
      try (StoreUnderTest test = new StoreUnderTest(directory, 64, 1.0)) {
        test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
        assertThat(test.putChunks(BLOCK, 40)).isTrue();
        assertThat(test.storage().acquire("b", 40L * CHUNK)).isTrue();
        test.storage().release(40L * CHUNK);
        assertThat(test.read(BLOCK)).hasSize(40);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.scheelite.StoredBlock"))
            .toList();
    assertThat(events)
        .extracting(event -> event.getString("action"))
        .containsExactly("STORED", "EVICTED_TO_DISK", "RETURNED");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.getString("block")).isEqualTo("a/0/0");
              assertThat(event.getLong("contentBytes")).isEqualTo(40L * CHUNK);
            });
  }
}
