package io.scheelite.bench.tpch;

import io.scheelite.operators.execution.ClusterReport;
import java.util.Optional;

/**
 * What one run of a query showed.
 *
 * @param numRows rows of the answer
 * @param millis from text to last row
 * @param peakMemoryBytes most memory of the query on the ledger
 * @param spilledBytes bytes written to spill files
 * @param cluster what ran on a cluster; {@link ClusterReport#NONE} in one process
 * @param verdict whether the answer was right
 */
public record TpchResult(
    TpchQuery query,
    long numRows,
    double millis,
    long peakMemoryBytes,
    long spilledBytes,
    ClusterReport cluster,
    Verdict verdict) {

  /** A query that did not come to its end. */
  public static TpchResult failed(TpchQuery query, String message) {
    return new TpchResult(query, 0, 0, 0, 0, ClusterReport.NONE, Verdict.of(Optional.of(message)));
  }

  /**
   * Outcome of the comparison with the expected answer.
   *
   * @param text {@code true}, {@code false} or {@code unchecked}
   * @param difference first difference, where the answer is wrong
   */
  public record Verdict(String text, Optional<String> difference) {
    /** There is no expected answer for this scale factor. */
    public static final Verdict UNCHECKED = new Verdict("unchecked", Optional.empty());

    /** Right or wrong. */
    public static Verdict of(Optional<String> difference) {
      return new Verdict(Boolean.toString(difference.isEmpty()), difference);
    }

    /** Whether a comparison found a difference. */
    public boolean wrong() {
      return difference.isPresent();
    }
  }
}
