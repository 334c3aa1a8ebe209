package io.scheelite.shuffle.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of files in the folder of a shuffle. An index that is still being written has the name of
 * its data file with another ending.
 */
final class OutputNames {
  private static final String DATA = ".data";
  private static final String INDEX = ".index";
  private static final String UNFINISHED_INDEX = ".index.new";
  private static final Pattern SHUFFLE = Pattern.compile("\\d{1,9}");
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9})-(\\d{1,9})-(\\d{1,18})-(\\d{1,18})\\.(?:data|index\\.new)");

  /** What the name of a data file, or of an unfinished index, says. */
  record Written(int map, int generation, long pid, long write) {}

  private OutputNames() {}

  /** The number that the name of a shuffle's folder says; −1 = it is none. */
  static int shuffle(String name) {
    return SHUFFLE.matcher(name).matches() ? Integer.parseInt(name) : -1;
  }

  static String index(int map, int generation) {
    return map + "-" + generation + INDEX;
  }

  static String data(int map, int generation, long pid, long write) {
    return map + "-" + generation + "-" + pid + "-" + write + DATA;
  }

  static String unfinishedIndex(int map, int generation, long pid, long write) {
    return map + "-" + generation + "-" + pid + "-" + write + UNFINISHED_INDEX;
  }

  /** Who wrote a file of this name; null = it is neither of these. */
  static @Nullable Written written(String name) {
    Matcher matcher = WRITTEN.matcher(name);
    return matcher.matches()
        ? new Written(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Long.parseLong(matcher.group(3)),
            Long.parseLong(matcher.group(4)))
        : null;
  }
}
