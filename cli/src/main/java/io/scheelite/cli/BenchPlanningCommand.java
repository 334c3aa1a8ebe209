package io.scheelite.cli;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.planning.PlanningBenchmark;
import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.tpcds.TpcdsDataset;
import io.scheelite.bench.tpcds.TpcdsQuery;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench planning}: how long the queries of TPC-H and TPC-DS are planned, from text
 * to operators, without being run. Planning does not depend much on the scale factor: statistics
 * come from the files' footers.
 */
@Command(
    name = "planning",
    description = "Measures how long queries are planned, warm and without cached plans.",
    mixinStandardHelpOptions = true)
final class BenchPlanningCommand implements Callable<Integer> {
  private static final double TPCH_TARGET_MILLIS = 5;
  private static final double TPCDS_TARGET_MILLIS = 50;

  /** Whose queries. */
  enum Suite {
    TPCH,
    TPCDS
  }

  @Option(
      names = "--suites",
      split = ",",
      defaultValue = "tpch,tpcds",
      paramLabel = "LIST",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private List<Suite> suites;

  @Option(
      names = "--sf",
      paramLabel = "N",
      defaultValue = "0.01",
      converter = TpchOptions.Scale.class,
      description = "Scale factor of the tables (default ${DEFAULT-VALUE}).")
  private ScaleFactor scaleFactor;

  @Option(
      names = "--warmups",
      defaultValue = "30",
      paramLabel = "N",
      description = "Fewest rounds that do not count (default ${DEFAULT-VALUE}).")
  private int numWarmups;

  @Option(
      names = "--warmup-seconds",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description =
          "Such rounds go on at least so long, while code is compiled (default ${DEFAULT-VALUE}).")
  private double warmupSeconds;

  @Option(
      names = "--runs",
      defaultValue = "11",
      paramLabel = "N",
      description = "Rounds of which the medians count (default ${DEFAULT-VALUE}).")
  private int numRuns;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ReportFormat format;

  @Mixin private EngineOptions engineOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<PlanningBenchmark.Row> rows = new ArrayList<>();
    for (Suite suite : suites) {
      try (Engine engine = engineOptions.open()) {
        rows.addAll(
            new PlanningBenchmark(engine, numWarmups, warmupSeconds, numRuns)
                .measure(cases(suite, engine)));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(PlanningBenchmark.render(rows, format));
    out.flush();
    return 0;
  }

  private List<PlanningBenchmark.Case> cases(Suite suite, Engine engine)
      throws IOException, InterruptedException {
    List<PlanningBenchmark.Case> cases = new ArrayList<>();
    switch (suite) {
      case TPCH -> {
        TpchDataset dataset = TpchDataset.inUserCache(scaleFactor);
        dataset.ensure();
        dataset.files().forEach(engine::registerParquet);
        for (TpchQuery query : TpchQuery.parseList("1-22")) {
          cases.add(
              new PlanningBenchmark.Case(
                  "tpch/" + query.label(), query.text(), TPCH_TARGET_MILLIS));
        }
      }
      case TPCDS -> {
        TpcdsDataset dataset = TpcdsDataset.inUserCache(scaleFactor);
        dataset.ensure();
        dataset.files().forEach(engine::registerParquet);
        for (TpcdsQuery query : TpcdsQuery.all()) {
          cases.add(
              new PlanningBenchmark.Case(
                  "tpcds/" + query.name(), query.text(), TPCDS_TARGET_MILLIS));
        }
      }
    }
    return cases;
  }
}
