package io.scheelite.bench.tpcds;

import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.PeerTimes;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ResultFormat;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures our engine against DuckDB over the same Parquet files: runs of both alternate, the
 * median counts, and our answer is checked against DuckDB's in every run. A query that fails has no
 * time and a wrong answer; the others go on.
 */
public final class TpcdsComparison {
  private final Engine engine;
  private final TpcdsPeer peer;
  private final int numWarmups;
  private final int numRuns;
  private final double targetRatio;

  /**
   * A comparison that runs every query {@code numWarmups + numRuns} times on both sides.
   *
   * @param engine ours, with the tables registered
   * @param targetRatio our time over the peer's that we aim at
   */
  public TpcdsComparison(
      Engine engine, TpcdsPeer peer, int numWarmups, int numRuns, double targetRatio) {
    this.engine = engine;
    this.peer = peer;
    this.numWarmups = numWarmups;
    this.numRuns = numRuns;
    this.targetRatio = targetRatio;
  }

  /** A run of ours. */
  private record Run(double millis, TpcdsAnswer answer, Schema schema) {}

  /**
   * Measures all queries.
   *
   * @param progress hears of each query when it begins, and of wrong answers
   */
  public List<ComparedCase> measure(List<TpcdsQuery> queries, Consumer<String> progress)
      throws IOException {
    List<ComparedCase> cases = new ArrayList<>();
    for (TpcdsQuery query : queries) {
      progress.accept("measuring " + query.label());
      cases.add(measure(query, progress));
    }
    return cases;
  }

  private ComparedCase measure(TpcdsQuery query, Consumer<String> progress) throws IOException {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    boolean answerOk = true;
    for (int run = 0; run < numWarmups + numRuns; run++) {
      double expectedMillis = peer.run(query);
      double millis = Double.NaN;
      try {
        Run result = run(query);
        List<String> differences = differences(query, result);
        differences.forEach(line -> progress.accept(query.label() + ": " + line));
        answerOk &= differences.isEmpty();
        millis = result.millis;
      } catch (ScheeliteException e) {
        progress.accept(query.label() + ": " + e.getMessage());
        answerOk = false;
      }
      theirs.add(expectedMillis);
      ours.add(millis);
    }
    PeerTimes peerTimes =
        new PeerTimes(times(peer.label(), theirs, peer.peakResidentBytes()), targetRatio, answerOk);
    return new ComparedCase(
        "parquet/" + query.label(),
        times("scheelite", ours, ResidentMemory.peakBytes()),
        List.of(peerTimes));
  }

  private EngineTimes times(String label, List<Double> millis, long peakResidentBytes) {
    double[] counted = millis.stream().skip(numWarmups).mapToDouble(Double::doubleValue).toArray();
    return new EngineTimes(label, millis.getFirst(), median(counted), peakResidentBytes);
  }

  private Run run(TpcdsQuery query) throws IOException {
    long start = System.nanoTime();
    try (QueryResult result = engine.sql(query.text()).collect()) {
      StringBuilder csv = new StringBuilder();
      result.write(ResultFormat.CSV, csv);
      double millis = (System.nanoTime() - start) / 1e6;
      TpcdsAnswer answer = TpcdsAnswer.read(new StringReader(csv.toString()), result.schema());
      return new Run(millis, answer, result.schema());
    }
  }

  /** What is wrong with an answer whose like the peer has just given. */
  private List<String> differences(TpcdsQuery query, Run ours) throws IOException {
    List<String> differences =
        AnswerRows.differences(ours.answer.rows(), peer.answer(ours.schema).rows());
    if (differences.isEmpty() || query.limit().isEmpty()) {
      return differences;
    }
    // the limit may cut through rows that are equal in their order: then all rows must agree
    Run whole = run(query.withoutLimit());
    peer.run(query.withoutLimit());
    TpcdsAnswer expected = peer.answer(whole.schema);
    List<String> ofAll = AnswerRows.differences(whole.answer.rows(), expected.rows());
    return ofAll.isEmpty() ? AnswerRows.strangers(ours.answer.rows(), expected.rows()) : ofAll;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
