package io.scheelite.cli;

import io.scheelite.bench.operators.OperatorRow;
import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.report.ComparisonReport;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.tpch.TpchComparison;
import io.scheelite.bench.tpch.TpchContender;
import io.scheelite.bench.tpch.TpchOpponent;
import io.scheelite.bench.tpch.TpchQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How often comparisons run, and how they are reported. */
final class BenchOptions {
  @Option(
      names = "--warmups",
      defaultValue = "3",
      paramLabel = "N",
      description = "Fewest runs of each query that do not count (default ${DEFAULT-VALUE}).")
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

  /**
   * Measures queries; tells how far it is.
   *
   * @param warmupSeconds each engine warms up at least so long on each query
   */
  List<ComparedCase> measure(
      String group,
      TpchContender contender,
      List<? extends TpchOpponent> opponents,
      List<TpchQuery> queries,
      double warmupSeconds,
      CommandLine commandLine)
      throws IOException {
    return new TpchComparison(contender, opponents, repetitions(warmupSeconds))
        .measure(group, queries, progress(commandLine));
  }

  /** How often; each engine warms up at least so long on each query. */
  Repetitions repetitions(double warmupSeconds) {
    return new Repetitions(numWarmups, 1000 * warmupSeconds, numRuns);
  }

  /** Tells how far a measurement is. */
  Consumer<String> progress(CommandLine commandLine) {
    PrintWriter err = commandLine.getErr();
    return line -> {
      err.println(line);
      err.flush();
    };
  }

  /** Runs of each query that do not count. */
  int numWarmups() {
    return numWarmups;
  }

  /** Runs of each query that count. */
  int numRuns() {
    return numRuns;
  }

  /** Prints the table; the exit code is 0 only if all answers agreed. */
  int report(List<ComparedCase> cases, CommandLine commandLine) {
    PrintWriter out = commandLine.getOut();
    out.print(ComparisonReport.render(cases, format));
    out.flush();
    return cases.stream().allMatch(ComparedCase::answersOk) ? 0 : 1;
  }

  /** Prints the table of operators; the exit code is 0 only if all answers agreed. */
  int reportOperators(List<OperatorRow> rows, CommandLine commandLine) {
    PrintWriter out = commandLine.getOut();
    out.print(OperatorRow.render(rows, format));
    out.flush();
    return rows.stream().allMatch(OperatorRow::answerOk) ? 0 : 1;
  }
}
