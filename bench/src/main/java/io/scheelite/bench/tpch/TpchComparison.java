package io.scheelite.bench.tpch;

import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.ComparisonRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures our engine against a peer over the same Parquet files: runs of both alternate, the
 * median counts, and our answer is checked against the peer's in every run.
 */
public final class TpchComparison {
  /** Our time over the peer's that we aim at. */
  private static final double TARGET_RATIO = 0.7;

  private final TpchRunner runner;
  private final TpchPeer peer;
  private final String peerName;
  private final int numWarmups;
  private final int numRuns;

  /** A comparison that runs every query {@code numWarmups + numRuns} times on both engines. */
  public TpchComparison(
      TpchRunner runner, TpchPeer peer, String peerName, int numWarmups, int numRuns) {
    this.runner = runner;
    this.peer = peer;
    this.peerName = peerName;
    this.numWarmups = numWarmups;
    this.numRuns = numRuns;
  }

  /**
   * Measures all queries: two rows for each, ours and the peer's.
   *
   * @param progress hears of each query when it begins, and of wrong answers
   */
  public List<ComparisonRow> measure(List<TpchQuery> queries, Consumer<String> progress)
      throws IOException {
    List<ComparisonRow> rows = new ArrayList<>();
    for (TpchQuery query : queries) {
      progress.accept("measuring " + query.label());
      rows.addAll(measure(query, progress));
    }
    return rows;
  }

  private List<ComparisonRow> measure(TpchQuery query, Consumer<String> progress)
      throws IOException {
    double[] ours = new double[numRuns];
    double[] theirs = new double[numRuns];
    boolean answerOk = true;
    for (int run = -numWarmups; run < numRuns; run++) {
      TpchPeer.Run expected = peer.run(query);
      TpchResult result = runner.run(query, Optional.of(expected.answer()));
      result.verdict().difference().ifPresent(d -> progress.accept(query.label() + ": " + d));
      answerOk &= !result.verdict().wrong();
      if (run >= 0) {
        theirs[run] = expected.millis();
        ours[run] = result.millis();
      }
    }
    String label = "parquet/" + query.label();
    double ratio = median(ours) / median(theirs);
    long ourPeak = ResidentMemory.peakBytes();
    return List.of(
        new ComparisonRow(label, "scheelite", median(ours), ratio, TARGET_RATIO, answerOk, ourPeak),
        new ComparisonRow(
            label, peerName, median(theirs), 1, TARGET_RATIO, true, peer.peakResidentBytes()));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
