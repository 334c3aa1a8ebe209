package io.scheelite.sql.optimizer;

import io.scheelite.sql.optimizer.JoinCandidates.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins, again and again, the two parts whose join yields the fewest rows. */
final class GreedyJoinSearch {
  private final JoinCandidates candidates;
  private final List<Candidate> parts = new ArrayList<>();

  GreedyJoinSearch(JoinCandidates candidates, int size) {
    this.candidates = candidates;
    for (int i = 0; i < size; i++) {
      parts.add(candidates.single(i));
    }
  }

  /** A good plan of all relations. */
  Candidate search() {
    while (parts.size() > 1) {
      if (!joinBest(true) && !joinBest(false)) {
        throw new IllegalStateException("no order found: parts=" + parts.size());
      }
    }
    return parts.getFirst();
  }

  private boolean joinBest(boolean connectedOnly) {
    Candidate best = null;
    Candidate bestLeft = null;
    Candidate bestRight = null;
    for (int i = 0; i < parts.size(); i++) {
      for (int j = i + 1; j < parts.size(); j++) {
        Candidate joined = tryJoin(parts.get(i), parts.get(j), connectedOnly);
        if (joined != null
            && (best == null || joined.estimate().numRows() < best.estimate().numRows())) {
          best = joined;
          bestLeft = parts.get(i);
          bestRight = parts.get(j);
        }
      }
    }
    if (best == null) {
      return false;
    }
    parts.remove(bestLeft);
    parts.remove(bestRight);
    parts.add(best);
    return true;
  }

  private @Nullable Candidate tryJoin(Candidate left, Candidate right, boolean connectedOnly) {
    if (connectedOnly && !candidates.connected(left.set(), right.set())) {
      return null;
    }
    return candidates.join(left, right);
  }
}
