package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine shows of itself while it lives, and that it needs nobody to see it. */
class EngineCountersTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final String QUERY =
      "select x, count(*) from (values (1), (2), (2)) v(x) group by x";

  @TempDir Path temporary;

  private Engine.Builder settings() {
    return Engine.builder().memoryBytes(64 << 20).threads(1).spillDirectory(temporary);
  }

  @Test
  void queriesAndTheirMemoryAreCounted() throws IOException {
    CountersFolder folder = CountersFolder.at(temporary.resolve("counters"));
    try (Engine engine = settings().countersDirectory(folder.root()).build()) {
      try (QueryResult result = engine.sql(QUERY).collect()) {
        CountersSnapshot snapshot;
        long usedBytes;
        do { // the query runs meanwhile
          usedBytes = engine.memory().outstandingBytes();
          snapshot = folder.find(PID).getFirst();
        } while (engine.memory().outstandingBytes() != usedBytes);
        assertThat(snapshot.value(EngineCounter.OFF_HEAP_LIMIT)).isEqualTo(64 << 20);
        assertThat(snapshot.value(EngineCounter.QUERIES_RUNNING)).isEqualTo(1);
        assertThat(snapshot.value(EngineCounter.OFF_HEAP_USED)).isEqualTo(usedBytes);
        assertThat(snapshot.pools())
            .extracting(CountersSnapshot.Pool::name)
            .contains("engine", "query-1");
        result.drain();
      }
      CountersSnapshot after = folder.find(PID).getFirst();
      assertThat(after.value(EngineCounter.QUERIES_ADMITTED)).isEqualTo(1);
      assertThat(after.value(EngineCounter.QUERIES_RUNNING)).isZero();
      assertThat(after.value(EngineCounter.OFF_HEAP_USED)).isZero();
      assertThat(after.value(EngineCounter.OFF_HEAP_PEAK)).isPositive();
      assertThat(after.value(EngineCounter.ALLOCATIONS)).isPositive();
    }
    assertThat(folder.list()).isEmpty();
  }

  @Test
  void anEngineWorksWithoutCounters() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    for (Engine.Builder settings :
        new Engine.Builder[] {settings().countersDirectory(file), settings().withoutCounters()}) {
      try (Engine engine = settings.build();
          QueryResult result = engine.sql(QUERY).collect()) {
        result.drain();
      }
    }
  }
}
