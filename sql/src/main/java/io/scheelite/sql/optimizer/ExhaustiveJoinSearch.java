package io.scheelite.sql.optimizer;

import io.scheelite.sql.optimizer.JoinCandidates.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * Dynamic programming over all subsets: the best plan of a set joins the best plans of two halves.
 */
final class ExhaustiveJoinSearch {
  private final JoinCandidates candidates;
  private final int size;
  private final @Nullable Candidate[] best;

  ExhaustiveJoinSearch(JoinCandidates candidates, int size) {
    this.candidates = candidates;
    this.size = size;
    this.best = new Candidate[1 << size];
  }

  /** The best plan of all relations. */
  Candidate search() {
    for (int i = 0; i < size; i++) {
      best[1 << i] = candidates.single(i);
    }
    for (int set = 3; set < best.length; set++) {
      if (Integer.bitCount(set) > 1 && candidates.isComplete(set)) {
        best[set] = bestOf(set, true);
      }
    }
    return complete();
  }

  /**
   * Splits every set into two halves; the half with the lowest relation comes first, to see each
   * split once.
   */
  private @Nullable Candidate bestOf(int set, boolean connectedOnly) {
    Candidate result = null;
    int lowest = Integer.lowestOneBit(set);
    for (int left = (set - 1) & set; left != 0; left = (left - 1) & set) {
      Candidate first = best[left];
      Candidate second = best[set & ~left];
      if ((left & lowest) == 0
          || first == null
          || second == null
          || (connectedOnly && !candidates.connected(left, set & ~left))) {
        continue;
      }
      Candidate joined = candidates.join(first, second);
      if (joined != null && (result == null || joined.cost() < result.cost())) {
        result = joined;
      }
    }
    return result;
  }

  /** Where conditions do not connect everything, the connected parts are joined pair by pair. */
  private Candidate complete() {
    Candidate all = best[best.length - 1];
    for (int set = 3; all == null && set < best.length; set++) {
      if (Integer.bitCount(set) > 1 && best[set] == null && candidates.isComplete(set)) {
        best[set] = bestOf(set, false);
      }
      all = best[best.length - 1];
    }
    if (all == null) {
      throw new IllegalStateException("no order found: relations=" + size);
    }
    return all;
  }
}
