package io.scheelite.cli;

import io.scheelite.scheduler.local.LocalCluster;
import io.scheelite.scheduler.local.LocalClusterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite cluster start}: returns when all executors are there, and prints what {@code
 * status} prints. The processes run on until {@code stop}.
 */
@Command(
    name = "start",
    description = "Starts a cluster and waits until it is complete.",
    mixinStandardHelpOptions = true)
final class ClusterStartCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options;

  @Option(
      names = "--executors",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that run tasks (default ${DEFAULT-VALUE}).")
  private int executors;

  @Option(
      names = "--executor-memory",
      paramLabel = "SIZE",
      defaultValue = "1g",
      converter = EngineOptions.ExecutorMemory.class,
      description =
          "Memory of each, 256m of it heap and 4m for connections: an amount such as 1g, or a share"
              + " of the container's or machine's memory such as 25%% (default ${DEFAULT-VALUE}).")
  private long executorMemoryBytes;

  @Option(
      names = "--executor-cores",
      paramLabel = "N",
      description = "Threads of each (default: its share of the processors).")
  private @Nullable Integer executorCores;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Processes that launch executors, each with a shuffle service (default"
              + " ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--shuffle-quota",
      paramLabel = "SIZE",
      converter = EngineOptions.Size.class,
      description =
          "What the files between the stages of one application may take on a worker; a query that"
              + " needs more fails (default: unlimited).")
  private @Nullable Long shuffleQuotaBytes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LocalClusterConfig config =
        new LocalClusterConfig(
            executors,
            executorMemoryBytes,
            executorCores != null ? executorCores : LocalClusterConfig.coresFor(executors),
            workers,
            shuffleQuotaBytes != null ? shuffleQuotaBytes : Long.MAX_VALUE);
    LocalCluster cluster = options.cluster();
    cluster.start(config, Map.of());
    PrintWriter out = spec.commandLine().getOut();
    out.print(cluster.state().text());
    out.flush();
    return 0;
  }
}
