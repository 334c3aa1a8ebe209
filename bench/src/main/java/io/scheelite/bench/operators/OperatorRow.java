package io.scheelite.bench.operators;

import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.ReportFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of the report.
 *
 * @param label of the case
 * @param memory what it had: {@link #UNLIMITED}, or how many times the limit its input takes
 * @param ours our times; no number as the median if we refused
 * @param theirs DuckDB's
 * @param target our time over DuckDB's that we aim at
 * @param answerOk whether both gave answers in every run, and the same ones
 * @param limitBytes of memory, or 0 where none was set
 * @param spilledBytes that we wrote to disk in one run, the most of all that count
 * @param note who refused and why; empty if nobody did
 */
public record OperatorRow(
    String label,
    String memory,
    EngineTimes ours,
    EngineTimes theirs,
    double target,
    boolean answerOk,
    long limitBytes,
    long spilledBytes,
    String note) {
  /** No limit but the engine's default. */
  static final String UNLIMITED = "all";

  private static final List<String> COLUMNS =
      List.of(
          "case",
          "memory",
          "scheelite_ms",
          "duckdb_ms",
          "ratio",
          "target",
          "met",
          "answer_ok",
          "scheelite_peak_rss_mib",
          "duckdb_peak_rss_mib",
          "limit_mib",
          "spilled_mib",
          "note");

  /** Our time over DuckDB's; no number if either refused. */
  double ratio() {
    return ours.medianMillis() / theirs.medianMillis();
  }

  /** Whether the target is met, which needs times of both. */
  boolean met() {
    return ratio() <= target;
  }

  /** A run of all cases takes long: what is known already is told. */
  String inWords() {
    return String.format(
        Locale.ROOT,
        "scheelite %.1f ms, duckdb %.1f ms, ratio %.2f of at most %.2f, answers %s",
        ours.medianMillis(),
        theirs.medianMillis(),
        ratio(),
        target,
        answerOk ? "agree" : "do not agree");
  }

  /** The table as text that ends with a line break. */
  public static String render(List<OperatorRow> rows, ReportFormat format) {
    List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
    rows.forEach(row -> table.add(row.cells()));
    return format.render(table);
  }

  private List<String> cells() {
    return List.of(
        label,
        memory,
        decimals(1, ours.medianMillis()),
        decimals(1, theirs.medianMillis()),
        decimals(2, ratio()),
        decimals(2, target),
        met() ? "met" : "missed",
        Boolean.toString(answerOk),
        Long.toString(ours.peakResidentBytes() >> 20),
        Long.toString(theirs.peakResidentBytes() >> 20),
        limitBytes == 0 ? "" : decimals(1, limitBytes / 1048576.0),
        decimals(1, spilledBytes / 1048576.0),
        note);
  }

  private static String decimals(int count, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + count + "f", value);
  }
}
