package io.scheelite.cli;

import io.scheelite.bench.kernels.Microbenchmarks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code scheelite bench jmh}: the microbenchmarks, with JMH's own options ({@code -l} lists them).
 * Forks inherit this JVM's flags.
 */
@Command(
    name = "jmh",
    description = "Runs JMH microbenchmarks; all options are JMH's own, -l lists the benchmarks.")
final class BenchJmhCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Microbenchmarks.run(arguments.toArray(String[]::new));
    return 0;
  }
}
