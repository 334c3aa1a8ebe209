package io.scheelite.cli;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchPeer;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchReport;
import io.scheelite.bench.tpch.TpchResult;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.memory.ByteSize;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite tpch}: generates TPC-H data where it is missing, runs queries, checks answers.
 *
 * <p>The exit code is 0 only if every query ran and no answer was wrong.
 */
@Command(
    name = "tpch",
    description = "Runs TPC-H queries over generated data and checks the answers.",
    mixinStandardHelpOptions = true)
final class TpchCommand implements Callable<Integer> {
  @Mixin private TpchOptions tpch;

  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--check",
      paramLabel = "PEER",
      description = "Asks another engine for the expected answers: ${COMPLETION-CANDIDATES}.")
  private @Nullable PeerKind peer;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ReportFormat format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Engine engine = engineOptions.open()) {
      TpchDataset dataset = tpch.dataset();
      dataset.ensure();
      TpchRunner runner = new TpchRunner(engine, dataset);
      List<TpchResult> results = new ArrayList<>();
      int threads = engine.config().threads();
      try (TpchPeer oracle = peer == null ? null : oracle(peer, dataset, threads)) {
        for (TpchQuery query : tpch.queries()) {
          Optional<TpchAnswer> expected =
              oracle == null
                  ? TpchAnswer.committed(dataset.scaleFactor(), query)
                  : Optional.of(oracle.run(query).answer());
          results.add(run(runner, query, expected));
        }
      }
      return report(results, engine);
    }
  }

  private static TpchPeer oracle(PeerKind kind, TpchDataset dataset, int threads)
      throws IOException, InterruptedException {
    return TpchPeer.start(kind, PeerSettings.ofThreads(threads), TablePlace.FILES, dataset);
  }

  private static TpchResult run(TpchRunner runner, TpchQuery query, Optional<TpchAnswer> expected) {
    try {
      return runner.run(query, expected);
    } catch (ScheeliteException failure) {
      return TpchResult.failed(query, String.valueOf(failure.getMessage()));
    }
  }

  private int report(List<TpchResult> results, Engine engine) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(TpchReport.render(results, format));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    for (TpchResult result : results) {
      result
          .verdict()
          .difference()
          .ifPresent(text -> err.println("scheelite: " + result.query().label() + ": " + text));
    }
    err.println(
        "resident memory peak "
            + ByteSize.format(ResidentMemory.peakBytes())
            + ", memory limit "
            + ByteSize.format(engine.memory().limitBytes()));
    err.flush();
    return results.stream().anyMatch(result -> result.verdict().wrong()) ? 1 : 0;
  }
}
