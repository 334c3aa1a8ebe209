package io.scheelite.cli;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.tpch.TpchContender;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchPeer;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench tpch}: TPC-H over the same rows on our engine and on peers, in Parquet
 * files and in each engine's own tables.
 *
 * <p>The engines' runs alternate within one call; times include planning and reading every value of
 * the result. The exit code is 0 only if all answers agreed; missing a target does not change it.
 */
@Command(
    name = "tpch",
    description =
        "Measures TPC-H queries against other engines, over Parquet files and tables in memory.",
    mixinStandardHelpOptions = true)
final class BenchTpchCommand implements Callable<Integer> {
  private static final int DEFAULT_THREADS = 2;

  @Mixin private TpchOptions tpch;

  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--against",
      defaultValue = "duckdb",
      split = ",",
      paramLabel = "PEER",
      description = "${COMPLETION-CANDIDATES}, or several of them (default ${DEFAULT-VALUE}).")
  private List<PeerKind> peers;

  @Option(
      names = "--tables",
      defaultValue = "files,memory",
      split = ",",
      paramLabel = "PLACE",
      description =
          "Where tables are: ${COMPLETION-CANDIDATES}, or both (default ${DEFAULT-VALUE}).")
  private List<TablePlace> places;

  @Option(
      names = "--warmup-seconds",
      defaultValue = "4",
      paramLabel = "SECONDS",
      description =
          "Each engine warms up at least so long on each query (default ${DEFAULT-VALUE}).")
  private double warmupSeconds;

  @Mixin private BenchOptions bench;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TpchDataset dataset = tpch.dataset();
    dataset.ensure();
    List<ComparedCase> cases = new ArrayList<>();
    for (TablePlace place : places) {
      cases.addAll(measure(place, dataset));
    }
    return bench.report(cases, spec.commandLine());
  }

  private List<ComparedCase> measure(TablePlace place, TpchDataset dataset)
      throws IOException, InterruptedException {
    List<TpchPeer> running = new ArrayList<>();
    try (Engine engine = engineOptions.open(DEFAULT_THREADS)) {
      PeerSettings settings = PeerSettings.ofThreads(engine.config().threads());
      for (PeerKind peer : peers) {
        running.add(TpchPeer.start(peer, settings, place, dataset));
      }
      TpchRunner runner =
          switch (place) {
            case FILES -> new TpchRunner(engine, dataset);
            case MEMORY -> TpchRunner.inMemory(engine, dataset);
          };
      TpchContender contender =
          new TpchContender(
              "scheelite", runner, ResidentMemory::peakBytes, ResidentMemory::forgetPeak);
      return bench.measure(
          place.label(), contender, running, tpch.queries(), warmupSeconds, spec.commandLine());
    } finally {
      for (TpchPeer peer : running) {
        peer.close();
      }
    }
  }
}
