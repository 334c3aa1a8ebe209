package io.scheelite.memory.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Runs a long range of seeds and notes it in {@code bench/FUZZ.md}, so that totals accumulate over
 * many runs: {@code SimulationRun FILE COMMIT SCHEDULES [SECONDS] [together]} goes on where the
 * last range of the file ended, and stops after the schedules or the seconds, whichever come first.
 * With {@code together} it runs those schedules of the range that have several managers on a
 * budget, as a target of its own. It ends with status 1 at the first violation, which it prints and
 * notes.
 */
public final class SimulationRun {
  private static final String TARGET = "memory-simulation";
  private static final String TOGETHER = "together";
  private static final int NOTED_EVERY = 10_000;

  private SimulationRun() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path log = Path.of(args[0]);
    boolean together = args.length > 4 && args[4].equals(TOGETHER);
    String target = together ? TARGET + "-" + TOGETHER : TARGET;
    long first = nextSeed(log, target);
    long last = first + Long.parseLong(args[2]);
    long seconds = args.length > 3 ? Long.parseLong(args[3]) : Long.MAX_VALUE / 1_000_000_000;
    long begin = System.nanoTime();
    Simulation.Counters counters = new Simulation.Counters();
    long seed = first;
    long noted = first;
    String violation = "";
    while (violation.isEmpty() && seed < last && elapsed(begin) < seconds) {
      try {
        if (!together || Simulation.hasBudget(seed)) {
          Simulation.run(seed, Fault.NONE, counters);
        }
      } catch (AssertionError e) {
        violation = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        e.printStackTrace();
      }
      seed++;
      if (seed - noted == NOTED_EVERY) {
        note(log, target, noted, seed, args[1], "");
        noted = seed;
      }
    }
    if (seed > noted) {
      note(log, target, noted, seed, args[1], violation);
    }
    report(seed - first, elapsed(begin), counters);
    System.exit(violation.isEmpty() ? 0 : 1);
  }

  private static long elapsed(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1_000_000_000;
  }

  /** The end of the last range that was noted. */
  private static long nextSeed(Path log, String target) throws IOException {
    long next = 0;
    for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
      String[] cells = line.split("\\|");
      if (cells.length > 3 && cells[1].strip().equals(target)) {
        next = Math.max(next, Long.parseLong(cells[3].strip()));
      }
    }
    return next;
  }

  private static void note(
      Path log, String target, long from, long to, String commit, String violation)
      throws IOException {
    String day = Instant.now().truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    String outcome = violation.isEmpty() ? "no violation" : violation.replace('|', '/');
    String line =
        String.format(
            Locale.ROOT,
            "| %s | %d | %d | %s | %s | %s |%n",
            target,
            from,
            to,
            commit,
            day,
            outcome);
    Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void report(long schedules, long seconds, Simulation.Counters counters) {
    System.out.printf(
        Locale.ROOT,
        "schedules=%d seconds=%d perMinute=%d steps=%d waits=%d timeouts=%d refusals=%d reclaims=%d%n",
        schedules,
        seconds,
        schedules * 60 / Math.max(1, seconds),
        counters.steps,
        counters.waits,
        counters.timeouts,
        counters.refusals,
        counters.reclaims);
    System.out.printf(
        Locale.ROOT,
        "evictions=%d cancellations=%d resizes=%d finishedQueries=%d longestWait=%d ms (virtual)%n",
        counters.evictions,
        counters.cancellations,
        counters.resizes,
        counters.finishedQueries,
        counters.longestWaitNanos / 1_000_000);
  }
}
