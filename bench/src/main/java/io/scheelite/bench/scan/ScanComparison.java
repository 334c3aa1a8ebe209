package io.scheelite.bench.scan;

import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.ComparedCase;
import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.MeasuredRuns;
import io.scheelite.bench.report.PeerTimes;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.bench.tpch.AnswerCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures our scans against other readers of the same files: runs of all of them alternate, the
 * median counts, and our answer is checked against each of the others' in every run.
 */
public final class ScanComparison {
  private static final String OUR_LABEL = "scheelite";

  private final OwnEngine engine;
  private final List<ScanPeer> peers;
  private final Repetitions repetitions;

  /** A comparison of engines that are the caller's. */
  public ScanComparison(OwnEngine engine, List<ScanPeer> peers, Repetitions repetitions) {
    this.engine = engine;
    this.peers = List.copyOf(peers);
    this.repetitions = repetitions;
  }

  /** A reader beside ours in one case. */
  private record Opponent(ScanPeer peer, MeasuredRuns runs) {
    PeerTimes times(ScanCase scan) throws IOException {
      return new PeerTimes(
          runs.times(peer.label(), peer.peakResidentBytes()), peer.target(scan), runs.answerOk());
    }
  }

  /** Our runs that count, and where their time went. */
  private final class OurRuns {
    private final MeasuredRuns runs = new MeasuredRuns(repetitions);
    private long nanos;
    private long decompressNanos;

    void add(OwnEngine.Run run, boolean counts) {
      runs.add(run.millis(), counts);
      nanos += counts ? run.nanos() : 0;
      decompressNanos += counts ? run.decompressNanos() : 0;
    }

    String decompressShare() {
      return String.format(Locale.ROOT, "%.3f", (double) decompressNanos / Math.max(1, nanos));
    }
  }

  /**
   * Measures all cases.
   *
   * @param progress hears of each case when it begins, and of wrong answers
   */
  public List<ComparedCase> measure(List<ScanCase> cases, Consumer<String> progress)
      throws IOException {
    List<ComparedCase> measured = new ArrayList<>();
    for (ScanCase scan : cases) {
      progress.accept(
          "measuring "
              + scan.label()
              + " ("
              + scan.format().codec()
              + ", written by "
              + scan.writer().label()
              + ")");
      ComparedCase result = measure(scan, progress);
      progress.accept(inWords(result));
      measured.add(result);
    }
    return measured;
  }

  /** A run of all cases takes long: what is known already is told. */
  private static String inWords(ComparedCase result) {
    StringBuilder words = new StringBuilder("  ").append(inWords(result.ours()));
    result.peers().forEach(peer -> words.append(", ").append(inWords(peer.times())));
    return words.toString();
  }

  private static String inWords(EngineTimes times) {
    return String.format(Locale.ROOT, "%s %.1f ms", times.engine(), times.medianMillis());
  }

  private ComparedCase measure(ScanCase scan, Consumer<String> progress) throws IOException {
    OurRuns ours = new OurRuns();
    List<Opponent> opponents = new ArrayList<>();
    ResidentMemory.forgetPeak();
    for (ScanPeer peer : peers) {
      if (peer.takes(scan)) {
        peer.forgetPeak();
        opponents.add(new Opponent(peer, new MeasuredRuns(repetitions)));
      }
    }
    while (!ours.runs.isWarm()
        || !opponents.stream().allMatch(opponent -> opponent.runs.isWarm())) {
      round(scan, ours, opponents, false, progress);
    }
    for (int run = 0; run < repetitions.runs(); run++) {
      round(scan, ours, opponents, true, progress);
    }
    List<PeerTimes> times = new ArrayList<>();
    for (Opponent opponent : opponents) {
      times.add(opponent.times(scan));
    }
    EngineTimes ourTimes = ours.runs.times(OUR_LABEL, ResidentMemory.peakBytes());
    return new ComparedCase(scan.label(), ourTimes, times, facts(scan, ours, ourTimes));
  }

  private static Map<String, String> facts(ScanCase scan, OurRuns ours, EngineTimes times) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("codec", scan.format().codec());
    facts.put("implementation", scan.format().implementation());
    facts.put("decompress_share", ours.decompressShare());
    facts.put("writer", scan.writer().label());
    facts.put("our_peak_rss_mib", Long.toString(times.peakResidentBytes() >> 20));
    return facts;
  }

  /** One run on each engine, unless it warms up and is warm. */
  private void round(
      ScanCase scan,
      OurRuns ours,
      List<Opponent> opponents,
      boolean counts,
      Consumer<String> progress)
      throws IOException {
    Map<Opponent, ScanPeer.Run> expected = new LinkedHashMap<>();
    for (Opponent opponent : opponents) {
      if (counts || !opponent.runs.isWarm()) {
        ScanPeer.Run run = opponent.peer.run(scan);
        opponent.runs.add(run.millis(), counts);
        expected.put(opponent, run);
      }
    }
    if (!counts && ours.runs.isWarm()) {
      return;
    }
    OwnEngine.Run run = engine.run(scan.sql());
    ours.add(run, counts);
    AnswerCheck check = new AnswerCheck(run.schema(), List.of(), AnswerCheck.Quotients.DOUBLE);
    expected.forEach(
        (opponent, theirs) -> {
          Optional<String> difference =
              check.difference(run.answer().rows(), theirs.answer().rows());
          difference.ifPresent(
              text ->
                  progress.accept(
                      scan.label() + " differs from " + opponent.peer.label() + ": " + text));
          opponent.runs.check(difference.isEmpty());
        });
  }
}
