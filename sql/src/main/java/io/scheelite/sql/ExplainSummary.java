package io.scheelite.sql;

import io.scheelite.operators.execution.ClusterReport;
import io.scheelite.operators.execution.MemoryForecast;
import java.util.Locale;

/** The last line of EXPLAIN: what the whole query needs, or what it took. */
final class ExplainSummary {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private ExplainSummary() {}

  static String of(MemoryForecast forecast, long limitBytes) {
    return String.format(
        Locale.ROOT,
        "Memory: reserves %.1f MiB of %.1f MiB at the start, runs from %.1f MiB on;"
            + " threads: %d; rows per batch: %d%n",
        forecast.floors().floorBytes() / BYTES_PER_MEBIBYTE,
        limitBytes / BYTES_PER_MEBIBYTE,
        forecast.smallestLimitBytes() / BYTES_PER_MEBIBYTE,
        forecast.floors().drivers(),
        forecast.batchSize());
  }

  static String of(QueryMetrics metrics) {
    String cluster = metrics.cluster().equals(ClusterReport.NONE) ? "" : cluster(metrics.cluster());
    return cluster + total(metrics);
  }

  private static String cluster(ClusterReport report) {
    return String.format(
        Locale.ROOT,
        "Cluster: stages: %d; tasks: %d; failed attempts: %d; recomputed tasks: %d;"
            + " lost executors: %d; fetch retries: %d; shuffled: %.1f MiB%n",
        report.stages(),
        report.tasks(),
        report.failedAttempts(),
        report.recomputedTasks(),
        report.lostExecutors(),
        report.fetchRetries(),
        report.shuffledBytes() / BYTES_PER_MEBIBYTE);
  }

  private static String total(QueryMetrics metrics) {
    return String.format(
        Locale.ROOT,
        "Total: rows: %d; planning: %.1f ms; execution: %.1f ms; peak memory: %.1f MiB;"
            + " spilled: %.1f MiB%n",
        metrics.rows(),
        metrics.planningNanos() / NANOS_PER_MILLI,
        metrics.executionNanos() / NANOS_PER_MILLI,
        metrics.peakMemoryBytes() / BYTES_PER_MEBIBYTE,
        metrics.spilledBytes() / BYTES_PER_MEBIBYTE);
  }
}
