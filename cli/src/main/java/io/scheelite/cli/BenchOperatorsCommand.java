package io.scheelite.cli;

import io.scheelite.bench.operators.LimitedOperatorBench;
import io.scheelite.bench.operators.OperatorBench;
import io.scheelite.bench.operators.OperatorCase;
import io.scheelite.bench.operators.OperatorRow;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.scheduler.folder.TreeDeletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench operators}: groups, joins, sorts and windows one by one, on our engine and
 * on a peer.
 *
 * <p>Tables are in memory on both sides, unless {@code --memory} asks for more data than memory;
 * then both read the same files and have the same limit. The engines' runs alternate within one
 * call. The exit code is 0 only if all answers agreed, so that a case that was refused makes it 1;
 * missing a target does not change it.
 */
@Command(
    name = "operators",
    description = "Measures stateful operators one by one against another engine.",
    mixinStandardHelpOptions = true)
final class BenchOperatorsCommand implements Callable<Integer> {
  @Option(
      names = "--against",
      defaultValue = "duckdb",
      paramLabel = "PEER",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Peer peer;

  /** Engines that it is measured beside. */
  private enum Peer {
    DUCKDB
  }

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description = "Cases whose names begin like that, such as join or sort/top (default: all).")
  private List<String> prefixes = List.of();

  @Option(
      names = "--scale",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Factor on the numbers of rows (default ${DEFAULT-VALUE}).")
  private double scale;

  @Option(
      names = "--memory",
      split = ",",
      paramLabel = "FACTOR",
      description =
          "Measures operators whose input is so many times as large as the memory of either"
              + " engine, such as 4,16 (default: all fits).")
  private List<Integer> factors = List.of();

  @Option(
      names = "--threads",
      defaultValue = "2",
      paramLabel = "N",
      description = "Threads of each engine (default ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--spill-dir",
      paramLabel = "DIR",
      description =
          "Where --memory puts files and both engines spill to (default: the system's folder for"
              + " temporary files).")
  private @Nullable Path spillDirectory;

  @Option(
      names = "--warmup-seconds",
      defaultValue = "4",
      paramLabel = "SECONDS",
      description =
          "Each engine warms up at least so long on each case (default ${DEFAULT-VALUE}).")
  private double warmupSeconds;

  @Mixin private BenchOptions bench;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<OperatorCase> cases = OperatorCase.beginningWith(prefixes);
    if (cases.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no case begins like that: " + String.join(",", prefixes));
    }
    if (!(scale > 0 && scale <= 16)) {
      throw new ParameterException(
          spec.commandLine(), "--scale must be above 0 and at most 16: " + scale);
    }
    if (factors.stream().anyMatch(factor -> factor < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--memory must be whole numbers from 1 on: " + factors);
    }
    return switch (peer) {
      case DUCKDB -> bench.reportOperators(measure(cases), spec.commandLine());
    };
  }

  private List<OperatorRow> measure(List<OperatorCase> cases)
      throws IOException, InterruptedException {
    Consumer<String> progress = bench.progress(spec.commandLine());
    Repetitions repetitions = bench.repetitions(warmupSeconds);
    if (factors.isEmpty()) {
      return new OperatorBench(scale, threads, repetitions, progress).measure(cases);
    }
    Path parent = spillDirectory;
    Path folder =
        parent == null
            ? Files.createTempDirectory("scheelite-operators")
            : Files.createTempDirectory(Files.createDirectories(parent), "scheelite-operators");
    try {
      return new LimitedOperatorBench(scale, threads, repetitions, folder, progress)
          .measure(cases, factors);
    } finally {
      TreeDeletion.delete(folder);
    }
  }
}
