package io.scheelite.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.cli.Main;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is watched while it runs, killed, and read once more. */
@Timeout(120)
class StatTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private ProcessBuilder scheelite(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            JavaProcess.command(
                Main.class,
                List.of("-Xmx256m"),
                JavaProcess.ownClassPath(),
                new ArrayList<>(List.of(arguments))));
    builder.environment().put(CountersFolder.VARIABLE, counters().root().toString());
    return builder.redirectError(folder.resolve("errors").toFile());
  }

  private CountersFolder counters() {
    return CountersFolder.at(folder.resolve("counters"));
  }

  private String stat(long pid, int exitCode) throws Exception {
    Path output = folder.resolve("stat");
    Process stat = scheelite("stat", Long.toString(pid)).redirectOutput(output.toFile()).start();
    assertThat(stat.waitFor()).isEqualTo(exitCode);
    return Files.readString(output);
  }

  /** Waits until the one query has run and given back all its memory: nothing counts after that. */
  private CountersSnapshot awaitQuery(Process process) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<CountersSnapshot> found = counters().find(process.pid());
      if (!found.isEmpty() && hasEnded(found.getFirst())) {
        return found.getFirst();
      }
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime() - deadline).as("waiting for a query").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static boolean hasEnded(CountersSnapshot snapshot) {
    return snapshot.value(EngineCounter.QUERIES_ADMITTED) == 1
        && snapshot.value(EngineCounter.TASKS_ENDED) > 0
        && snapshot.value(EngineCounter.TASKS_RUNNING) == 0
        && snapshot.value(EngineCounter.QUERIES_RUNNING) == 0
        && snapshot.value(EngineCounter.OFF_HEAP_USED) == 0;
  }

  /** Waits for statements on its standard input, with memory that its queries have left cached. */
  private Process shell() throws IOException {
    return scheelite("sql", "--memory", "64m", "--threads", "1", "--spill-dir", folder + "/spill")
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private static void query(Process process) throws IOException {
    Writer statements = process.outputWriter(StandardCharsets.UTF_8);
    statements.write("select x, count(*) from (values (1), (2), (2)) v(x) group by x;\n");
    statements.flush();
  }

  @Test
  void aKilledProcessLeavesItsLastCounters() throws Exception {
    Process process = shell();
    try {
      query(process);
      CountersSnapshot alive = awaitQuery(process);
      assertThat(alive.live()).isTrue();
      assertThat(alive.command()).startsWith(Main.class.getName() + " sql");
      assertThat(alive.value(EngineCounter.OFF_HEAP_LIMIT)).isEqualTo(64 << 20);
      assertThat(alive.value(EngineCounter.OFF_HEAP_PEAK)).isPositive();
      assertThat(stat(process.pid(), 0))
          .startsWith("process " + process.pid() + " running, started")
          .contains("limit 64.0 MiB", "admitted 1");

      // SIGKILL on every system we run on
      assertThat(process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isTrue();

      CountersSnapshot dead = counters().find(process.pid()).getFirst();
      assertThat(dead.live()).isFalse();
      assertThat(withoutGauges(dead)).isEqualTo(withoutGauges(alive));
      assertThat(stat(process.pid(), 0))
          .startsWith("process " + process.pid() + " ended, these are its last counters, started")
          .contains("limit 64.0 MiB", "admitted 1");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Idle memory goes back to the system in the meantime. */
  private static Map<EngineCounter, Long> withoutGauges(CountersSnapshot snapshot) {
    Map<EngineCounter, Long> counters = new EnumMap<>(snapshot.counters());
    counters.remove(EngineCounter.NATIVE_RESIDENT);
    counters.remove(EngineCounter.NATIVE_MAPPED);
    counters.remove(EngineCounter.NATIVE_CACHED);
    return counters;
  }

  @Test
  void aProcessThatEndsInOrderLeavesNothing() throws Exception {
    Process process = shell();
    try {
      query(process);
      awaitQuery(process);
      process.outputWriter(StandardCharsets.UTF_8).close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(counters().list()).isEmpty();
    assertThat(stat(process.pid(), 1)).isEmpty();
    assertThat(folder.resolve("errors")).content().contains("no such process");
  }
}
