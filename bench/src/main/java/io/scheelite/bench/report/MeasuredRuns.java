package io.scheelite.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Times of one engine's runs of one case, and whether its answers were right. Not thread-safe. */
public final class MeasuredRuns {
  private final Repetitions repetitions;
  private final List<Double> warmups = new ArrayList<>();
  private final List<Double> counted = new ArrayList<>();
  private double warmupMillis;
  private boolean answerOk = true;

  /** None so far. */
  public MeasuredRuns(Repetitions repetitions) {
    this.repetitions = repetitions;
  }

  /** Whether further runs count. */
  public boolean isWarm() {
    return warmups.size() >= repetitions.warmups() && warmupMillis >= repetitions.warmupMillis();
  }

  /** Adds one that counts, or warmed up. */
  public void add(double millis, boolean counts) {
    (counts ? counted : warmups).add(millis);
    warmupMillis += counts ? 0 : millis;
  }

  /** Notes whether an answer was right. */
  public void check(boolean agrees) {
    answerOk &= agrees;
  }

  /** Whether all answers were right. */
  public boolean answerOk() {
    return answerOk;
  }

  /** The first time and the median of those that count. */
  public EngineTimes times(String engine, long peakResidentBytes) {
    double first = warmups.isEmpty() ? counted.getFirst() : warmups.getFirst();
    double[] sorted = counted.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1
            ? sorted[middle]
            : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    return new EngineTimes(engine, first, median, peakResidentBytes);
  }
}
