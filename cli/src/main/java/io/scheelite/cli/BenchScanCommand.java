package io.scheelite.cli;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.scan.ScanCase;
import io.scheelite.bench.scan.ScanComparison;
import io.scheelite.bench.scan.ScanDataset;
import io.scheelite.bench.scan.ScanPeer;
import io.scheelite.bench.scan.ScanWriter;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench scan}: columns of lineitem and orders, read from the same files by our
 * engine and by other readers.
 *
 * <p>Each case is measured over files that DuckDB wrote and over files that we wrote: writers
 * choose encodings and sizes of pages, and each reader is at its best over what its own side wrote.
 * The engines' runs alternate within one call; times include planning and reading footers. The exit
 * code is 0 only if all answers agreed; missing a target does not change it.
 */
@Command(
    name = "scan",
    description = "Measures how fast columns of Parquet and CSV files are read.",
    mixinStandardHelpOptions = true)
final class BenchScanCommand implements Callable<Integer> {
  private static final int DEFAULT_THREADS = 2;

  @Option(
      names = "--sf",
      paramLabel = "N",
      defaultValue = "1",
      converter = TpchOptions.Scale.class,
      description = "Scale factor of TPC-H, such as 0.01, 1 or 10 (default ${DEFAULT-VALUE}).")
  private ScaleFactor scaleFactor;

  @Option(
      names = "--against",
      defaultValue = "duckdb,parquet-java",
      split = ",",
      paramLabel = "PEER",
      description = "${COMPLETION-CANDIDATES}, or several of them (default ${DEFAULT-VALUE}).")
  private List<ScanPeer.Kind> peers;

  @Option(
      names = "--codecs",
      defaultValue = "snappy,zstd,uncompressed",
      split = ",",
      paramLabel = "CODEC",
      description =
          "How Parquet files are compressed: ${COMPLETION-CANDIDATES}, or several of them (default"
              + " ${DEFAULT-VALUE}).")
  private List<Compression> codecs;

  @Option(
      names = "--writer",
      defaultValue = "duckdb,scheelite",
      split = ",",
      paramLabel = "ENGINE",
      description =
          "Who has written the files: ${COMPLETION-CANDIDATES}, or both (default"
              + " ${DEFAULT-VALUE}).")
  private List<ScanWriter> writers;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description =
          "Cases whose names begin like that, such as lineitem or csv/orders (default: all).")
  private List<String> prefixes = List.of();

  @Option(
      names = "--warmup-seconds",
      defaultValue = "4",
      paramLabel = "SECONDS",
      description =
          "Each engine warms up at least so long on each case (default ${DEFAULT-VALUE}).")
  private double warmupSeconds;

  @Mixin private EngineOptions engineOptions;

  @Mixin private BenchOptions bench;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScanDataset dataset = new ScanDataset(TpchDataset.inUserCache(scaleFactor));
    List<ScanCase> cases = cases(dataset);
    if (cases.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no case begins like that: " + String.join(",", prefixes));
    }
    for (ScanCase scan : cases) {
      dataset.ensure(scan);
    }
    return bench.report(measure(cases), spec.commandLine());
  }

  private List<ScanCase> cases(ScanDataset dataset) {
    List<ScanCase> cases = new ArrayList<>();
    for (ScanWriter writer : writers) {
      for (Compression codec : codecs) {
        cases.addAll(dataset.parquet(writer, codec));
      }
    }
    // text is the same whoever writes it
    cases.addAll(dataset.csv(writers.getFirst()));
    cases.removeIf(
        scan -> !prefixes.isEmpty() && prefixes.stream().noneMatch(scan.label()::startsWith));
    return cases;
  }

  private List<ComparedCase> measure(List<ScanCase> cases)
      throws IOException, InterruptedException {
    List<ScanPeer> running = new ArrayList<>();
    try (Engine engine = engineOptions.open(DEFAULT_THREADS)) {
      PeerSettings settings = PeerSettings.ofThreads(engine.config().threads());
      for (ScanPeer.Kind peer : peers) {
        running.add(ScanPeer.start(peer, settings));
      }
      return new ScanComparison(new OwnEngine(engine), running, bench.repetitions(warmupSeconds))
          .measure(cases, bench.progress(spec.commandLine()));
    } finally {
      for (ScanPeer peer : running) {
        peer.close();
      }
    }
  }
}
