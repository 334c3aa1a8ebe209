package io.scheelite.bench.tpch;

import io.scheelite.bench.report.ReportFormat;
import io.scheelite.operators.execution.ClusterReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@code scheelite tpch} prints. */
public final class TpchReport {
  private static final List<String> CSV_COLUMNS =
      List.of(
          "query",
          "rows",
          "millis",
          "peak_memory_bytes",
          "spilled_bytes",
          "shuffled_bytes",
          "answer_ok");
  private static final List<String> TABLE_COLUMNS =
      List.of("query", "rows", "time ms", "peak memory", "spilled", "answer ok");
  private static final List<String> CLUSTER_COLUMNS =
      List.of("shuffled", "tasks", "retries", "fetch retries", "recomputed", "lost executors");
  private static final double MEBIBYTE = 1 << 20;

  private TpchReport() {}

  /**
   * Renders results; people get units, programs get bytes. The readable table has further columns
   * where queries ran on a cluster.
   */
  public static String render(List<TpchResult> results, ReportFormat format) {
    List<List<String>> rows = new ArrayList<>();
    boolean exact = format == ReportFormat.CSV;
    boolean onCluster =
        results.stream().anyMatch(result -> !result.cluster().equals(ClusterReport.NONE));
    rows.add(exact ? CSV_COLUMNS : joined(TABLE_COLUMNS, CLUSTER_COLUMNS, onCluster));
    for (TpchResult result : results) {
      rows.add(
          exact
              ? exactRow(result)
              : joined(readableRow(result), clusterCells(result.cluster()), onCluster));
    }
    return format.render(rows);
  }

  private static List<String> joined(List<String> cells, List<String> more, boolean withMore) {
    List<String> row = new ArrayList<>(cells);
    if (withMore) {
      // the verdict stays at the end
      row.addAll(row.size() - 1, more);
    }
    return row;
  }

  private static List<String> clusterCells(ClusterReport report) {
    return List.of(
        mebibytes(report.shuffledBytes()),
        Integer.toString(report.tasks()),
        Integer.toString(report.failedAttempts()),
        Integer.toString(report.fetchRetries()),
        Integer.toString(report.recomputedTasks()),
        Integer.toString(report.lostExecutors()));
  }

  private static List<String> exactRow(TpchResult result) {
    return List.of(
        Integer.toString(result.query().number()),
        Long.toString(result.numRows()),
        String.format(Locale.ROOT, "%.1f", result.millis()),
        Long.toString(result.peakMemoryBytes()),
        Long.toString(result.spilledBytes()),
        Long.toString(result.cluster().shuffledBytes()),
        result.verdict().text());
  }

  private static List<String> readableRow(TpchResult result) {
    return List.of(
        result.query().label(),
        Long.toString(result.numRows()),
        String.format(Locale.ROOT, "%.1f", result.millis()),
        mebibytes(result.peakMemoryBytes()),
        mebibytes(result.spilledBytes()),
        result.verdict().text());
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
  }
}
