package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchResult;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.fault.Fault;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.local.LocalCluster;
import io.scheelite.scheduler.local.LocalClusterConfig;
import io.scheelite.sql.Engine;
import io.scheelite.testsupport.FilesBelow;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A cluster of real processes in a folder of its own, which leaves nothing behind. */
final class TestCluster implements AutoCloseable {
  static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long EXECUTOR_BYTES = 384L << 20;
  private static final long DRIVER_BYTES = 128L << 20;

  private final LocalCluster cluster;
  private final Path spillFolder;

  private TestCluster(LocalCluster cluster, Path spillFolder) {
    this.cluster = cluster;
    this.spillFolder = spillFolder;
  }

  /** Starts one worker with that many executors of one core each; faults may be blank. */
  static TestCluster start(Path folder, int executors, String faults) throws IOException {
    TestCluster cluster =
        new TestCluster(
            new LocalCluster(ClusterFolder.at(folder.resolve("cluster"))), folder.resolve("spill"));
    cluster.start(executors, faults);
    return cluster;
  }

  private void start(int executors, String faults) throws IOException {
    cluster.start(
        new LocalClusterConfig(executors, EXECUTOR_BYTES, 1, 1), Map.of(Fault.VARIABLE, faults));
  }

  ClusterFolder folder() {
    return cluster.folder();
  }

  ClusterAddress address() throws IOException {
    return cluster.address();
  }

  Engine.Builder settings() {
    return Engine.builder().threads(2).memoryBytes(DRIVER_BYTES).spillDirectory(spillFolder);
  }

  /** An engine whose queries run here; the caller closes it. */
  Engine engine() throws IOException {
    return settings().master(address()).build();
  }

  /** Runs a query with an engine of its own and checks the answer. */
  TpchResult run(TpchQuery query) throws IOException {
    try (Engine engine = engine()) {
      return run(engine, query);
    }
  }

  static TpchResult run(Engine engine, TpchQuery query) {
    TpchRunner runner = new TpchRunner(engine, ClusterCases.dataset());
    TpchResult result = runner.run(query, ClusterCases.expected(query));
    assertThat(result.verdict().difference()).as(query.label()).isEmpty();
    assertThat(result.verdict().text()).isEqualTo("true");
    return result;
  }

  /** Processes of the engines that use it. */
  List<Long> applicationPids() throws IOException {
    return cluster.applications().stream().map(LocalCluster.Application::pid).toList();
  }

  List<String> firedFaults() throws IOException {
    return cluster.state().firedFaults();
  }

  /** Those that run, in one role. */
  List<ProcessEntry> running(ProcessRole role) throws IOException {
    return running().stream().filter(entry -> entry.role() == role).toList();
  }

  List<ProcessEntry> running() throws IOException {
    return cluster.state().processes().stream().filter(ProcessEntry::alive).toList();
  }

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(String what, Condition condition) throws IOException {
    await(what, PATIENCE, condition);
  }

  static void await(String what, Duration limit, Condition condition) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - deadline).as("waiting for: " + what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** Map outputs and spill files of applications, wherever in the cluster's folder. */
  List<Path> filesOfApplications() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("shuffle", "spill")) {
      FilesBelow.folder(folder().root().resolve(part)).stream()
          .filter(file -> file.toString().matches(".*\\.(data|index|spill|tmp)"))
          .forEach(files::add);
    }
    return files;
  }

  /** Stops it and checks that within the limit no process, file or port is left. */
  @Override
  public void close() throws IOException {
    List<ProcessEntry> before = running();
    long start = System.nanoTime();
    cluster.stop(false);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STOP_LIMIT);
    assertThat(before).noneMatch(ProcessEntry::alive);
    for (ProcessEntry entry : before) {
      if (entry.ready()) {
        assertThat(listens(entry)).as("port of " + entry).isFalse();
      }
    }
    try (Stream<Path> files = Files.list(folder().root())) {
      assertThat(files).isEmpty();
    }
  }

  static boolean listens(ProcessEntry entry) throws IOException {
    try (Socket socket = connect(entry)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  /** A bare connection to a process. */
  static Socket connect(ProcessEntry entry) throws IOException {
    int colon = entry.address().lastIndexOf(':');
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(
              entry.address().substring(0, colon),
              Integer.parseInt(entry.address().substring(colon + 1))),
          (int) PATIENCE.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
