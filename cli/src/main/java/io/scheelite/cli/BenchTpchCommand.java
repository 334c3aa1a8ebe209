package io.scheelite.cli;

import io.scheelite.bench.report.ComparisonRow;
import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.tpch.TpchComparison;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchPeer;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench tpch}: TPC-H over the same Parquet files on our engine and on a peer.
 *
 * <p>The engines' runs alternate within one call; times include planning and reading every value of
 * the result. The exit code is 0 only if all answers agreed; missing a target does not change it.
 */
@Command(
    name = "tpch",
    description = "Measures TPC-H queries against another engine over the same Parquet files.",
    mixinStandardHelpOptions = true)
final class BenchTpchCommand implements Callable<Integer> {
  private static final int DEFAULT_THREADS = 2;

  @Mixin private TpchOptions tpch;

  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--against",
      defaultValue = "duckdb",
      paramLabel = "PEER",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Peer peer;

  @Option(
      names = "--warmups",
      defaultValue = "3",
      paramLabel = "N",
      description = "Runs of each query that do not count (default ${DEFAULT-VALUE}).")
  private int numWarmups;

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "N",
      description = "Runs of each query of which the median counts (default ${DEFAULT-VALUE}).")
  private int numRuns;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ReportFormat format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    TpchDataset dataset = tpch.dataset();
    dataset.ensure();
    try (Engine engine = engineOptions.open(DEFAULT_THREADS);
        TpchPeer running = peer.start(dataset, engine.config().threads())) {
      TpchComparison comparison =
          new TpchComparison(
              new TpchRunner(engine, dataset), running, peer.label(), numWarmups, numRuns);
      List<ComparisonRow> rows =
          comparison.measure(
              tpch.queries(),
              line -> {
                err.println(line);
                err.flush();
              });
      out.print(ComparisonRow.render(rows, format));
      out.flush();
      return rows.stream().allMatch(ComparisonRow::answerOk) ? 0 : 1;
    }
  }
}
