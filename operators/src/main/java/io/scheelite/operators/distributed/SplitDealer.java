package io.scheelite.operators.distributed;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Deals weighted splits over tasks: runs of neighbours where that is about as even as it gets,
 * since neighbours often lie in one file; else each split, the heaviest first, to the task that has
 * least so far. No task is without splits while there are as many splits as tasks.
 */
final class SplitDealer {
  /** How much more the heaviest task may have with runs of neighbours. */
  private static final double UNEVEN = 1.2;

  private SplitDealer() {}

  /** For each split, the number of its task. */
  static int[] deal(long[] weights, int numTasks) {
    int[] runs = runs(weights, numTasks);
    int[] even = even(weights, numTasks);
    boolean evenEnough =
        heaviest(weights, runs, numTasks) <= UNEVEN * heaviest(weights, even, numTasks);
    boolean allBusy = Arrays.stream(runs).distinct().count() == Math.min(numTasks, weights.length);
    return evenEnough && allBusy ? runs : even;
  }

  /** A split goes where its middle lies when all weights are laid in line and cut evenly. */
  private static int[] runs(long[] weights, int numTasks) {
    double total = Arrays.stream(weights).sum();
    double before = 0;
    int[] owners = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      double middle = before + weights[i] / 2.0;
      owners[i] = Math.min(numTasks - 1, (int) (middle / total * numTasks));
      before += weights[i];
    }
    return owners;
  }

  private static int[] even(long[] weights, int numTasks) {
    long[] loads = new long[numTasks];
    int[] owners = new int[weights.length];
    IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer split) -> -weights[split]))
        .forEach(
            split -> {
              int task = lightest(loads);
              owners[split] = task;
              loads[task] += weights[split];
            });
    return owners;
  }

  private static int lightest(long[] loads) {
    int lightest = 0;
    for (int i = 1; i < loads.length; i++) {
      if (loads[i] < loads[lightest]) {
        lightest = i;
      }
    }
    return lightest;
  }

  private static long heaviest(long[] weights, int[] owners, int numTasks) {
    long[] loads = new long[numTasks];
    for (int i = 0; i < weights.length; i++) {
      loads[owners[i]] += weights[i];
    }
    return Arrays.stream(loads).max().orElse(0);
  }
}
