package io.scheelite.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine's spill files show of themselves. */
class SpillCountingTest {
  @Test
  void filesAndBytesOfAllOwnersAreCounted(@TempDir Path temporary) throws IOException {
    CountersFolder folder = CountersFolder.at(temporary.resolve("counters"));
    try (CounterSink sink = folder.open()) {
      SpillUsage engine = new SpillUsage("engine", 1000, sink);
      SpillUsage first = new SpillUsage("first", 500, engine);
      SpillUsage second = new SpillUsage("second", Long.MAX_VALUE, engine);
      first.fileCreated();
      first.charge(300);
      second.fileCreated();
      second.charge(400);
      assertThatThrownBy(() -> first.charge(250)).isInstanceOf(SpillException.class);
      first.fileDeleted(300);

      CountersSnapshot shown = folder.list().getFirst();
      assertThat(shown.value(EngineCounter.SPILL_FILES)).isEqualTo(2);
      assertThat(shown.value(EngineCounter.SPILL_FILES_LIVE)).isEqualTo(1);
      assertThat(shown.value(EngineCounter.SPILLED)).as("not what was refused").isEqualTo(700);
      assertThat(shown.value(EngineCounter.SPILLED_LIVE)).isEqualTo(400);
    }
  }
}
