package io.scheelite.operators.sort;

import java.util.List;

/**
 * Merges sorted runs: a tournament whose inner nodes remember the loser, so that each row costs one
 * comparison per level (Knuth, The Art of Computer Programming, volume 3, section 5.4.1).
 *
 * <p>Node 0 holds the winner; the leaves are the cursors. Used by one thread at a time.
 */
final class LoserTree {
  private final RowOrder order;
  private final RunCursor[] cursors;
  private final int[] tree;
  private final long[] prefixes;
  private final long[] rows;
  private final boolean[] ended;

  /** Starts where the cursors are. The cursors stay somebody else's to close. */
  LoserTree(RowOrder order, List<? extends RunCursor> runs) {
    this.order = order;
    this.cursors = runs.toArray(new RunCursor[0]);
    int size = cursors.length;
    tree = new int[Math.max(1, size)];
    prefixes = new long[size];
    rows = new long[size];
    ended = new boolean[size];
    for (int i = 0; i < size; i++) {
      load(i);
    }
    build();
  }

  private void load(int run) {
    RunCursor cursor = cursors[run];
    ended[run] = !cursor.hasRow();
    if (!ended[run]) {
      prefixes[run] = cursor.prefix();
      rows[run] = cursor.row();
    }
  }

  private void build() {
    int size = cursors.length;
    int[] winners = new int[2 * size];
    for (int i = 0; i < size; i++) {
      winners[size + i] = i;
    }
    for (int node = size - 1; node > 0; node--) {
      int left = winners[2 * node];
      int right = winners[2 * node + 1];
      boolean leftWins = !beats(right, left);
      winners[node] = leftWins ? left : right;
      tree[node] = leftWins ? right : left;
    }
    tree[0] = size > 1 ? winners[1] : 0;
  }

  private boolean beats(int a, int b) {
    if (ended[a] || ended[b]) {
      return !ended[a];
    }
    return order.compare(prefixes[a], rows[a], prefixes[b], rows[b]) < 0;
  }

  /** Whether all rows are through. */
  boolean isEmpty() {
    return cursors.length == 0 || ended[tree[0]];
  }

  /** The smallest row left; valid until {@link #advance}. */
  long row() {
    return rows[tree[0]];
  }

  /** Goes to the next row. */
  void advance() {
    int winner = tree[0];
    cursors[winner].advance();
    load(winner);
    for (int node = (winner + cursors.length) / 2; node > 0; node /= 2) {
      int loser = tree[node];
      if (beats(loser, winner)) {
        tree[node] = winner;
        winner = loser;
      }
    }
    tree[0] = winner;
  }
}
