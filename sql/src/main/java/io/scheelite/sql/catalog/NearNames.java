package io.scheelite.sql.catalog;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that somebody probably meant: the nearest by edit distance, if it is near. */
public final class NearNames {
  private NearNames() {}

  /** The nearest candidate within a third of the name's length, or null; of one letter, none. */
  public static @Nullable String nearest(String name, Collection<String> candidates) {
    int limit = name.length() < 2 ? 0 : Math.max(1, name.length() / 3);
    String best = null;
    for (String candidate : candidates) {
      int distance =
          distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), limit);
      if (distance <= limit && (best == null || distance < limit)) {
        best = candidate;
        limit = distance;
      }
    }
    return best;
  }

  /** "; did you mean x?" or nothing. */
  public static String hint(String name, Collection<String> candidates) {
    String nearest = nearest(name, candidates);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  /**
   * Damerau-Levenshtein distance with adjacent transpositions; anything above {@code limit} is
   * equal.
   */
  private static int distance(String left, String right, int limit) {
    if (Math.abs(left.length() - right.length()) > limit) {
      return limit + 1;
    }
    int[][] rows = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      rows[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        rows[i][j] =
            Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[left.length()][right.length()];
  }
}
