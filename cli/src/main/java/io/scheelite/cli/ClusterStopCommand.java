package io.scheelite.cli;

import io.scheelite.scheduler.local.LocalCluster;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite cluster stop}: ends every process of the cluster, whatever they do, and empties
 * its folder. Succeeds also where nothing runs.
 */
@Command(
    name = "stop",
    description = "Stops the cluster: no process, port or file of it is left.",
    mixinStandardHelpOptions = true)
final class ClusterStopCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options;

  @Option(names = "--keep-logs", description = "Leaves the logs in the folder.")
  private boolean keepLogs;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LocalCluster cluster = options.cluster();
    int stopped = cluster.stop(keepLogs);
    spec.commandLine()
        .getErr()
        .println(
            stopped == 0
                ? "scheelite: no cluster runs: folder=" + cluster.folder().root()
                : "stopped " + stopped + " processes");
    return 0;
  }
}
