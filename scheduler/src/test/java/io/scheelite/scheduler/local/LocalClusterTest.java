package io.scheelite.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.launch.ClusterException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping, with processes that stand in for those of a cluster. */
@Timeout(120)
class LocalClusterTest {
  private static final LocalClusterConfig ONE = new LocalClusterConfig(1, 320L << 20, 1, 1);

  @TempDir Path parent;

  private LocalCluster cluster(Duration startLimit) {
    return new LocalCluster(
        ClusterFolder.at(parent.resolve("cluster")),
        StandIn.class.getName(),
        WaitClock.SYSTEM,
        startLimit);
  }

  private LocalCluster cluster() {
    return cluster(Duration.ofSeconds(60));
  }

  @AfterEach
  void stop() throws IOException {
    cluster().stop(false);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(parent.resolve("cluster"))) {
      return files.toList();
    }
  }

  private List<ProcessEntry> running() throws IOException {
    return cluster().state().processes().stream().filter(ProcessEntry::alive).toList();
  }

  @Test
  void startsShowsAndStops() throws IOException {
    cluster().start(ONE, Map.of());
    ClusterState state = cluster().state();
    assertThat(state.text())
        .matches(
            """
            master 127\\.0\\.0\\.1:1
            Master master pid=\\d+ address=127\\.0\\.0\\.1:1
            Executor executor-1 pid=\\d+ address=127\\.0\\.0\\.1:2
            """);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(cluster().folder().secretFile())))
        .isEqualTo("rw-------");
    List<ProcessEntry> running = running();
    assertThat(running).hasSize(2);

    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster().start(ONE, Map.of()))
        .withMessageContaining("a cluster runs already")
        .withMessageContaining("master=127.0.0.1:1");
    assertThat(running()).isEqualTo(running);

    assertThat(cluster().stop(true)).isEqualTo(2);
    assertThat(running).noneMatch(ProcessEntry::alive);
    assertThat(files()).containsExactly(cluster().folder().logFolder());
    assertThat(cluster().stop(false)).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void whatIsLeftOfADeadMasterIsShownAndStopped() throws Exception {
    cluster().start(ONE, Map.of());
    killMaster();
    ClusterState state = cluster().state();
    assertThat(state.running()).isFalse();
    assertThat(state.text()).contains("Master master pid=").contains(" dead\n");
    List<ProcessEntry> left = running();
    assertThat(left).hasSize(1);

    cluster().start(ONE, Map.of());
    assertThat(left).noneMatch(ProcessEntry::alive);
    assertThat(running()).hasSize(2);

    killMaster();
    assertThat(cluster().stop(false)).isEqualTo(1);
    assertThat(files()).isEmpty();
  }

  private void killMaster() throws Exception {
    ProcessHandle master =
        cluster().folder().runningMaster().flatMap(ProcessEntry::handle).orElseThrow();
    master.destroyForcibly();
    master.onExit().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aMasterThatDoesNotListenIsKilled() throws IOException {
    cluster().start(ONE, Map.of("STAND_IN", "deaf"));
    List<ProcessEntry> running = running();
    long start = System.nanoTime();
    assertThat(cluster().stop(false)).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(running).noneMatch(ProcessEntry::alive);
  }

  @Test
  void aMasterThatRefusesIsQuoted() throws IOException {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster().start(ONE, Map.of("STAND_IN", "refuses")))
        .withMessageStartingWith("the cluster could not be started: its master ended, see logs=")
        .withMessageEndingWith("\nsomething is wrong with the memory");
    assertThat(files()).containsExactly(cluster().folder().logFolder());
  }

  @Test
  void executorsThatDoNotComeAreCounted() throws IOException {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster(Duration.ofSeconds(2)).start(ONE, Map.of("STAND_IN", "alone")))
        .withMessageContaining("after 2 s 0 of 1 executors were there");
    assertThat(running()).isEmpty();
  }

  @Test
  void badSettingsAreRefusedBeforeAnythingStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cluster().start(ONE, Map.of("SCHEELITE_FAULT", "kill:nobody")))
        .withMessageContaining("unknown role: nobody");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> new LocalClusterConfig(2, 1L << 50, 1, 1))
        .withMessageStartingWith("executors ask for more memory than the machine has: executors=2");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> new LocalClusterConfig(2, 1 << 20, 1, 1))
        .withMessageContaining("too small");
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> new LocalClusterConfig(0, 1 << 30, 1, 1));
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> new LocalClusterConfig(1, 1 << 30, 1, 2));
    assertThat(parent.resolve("cluster")).doesNotExist();
  }

  @Test
  void aFolderOfOthersStaysUntouched() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("cluster"));
    Path stranger = Files.createDirectory(folder.resolve("letters"));
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> cluster().start(ONE, Map.of()))
        .withMessageContaining("a folder of its own");
    cluster().stop(false);
    assertThat(files()).containsExactly(stranger);
  }
}
