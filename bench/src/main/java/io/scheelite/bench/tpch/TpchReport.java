package io.scheelite.bench.tpch;

import io.scheelite.bench.report.ReportFormat;
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
  private static final double MEBIBYTE = 1 << 20;

  private TpchReport() {}

  /** Renders results; people get units, programs get bytes. */
  public static String render(List<TpchResult> results, ReportFormat format) {
    List<List<String>> rows = new ArrayList<>();
    boolean exact = format == ReportFormat.CSV;
    rows.add(exact ? CSV_COLUMNS : TABLE_COLUMNS);
    results.forEach(result -> rows.add(exact ? exactRow(result) : readableRow(result)));
    return format.render(rows);
  }

  private static List<String> exactRow(TpchResult result) {
    return List.of(
        Integer.toString(result.query().number()),
        Long.toString(result.numRows()),
        String.format(Locale.ROOT, "%.1f", result.millis()),
        Long.toString(result.peakMemoryBytes()),
        Long.toString(result.spilledBytes()),
        Long.toString(result.shuffledBytes()),
        result.verdict().text());
  }

  private static List<String> readableRow(TpchResult result) {
    return List.of(
        result.query().label(),
        Long.toString(result.numRows()),
        String.format(Locale.ROOT, "%.1f", result.millis()),
        String.format(Locale.ROOT, "%.1f MiB", result.peakMemoryBytes() / MEBIBYTE),
        String.format(Locale.ROOT, "%.1f MiB", result.spilledBytes() / MEBIBYTE),
        result.verdict().text());
  }
}
