package io.scheelite.cli;

import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.tpch.InProcessOpponent;
import io.scheelite.bench.tpch.TpchContender;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchOpponent;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.local.ClusterState;
import io.scheelite.scheduler.local.LocalCluster;
import io.scheelite.scheduler.local.LocalClusterConfig;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench cluster}: TPC-H on a cluster of its own against one process with as many
 * threads as the cluster has cores, over the same Parquet files; what the cluster costs.
 *
 * <p>Runs of both alternate within one call. The exit code is 0 only if all answers agreed.
 */
@Command(
    name = "cluster",
    description = "Measures TPC-H queries on a cluster against one process with the same cores.",
    mixinStandardHelpOptions = true)
final class BenchClusterCommand implements Callable<Integer> {
  /** The cluster's time over that of one process that we aim at. */
  private static final double TARGET_RATIO = 1.25;

  @Mixin private TpchOptions tpch;

  @Mixin private BenchOptions bench;

  @Option(
      names = "--executors",
      paramLabel = "N",
      defaultValue = "2",
      description = "Executors (default ${DEFAULT-VALUE}).")
  private int executors;

  @Option(
      names = "--executor-cores",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of each (default ${DEFAULT-VALUE}).")
  private int executorCores;

  @Option(
      names = "--executor-memory",
      paramLabel = "SIZE",
      defaultValue = "2g",
      converter = EngineOptions.ExecutorMemory.class,
      description =
          "Memory of each: an amount such as 1g, or a share of the container's or machine's memory"
              + " such as 25%% (default ${DEFAULT-VALUE}).")
  private long executorMemoryBytes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalClusterConfig config =
        new LocalClusterConfig(executors, executorMemoryBytes, executorCores, 1);
    TpchDataset dataset = tpch.dataset();
    dataset.ensure();
    Path folder = Files.createTempDirectory("scheelite-bench-cluster");
    LocalCluster cluster = new LocalCluster(ClusterFolder.at(folder));
    try {
      cluster.start(config, Map.of());
      return measure(cluster, dataset);
    } finally {
      cluster.stop(false);
      Files.deleteIfExists(folder);
    }
  }

  private int measure(LocalCluster cluster, TpchDataset dataset) throws IOException {
    int cores = executors * executorCores;
    long memoryBytes = executors * executorMemoryBytes;
    Engine.Builder settings = Engine.builder().threads(cores).memoryBytes(memoryBytes);
    try (Engine onCluster = settings.master(cluster.address()).build();
        Engine alone = Engine.builder().threads(cores).memoryBytes(memoryBytes).build()) {
      TpchContender contender =
          new TpchContender(
              "cluster",
              new TpchRunner(onCluster, dataset),
              () -> peakOfExecutors(cluster),
              () -> {});
      TpchOpponent process = new InProcessOpponent(new TpchRunner(alone, dataset), TARGET_RATIO);
      return bench.report(
          bench.measure(
              TablePlace.FILES.label(),
              contender,
              List.of(process),
              tpch.queries(),
              0,
              spec.commandLine()),
          spec.commandLine());
    }
  }

  private static long peakOfExecutors(LocalCluster cluster) {
    try {
      ClusterState state = cluster.state();
      return state.processes().stream()
          .filter(entry -> entry.role() == ProcessRole.EXECUTOR)
          .mapToLong(ProcessEntry::pid)
          .map(ResidentMemory::peakBytes)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
