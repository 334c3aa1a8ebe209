package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.cli.Main;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The processes of a cluster can be watched, and leave nothing when it is stopped. */
@Timeout(300)
class ClusterStatTest {
  @TempDir Path folder;

  private String stat(TestCluster cluster, String... arguments) throws Exception {
    Path output = folder.resolve("stat-output");
    List<String> all = new ArrayList<>(List.of("stat"));
    all.addAll(List.of(arguments));
    all.add("--dir=" + cluster.folder().root());
    Process process =
        new ProcessBuilder(
                JavaProcess.command(
                    Main.class, List.of("-Xmx128m"), JavaProcess.ownClassPath(), all))
            .redirectError(folder.resolve("stat-errors").toFile())
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(output);
  }

  private static CountersSnapshot countersOf(ProcessEntry entry) throws IOException {
    List<CountersSnapshot> found = CountersFolder.ofUser().find(entry.pid());
    assertThat(found).as(entry.id()).hasSize(1);
    return found.getFirst();
  }

  @Test
  void executorsAndShuffleServiceAreShown() throws Exception {
    List<ProcessEntry> processes;
    try (TestCluster cluster = TestCluster.start(folder, 2, "")) {
      cluster.run(TpchQuery.of(3));
      processes = cluster.running();
      long ended = 0;
      for (ProcessEntry executor : cluster.running(ProcessRole.EXECUTOR)) {
        CountersSnapshot counters = countersOf(executor);
        assertThat(counters.live()).isTrue();
        assertThat(counters.value(EngineCounter.OFF_HEAP_LIMIT)).isPositive();
        assertThat(counters.value(EngineCounter.OFF_HEAP_USED)).isZero();
        assertThat(counters.value(EngineCounter.TASKS_FAILED)).isZero();
        ended += counters.value(EngineCounter.TASKS_ENDED);
      }
      assertThat(ended).isPositive();
      ProcessEntry shuffle = cluster.running(ProcessRole.SHUFFLE).getFirst();
      assertThat(countersOf(shuffle).value(EngineCounter.SHUFFLE_FETCHES)).isPositive();

      TestCluster.await("the query has left", () -> cluster.applicationPids().isEmpty());
      try (Engine engine = cluster.engine()) {
        long self = ProcessHandle.current().pid();
        String[] master = {cluster.address().toString(), "--format=csv"};
        assertThat(stat(cluster, master)).contains("\n" + self + ",1,running,off-heap-limit-bytes");
        assertThat(cluster.applicationPids()).containsExactly(self);
        assertThat(engine.memory().limitBytes())
            .as("the rest is for connections")
            .isEqualTo(124 << 20);
      }
      TestCluster.await("the application has left", () -> cluster.applicationPids().isEmpty());

      String text = stat(cluster, cluster.address().toString());
      assertThat(text).doesNotContain("process " + ProcessHandle.current().pid() + " ");
      for (ProcessEntry executor : cluster.running(ProcessRole.EXECUTOR)) {
        assertThat(text).contains("process " + executor.pid() + " running, started");
      }
      assertThat(text).contains("process " + shuffle.pid() + " running", "shuffle     fetches");
    }
    for (ProcessEntry process : processes) {
      assertThat(CountersFolder.ofUser().find(process.pid())).as(process.id()).isEmpty();
    }
  }
}
