package io.scheelite.shuffle;

import java.util.regex.Pattern;

/**
 * Names one map output in a cluster.
 *
 * @param application whose it is; also the name of a folder, so only letters, digits and {@code
 *     ._-}, beginning with a letter or digit
 * @param shuffle the exchange it belongs to, unique in the application
 * @param map number of the task that wrote it, 0 and up
 * @param generation 0 at first, larger when a lost output was computed again; within one
 *     generation, the first commit counts
 */
public record MapOutputId(String application, int shuffle, int map, int generation) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  public MapOutputId {
    requireApplication(application);
    if (shuffle < 0 || map < 0 || generation < 0) {
      throw new IllegalArgumentException(
          "numbers of a map output are negative: shuffle="
              + shuffle
              + " map="
              + map
              + " generation="
              + generation);
    }
  }

  /**
   * Returns the name of an application if it may be one.
   *
   * @throws IllegalArgumentException if it cannot be the name of a folder
   */
  public static String requireApplication(String application) {
    if (!NAME.matcher(application).matches()) {
      throw new IllegalArgumentException(
          "application is not named with letters, digits and ._- alone: application="
              + application);
    }
    return application;
  }

  @Override
  public String toString() {
    return application + "/" + shuffle + "/" + map + "-" + generation;
  }
}
