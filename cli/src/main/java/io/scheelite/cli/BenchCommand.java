package io.scheelite.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scheelite bench}: measurements. */
@Command(
    name = "bench",
    description = "Measures queries against other engines, and kernels by themselves.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchTpchCommand.class,
      BenchTpcdsCommand.class,
      BenchScanCommand.class,
      BenchOperatorsCommand.class,
      BenchClusterCommand.class,
      BenchMemoryCommand.class,
      BenchPlanningCommand.class,
      BenchJmhCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a benchmark; --help lists them");
  }
}
