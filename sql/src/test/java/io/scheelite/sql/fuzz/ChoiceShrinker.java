package io.scheelite.sql.fuzz;

import java.util.Arrays;
import java.util.function.Predicate;

/** Looks for fewer and smaller choices for which something still holds. */
final class ChoiceShrinker {
  private final Predicate<int[]> holds;
  private final int maxTries;
  private int[] best;
  private int tries;

  private ChoiceShrinker(int[] start, Predicate<int[]> holds, int maxTries) {
    this.best = start;
    this.holds = holds;
    this.maxTries = maxTries;
  }

  /** The simplest choices found. */
  static int[] shrink(int[] start, Predicate<int[]> holds, int maxTries) {
    ChoiceShrinker shrinker = new ChoiceShrinker(start, holds, maxTries);
    int[] before;
    do {
      before = shrinker.best;
      for (int length = Integer.highestOneBit(Math.max(1, before.length));
          length > 0;
          length /= 2) {
        shrinker.removeRuns(length);
      }
      shrinker.lower();
    } while (shrinker.tries < maxTries && before != shrinker.best);
    return shrinker.best;
  }

  private boolean accept(int[] candidate) {
    if (tries >= maxTries) {
      return false;
    }
    tries++;
    if (!holds.test(candidate)) {
      return false;
    }
    best = candidate;
    return true;
  }

  /** Leaves out runs of choices, or makes them zero. */
  private void removeRuns(int length) {
    for (int start = 0; start + length <= best.length && tries < maxTries; ) {
      int[] without = new int[best.length - length];
      System.arraycopy(best, 0, without, 0, start);
      System.arraycopy(best, start + length, without, start, without.length - start);
      if (accept(without)) {
        continue;
      }
      int[] zeroed = best.clone();
      Arrays.fill(zeroed, start, start + length, 0);
      if (!Arrays.equals(zeroed, best)) {
        accept(zeroed);
      }
      start += length;
    }
  }

  private void lower() {
    for (int i = 0; i < best.length && tries < maxTries; i++) {
      while (i < best.length && best[i] > 0) {
        int[] lower = best.clone();
        lower[i] /= 2;
        if (!accept(lower)) {
          break;
        }
      }
    }
  }
}
