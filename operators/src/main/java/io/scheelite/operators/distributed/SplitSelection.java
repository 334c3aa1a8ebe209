package io.scheelite.operators.distributed;

import java.util.List;

/**
 * Which splits of a scan a task reads. Immutable.
 *
 * @param splits positions among the scan's splits, ascending
 * @param numSplits how many the scan has: a table that has another number by now has changed
 */
public record SplitSelection(List<Integer> splits, int numSplits) {
  /** Copies the list and checks that it is ascending and in range. */
  public SplitSelection {
    splits = List.copyOf(splits);
    int before = -1;
    for (int split : splits) {
      if (split <= before || split >= numSplits) {
        throw new IllegalArgumentException(
            "splits must be ascending and exist: numSplits=" + numSplits + " splits=" + splits);
      }
      before = split;
    }
  }
}
