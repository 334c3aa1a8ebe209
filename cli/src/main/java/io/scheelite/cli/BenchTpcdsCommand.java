package io.scheelite.cli;

import io.scheelite.bench.tpcds.TpcdsComparison;
import io.scheelite.bench.tpcds.TpcdsDataset;
import io.scheelite.bench.tpcds.TpcdsPeer;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench tpcds}: the 103 statements of TPC-DS over the same Parquet files on our
 * engine and on a peer.
 *
 * <p>The engines' runs alternate within one call; times include planning and reading every value of
 * the result. The exit code is 0 only if all answers agreed; missing a target does not change it.
 */
@Command(
    name = "tpcds",
    description = "Measures TPC-DS queries against another engine over the same Parquet files.",
    mixinStandardHelpOptions = true)
final class BenchTpcdsCommand implements Callable<Integer> {
  private static final int DEFAULT_THREADS = 2;

  /** Our time over the peer's that we aim at. */
  private static final double TARGET_RATIO = 1.5;

  @Mixin private TpcdsOptions tpcds;

  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--against",
      defaultValue = "duckdb",
      paramLabel = "PEER",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Peer peer;

  /** Engines that take all of the texts. */
  private enum Peer {
    DUCKDB
  }

  @Mixin private BenchOptions bench;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TpcdsDataset dataset = tpcds.dataset();
    dataset.ensure();
    try (Engine engine = engineOptions.open(DEFAULT_THREADS);
        TpcdsPeer running = start(dataset, engine.config().threads())) {
      dataset.files().forEach(engine::registerParquet);
      TpcdsComparison comparison =
          new TpcdsComparison(engine, running, bench.numWarmups(), bench.numRuns(), TARGET_RATIO);
      return bench.report(
          comparison.measure(tpcds.queries(), bench.progress(spec.commandLine())),
          spec.commandLine());
    }
  }

  private TpcdsPeer start(TpcdsDataset dataset, int threads)
      throws IOException, InterruptedException {
    return switch (peer) {
      case DUCKDB -> TpcdsPeer.start(dataset.files(), threads);
    };
  }
}
