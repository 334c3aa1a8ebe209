package io.scheelite.scheduler.launch;

/** The first line of a child's standard output, by which its parent knows that it is ready. */
public final class ReadyLine {
  static final String WORD = "ready";

  private ReadyLine() {}

  /**
   * Writes the line.
   *
   * @param address where the process listens, as {@code HOST:PORT}; empty if it does not
   */
  public static void print(String address) {
    System.out.println(WORD + " " + address);
    System.out.flush();
  }
}
