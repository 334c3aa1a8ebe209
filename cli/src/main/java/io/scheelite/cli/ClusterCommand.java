package io.scheelite.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scheelite cluster}: a cluster of processes on this machine. */
@Command(
    name = "cluster",
    description = "Starts, shows and stops a cluster of processes on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {ClusterStartCommand.class, ClusterStatusCommand.class, ClusterStopCommand.class})
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name start, status or stop");
  }
}
