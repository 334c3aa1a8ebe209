package io.scheelite.bench.resident;

import io.scheelite.bench.report.ReportFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process needed.
 *
 * @param answersOk whether all queries ran and none was wrong; where no answer is committed nothing
 *     is compared
 * @param peakResidentBytes most resident memory so far, as the system counts it (VmHWM)
 * @param peakLedgerBytes most ever booked on its ledger
 * @param pagesBytes upper bound of the engine's resident pages now
 * @param breakdown what is resident now, which is less than the peak
 */
public record ResidentRow(
    ResidentCase measured,
    boolean answersOk,
    long peakResidentBytes,
    long peakLedgerBytes,
    long pagesBytes,
    NativeBreakdown breakdown) {
  private static final List<String> COLUMNS =
      List.of(
          "case",
          "limit_mib",
          "peak_rss_mib",
          "allowed_mib",
          "met",
          "answer_ok",
          "ledger_peak_mib",
          "beyond_ledger_mib",
          "rss_mib",
          "pages_mib",
          "heap_mib",
          "metaspace_mib",
          "code_mib",
          "compiler_mib",
          "files_mib",
          "other_mib");

  /** Whether it stayed within what is allowed. */
  public boolean met() {
    return peakResidentBytes <= measured.allowedBytes();
  }

  /** Renders rows with their header. */
  public static String render(List<ResidentRow> rows, ReportFormat format) {
    List<List<String>> table = new ArrayList<>();
    table.add(COLUMNS);
    rows.forEach(row -> table.add(row.cells()));
    return format.render(table);
  }

  private List<String> cells() {
    String label = measured.kind().label() + "/" + measured.scaleFactor().folderName();
    return List.of(
        label,
        mebibytes(measured.limitBytes()),
        mebibytes(peakResidentBytes),
        mebibytes(measured.allowedBytes()),
        Boolean.toString(met()),
        Boolean.toString(answersOk),
        mebibytes(peakLedgerBytes),
        mebibytes(peakResidentBytes - peakLedgerBytes),
        mebibytes(breakdown.residentBytes()),
        mebibytes(pagesBytes),
        mebibytes(breakdown.heapBytes()),
        mebibytes(breakdown.metaspaceBytes()),
        mebibytes(breakdown.codeBytes()),
        mebibytes(breakdown.compilerBytes()),
        mebibytes(breakdown.fileBytes()),
        mebibytes(breakdown.otherBytes(pagesBytes)));
  }

  private static String mebibytes(long bytes) {
    return Long.toString(bytes + (1 << 19) >> 20);
  }
}
