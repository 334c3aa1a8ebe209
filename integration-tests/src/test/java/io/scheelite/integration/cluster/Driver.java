package io.scheelite.integration.cluster;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.cli.Main;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code scheelite tpch} in a process of its own, which can be killed. */
final class Driver implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Driver(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Runs one query on a cluster; faults may be blank. */
  static Driver start(TestCluster cluster, Path folder, int query, String faults)
      throws IOException {
    ClusterAddress master = cluster.address();
    Path output = folder.resolve("driver-output");
    List<String> arguments =
        List.of(
            "tpch",
            "--sf=" + ClusterCases.dataset().scaleFactor().value().toPlainString(),
            "--queries=" + query,
            "--memory=128m",
            "--threads=1",
            "--spill-dir=" + folder.resolve("driver-spill"),
            "--master=" + master,
            "--secret-file=" + master.secretFile());
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaProcess.command(
                    Main.class, List.of("-Xmx256m"), JavaProcess.ownClassPath(), arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("XDG_CACHE_HOME", ClusterCases.cacheHome().toString());
    builder.environment().put(Fault.VARIABLE, faults);
    return new Driver(builder.start(), output);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
