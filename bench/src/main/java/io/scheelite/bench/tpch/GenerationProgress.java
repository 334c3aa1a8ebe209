package io.scheelite.bench.tpch;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Progress bar of the data generation: one line on a terminal, rewritten at whole percents; one
 * line per table elsewhere.
 */
final class GenerationProgress {
  private static final int WIDTH = 40;
  private static final Map<String, Long> ROWS_AT_SCALE_1 =
      Map.of(
          "lineitem", 6_001_215L,
          "orders", 1_500_000L,
          "partsupp", 800_000L,
          "part", 200_000L,
          "customer", 150_000L,
          "supplier", 10_000L,
          "nation", 0L,
          "region", 0L);

  private final double expectedRows;
  private final PrintStream out;
  private final boolean terminal;
  private String table = "";
  private long numRows;
  private int shownPercent = -1;

  GenerationProgress(ScaleFactor scaleFactor, PrintStream out, boolean terminal) {
    this.expectedRows =
        Math.max(
            1,
            ROWS_AT_SCALE_1.values().stream().mapToLong(rows -> rows).sum()
                * scaleFactor.asDouble());
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether this process was started on a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null again in JDK 25 when the console is not a terminal
  static boolean isOnTerminal() {
    Console console = System.console();
    return System.getenv("TERM") != null && console != null && console.isTerminal();
  }

  void startTable(String name) {
    table = name;
    if (!terminal) {
      out.println("generating TPC-H table " + name);
    }
  }

  void addRows(int rows) {
    numRows += rows;
    int percent = (int) Math.min(100, 100 * numRows / expectedRows);
    if (terminal && percent != shownPercent) {
      shownPercent = percent;
      int done = percent * WIDTH / 100;
      out.printf(
          Locale.ROOT,
          "\rgenerating TPC-H [%s%s] %3d %% %-10s",
          "#".repeat(done),
          ".".repeat(WIDTH - done),
          percent,
          table);
      out.flush();
    }
  }

  void finished() {
    if (terminal) {
      out.print("\r" + " ".repeat(WIDTH + 40) + "\r");
      out.flush();
    }
  }
}
