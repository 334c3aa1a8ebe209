package io.scheelite.bench.tpch;

import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.report.MeasuredRuns;
import io.scheelite.bench.report.PeerTimes;
import io.scheelite.bench.report.Repetitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures our engine against others over the same rows: runs of all of them alternate, the median
 * counts, and our answer is checked against each of the others' in every run.
 */
public final class TpchComparison {
  private final TpchContender contender;
  private final List<? extends TpchOpponent> opponents;
  private final Repetitions repetitions;

  /** A comparison of engines that are the caller's. */
  public TpchComparison(
      TpchContender contender, List<? extends TpchOpponent> opponents, Repetitions repetitions) {
    this.contender = contender;
    this.opponents = List.copyOf(opponents);
    this.repetitions = repetitions;
  }

  /**
   * Measures all queries.
   *
   * @param group what the labels of the cases begin with
   * @param progress hears of each query when it begins, and of wrong answers
   */
  public List<ComparedCase> measure(
      String group, List<TpchQuery> queries, Consumer<String> progress) throws IOException {
    List<ComparedCase> cases = new ArrayList<>();
    for (TpchQuery query : queries) {
      String label = group + "/" + query.label();
      progress.accept("measuring " + label);
      cases.add(measure(label, query, progress));
    }
    return cases;
  }

  private ComparedCase measure(String label, TpchQuery query, Consumer<String> progress)
      throws IOException {
    MeasuredRuns ours = new MeasuredRuns(repetitions);
    List<MeasuredRuns> theirs = opponents.stream().map(_ -> new MeasuredRuns(repetitions)).toList();
    contender.forgetPeak().run();
    for (TpchOpponent opponent : opponents) {
      opponent.forgetPeak();
    }
    while (!ours.isWarm() || !theirs.stream().allMatch(MeasuredRuns::isWarm)) {
      round(label, query, ours, theirs, false, progress);
    }
    for (int run = 0; run < repetitions.runs(); run++) {
      round(label, query, ours, theirs, true, progress);
    }
    return compared(label, ours, theirs);
  }

  /** One run on each engine, unless it warms up and is warm. */
  private void round(
      String label,
      TpchQuery query,
      MeasuredRuns ours,
      List<MeasuredRuns> theirs,
      boolean counts,
      Consumer<String> progress)
      throws IOException {
    List<@Nullable TpchAnswer> expected = new ArrayList<>();
    for (int i = 0; i < opponents.size(); i++) {
      TpchPeer.Run run = counts || !theirs.get(i).isWarm() ? opponents.get(i).run(query) : null;
      if (run != null) {
        theirs.get(i).add(run.millis(), counts);
      }
      expected.add(run == null ? null : run.answer());
    }
    if (!counts && ours.isWarm()) {
      return;
    }
    TpchRunner.Answered answered = contender.runner().answer(query);
    ours.add(answered.millis(), counts);
    for (int i = 0; i < opponents.size(); i++) {
      TpchOpponent opponent = opponents.get(i);
      TpchAnswer theirAnswer = expected.get(i);
      Optional<String> difference =
          theirAnswer == null
              ? Optional.empty()
              : answered.difference(theirAnswer, opponent.quotients());
      difference.ifPresent(
          text -> progress.accept(label + " differs from " + opponent.label() + ": " + text));
      theirs.get(i).check(difference.isEmpty());
    }
  }

  private ComparedCase compared(String label, MeasuredRuns ours, List<MeasuredRuns> theirs)
      throws IOException {
    List<PeerTimes> peers = new ArrayList<>();
    for (int i = 0; i < opponents.size(); i++) {
      TpchOpponent opponent = opponents.get(i);
      MeasuredRuns runs = theirs.get(i);
      peers.add(
          new PeerTimes(
              runs.times(opponent.label(), opponent.peakResidentBytes()),
              opponent.targetRatio(),
              runs.answerOk()));
    }
    return new ComparedCase(
        label, ours.times(contender.label(), contender.peakResidentBytes().getAsLong()), peers);
  }
}
