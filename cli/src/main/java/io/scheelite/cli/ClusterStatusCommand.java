package io.scheelite.cli;

import io.scheelite.scheduler.local.ClusterState;
import io.scheelite.scheduler.local.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite cluster status}: the master's address, a line for each process, and the faults
 * on demand that have fired. The exit code is 0 only if the master runs.
 */
@Command(
    name = "status",
    description = "Shows the processes of the cluster.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LocalCluster cluster = options.cluster();
    ClusterState state = cluster.state();
    PrintWriter out = spec.commandLine().getOut();
    out.print(state.text());
    out.flush();
    if (!state.running()) {
      spec.commandLine()
          .getErr()
          .println("scheelite: no master runs: folder=" + cluster.folder().root());
    }
    return state.running() ? 0 : 1;
  }
}
