package io.scheelite.bench.dataset;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress bar of the data generation: one line on a terminal, rewritten at whole percents; one
 * line per table elsewhere.
 */
public final class GenerationProgress {
  private static final int WIDTH = 40;

  private final String title;
  private final double expectedRows;
  private final PrintStream out;
  private final boolean terminal;
  private String table = "";
  private long numRows;
  private int shownPercent = -1;

  /**
   * @param title whose data, such as {@code TPC-H}
   * @param expectedRows of all tables, about
   */
  public GenerationProgress(String title, double expectedRows, PrintStream out, boolean terminal) {
    this.title = title;
    this.expectedRows = Math.max(1, expectedRows);
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether this process was started on a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null again in JDK 25 when the console is not a terminal
  public static boolean isOnTerminal() {
    Console console = System.console();
    return System.getenv("TERM") != null && console != null && console.isTerminal();
  }

  void startTable(String name) {
    table = name;
    if (!terminal) {
      out.println("generating " + title + " table " + name);
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
          "\rgenerating %s [%s%s] %3d %% %-22s",
          title,
          "#".repeat(done),
          ".".repeat(WIDTH - done),
          percent,
          table);
      out.flush();
    }
  }

  void finished() {
    if (terminal) {
      out.print("\r" + " ".repeat(WIDTH + 52) + "\r");
      out.flush();
    }
  }
}
