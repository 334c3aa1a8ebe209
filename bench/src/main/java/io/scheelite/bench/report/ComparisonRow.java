package io.scheelite.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One case measured on one engine.
 *
 * @param label case, such as {@code parquet/q01}
 * @param engine who ran it
 * @param medianMillis median of the counted runs
 * @param ratio our median over this row's peer's median; 1 in the peer's own row
 * @param target largest ratio that we aim at
 * @param answerOk whether both engines' answers agreed in every run
 * @param peakResidentBytes most resident memory of the engine's process since it started
 */
public record ComparisonRow(
    String label,
    String engine,
    double medianMillis,
    double ratio,
    double target,
    boolean answerOk,
    long peakResidentBytes) {

  private static final List<String> COLUMNS =
      List.of("case", "engine", "median_ms", "ratio", "target", "met", "answer_ok", "peak_rss_mib");

  /** Renders rows with their header. */
  public static String render(List<ComparisonRow> rows, ReportFormat format) {
    List<List<String>> table = new ArrayList<>();
    table.add(COLUMNS);
    rows.forEach(row -> table.add(row.cells()));
    return format.render(table);
  }

  private List<String> cells() {
    return List.of(
        label,
        engine,
        String.format(Locale.ROOT, "%.1f", medianMillis),
        String.format(Locale.ROOT, "%.2f", ratio),
        String.format(Locale.ROOT, "%.2f", target),
        Boolean.toString(ratio <= target),
        Boolean.toString(answerOk),
        Long.toString(peakResidentBytes >> 20));
  }
}
