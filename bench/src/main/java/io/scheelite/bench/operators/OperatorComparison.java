package io.scheelite.bench.operators;

import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerRefusedException;
import io.scheelite.bench.process.ResidentMemory;
import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.MeasuredRuns;
import io.scheelite.bench.report.Repetitions;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.bench.tpch.AnswerCheck;
import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.memory.ScheeliteException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures operators on our engine and on DuckDB: their runs alternate, the median counts, and the
 * answers of every round are compared. Both plan a statement once. An engine that refuses a case is
 * not asked again. Not thread-safe.
 */
public final class OperatorComparison {
  private final OwnEngine engine;
  private final PeerQueries peer;
  private final Repetitions repetitions;
  private final Consumer<String> progress;

  /**
   * A comparison of engines that are the caller's and have the tables.
   *
   * @param progress hears of each case when it begins and ends, and of wrong answers
   */
  public OperatorComparison(
      OwnEngine engine, PeerQueries peer, Repetitions repetitions, Consumer<String> progress) {
    this.engine = engine;
    this.peer = peer;
    this.repetitions = repetitions;
    this.progress = progress;
  }

  /**
   * What is measured.
   *
   * @param operator what is asked
   * @param scale of the tables
   * @param memory as the report names it
   * @param target our time over DuckDB's that we aim at
   * @param limitBytes of memory, or 0
   */
  record Setting(
      OperatorCase operator, double scale, String memory, double target, long limitBytes) {}

  /** Runs of one engine until it refuses. */
  private final class Side {
    private final String name;
    private final MeasuredRuns runs = new MeasuredRuns(repetitions);
    private @Nullable String refusal;

    Side(String name) {
      this.name = name;
    }

    boolean isToRun(boolean counts) {
      return refusal == null && (counts || !runs.isWarm());
    }

    void refuse(String reason) {
      refusal = name + " refused: " + reason.lines().findFirst().orElse("");
      progress.accept("  " + refusal);
    }

    EngineTimes times(long peakBytes) {
      return refusal == null
          ? runs.times(name, peakBytes)
          : new EngineTimes(name, Double.NaN, Double.NaN, peakBytes);
    }
  }

  /** One case on both engines. */
  private final class Race {
    private final Setting setting;
    private final String sql;
    private final Side ours = new Side("scheelite");
    private final Side theirs = new Side("duckdb");
    private long spilledBytes;

    Race(Setting setting) {
      this.setting = setting;
      this.sql = setting.operator.sql(setting.scale);
    }

    private OwnEngine.@Nullable Run runOurs(boolean counts) {
      if (!ours.isToRun(counts)) {
        return null;
      }
      try {
        OwnEngine.Run run = engine.run(sql);
        ours.runs.add(run.millis(), counts);
        spilledBytes = Math.max(spilledBytes, counts ? run.spilledBytes() : 0);
        return run;
      } catch (ScheeliteException e) {
        ours.refuse(e.code() + ": " + e.getMessage());
        return null;
      }
    }

    private @Nullable TpchAnswer runTheirs(boolean counts) throws IOException {
      if (!theirs.isToRun(counts)) {
        return null;
      }
      try {
        theirs.runs.add(peer.runPrepared(sql), counts);
        return TpchAnswer.read(peer.answerFile());
      } catch (PeerRefusedException e) {
        String message = String.valueOf(e.getMessage());
        theirs.refuse(message.substring(message.indexOf(" reply=") + " reply=".length()));
        return null;
      }
    }

    /** One run on each engine, unless it warms up and is warm, or has refused. */
    void round(boolean counts) throws IOException {
      TpchAnswer expected = runTheirs(counts);
      OwnEngine.Run run = runOurs(counts);
      if (expected == null || run == null) {
        return;
      }
      compare(run, expected, setting.operator.sortColumns());
    }

    private void compare(OwnEngine.Run run, TpchAnswer expected, List<Integer> sortColumns) {
      Optional<String> difference =
          new AnswerCheck(run.schema(), sortColumns, AnswerCheck.Quotients.DOUBLE)
              .difference(run.answer().rows(), expected.rows());
      difference.ifPresent(text -> progress.accept("  answers differ: " + text));
      theirs.runs.check(difference.isEmpty());
    }

    /** Once and without a clock: whether what is sorted is in order. */
    void comparePages() throws IOException {
      for (String page : setting.operator.pages(setting.scale)) {
        if (ours.refusal != null || theirs.refusal != null) {
          return;
        }
        try {
          peer.run(page);
          TpchAnswer expected = TpchAnswer.read(peer.answerFile());
          compare(engine.run(page), expected, OperatorCase.PAGE_SORT_COLUMNS);
        } catch (PeerRefusedException e) {
          theirs.refuse(String.valueOf(e.getMessage()));
        } catch (ScheeliteException e) {
          ours.refuse(e.code() + ": " + e.getMessage());
        }
      }
    }

    boolean warms() {
      return ours.isToRun(false) || theirs.isToRun(false);
    }

    OperatorRow row() throws IOException {
      List<String> refusals =
          Stream.of(ours.refusal, theirs.refusal).filter(Objects::nonNull).toList();
      return new OperatorRow(
          setting.operator.label(),
          setting.memory,
          ours.times(ResidentMemory.peakBytes()),
          theirs.times(peer.process().peakResidentBytes()),
          setting.target,
          refusals.isEmpty() && theirs.runs.answerOk(),
          setting.limitBytes,
          spilledBytes,
          String.join("; ", refusals));
    }
  }

  /** Measures one case, for which both engines have the tables. */
  OperatorRow measure(Setting setting) throws IOException {
    progress.accept("measuring " + setting.operator.label() + ", memory: " + setting.memory);
    ResidentMemory.forgetPeak();
    peer.process().forgetPeak();
    Race race = new Race(setting);
    while (race.warms()) {
      race.round(false);
    }
    for (int run = 0; run < repetitions.runs(); run++) {
      race.round(true);
    }
    race.comparePages();
    OperatorRow row = race.row();
    progress.accept("  " + row.inWords());
    return row;
  }
}
