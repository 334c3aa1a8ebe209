package io.scheelite.bench.planning;

import io.scheelite.bench.report.ReportFormat;
import io.scheelite.sql.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long queries are planned, text to operators, when all classes are warm and no plan
 * is cached.
 */
public final class PlanningBenchmark {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<String> COLUMNS =
      List.of("case", "median_ms", "max_ms", "target", "met");

  private final Engine engine;
  private final int numWarmups;
  private final double warmupSeconds;
  private final int numRuns;

  /**
   * On an engine that knows the tables of the queries; it stays the caller's.
   *
   * @param numWarmups fewest rounds that do not count
   * @param warmupSeconds how long these go on at least
   */
  public PlanningBenchmark(Engine engine, int numWarmups, double warmupSeconds, int numRuns) {
    this.engine = engine;
    this.numWarmups = numWarmups;
    this.warmupSeconds = warmupSeconds;
    this.numRuns = numRuns;
  }

  /**
   * A query.
   *
   * @param label such as {@code tpch/q01}
   * @param targetMillis largest median that we aim at
   */
  public record Case(String label, String text, double targetMillis) {}

  /** How long a query was planned. */
  public record Row(Case query, double medianMillis, double maxMillis) {
    private List<String> cells() {
      return List.of(
          query.label(),
          String.format(Locale.ROOT, "%.2f", medianMillis),
          String.format(Locale.ROOT, "%.2f", maxMillis),
          String.format(Locale.ROOT, "%.0f", query.targetMillis()),
          Boolean.toString(medianMillis <= query.targetMillis()));
    }
  }

  /** Plans all queries in turn, so that each is as warm as the others. */
  public List<Row> measure(List<Case> queries) {
    long begin = System.nanoTime();
    for (int round = 0;
        round < numWarmups || System.nanoTime() - begin < warmupSeconds * NANOS_PER_SECOND;
        round++) {
      queries.forEach(query -> engine.planningNanos(query.text()));
    }
    double[][] millis = new double[queries.size()][numRuns];
    for (int run = 0; run < numRuns; run++) {
      for (int i = 0; i < queries.size(); i++) {
        millis[i][run] = engine.planningNanos(queries.get(i).text()) / NANOS_PER_MILLI;
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      Arrays.sort(millis[i]);
      rows.add(new Row(queries.get(i), millis[i][numRuns / 2], millis[i][numRuns - 1]));
    }
    return rows;
  }

  /** Renders rows with their header. */
  public static String render(List<Row> rows, ReportFormat format) {
    List<List<String>> table = new ArrayList<>();
    table.add(COLUMNS);
    rows.forEach(row -> table.add(row.cells()));
    return format.render(table);
  }
}
