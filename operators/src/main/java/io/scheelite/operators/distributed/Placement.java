package io.scheelite.operators.distributed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Where the rows of a plan are, once it runs in tasks. Immutable.
 *
 * @param single one task has all of them
 * @param hashed lists of columns, by any of which rows are divided over tasks as {@link
 *     io.scheelite.operators.plan.Distribution.Hash} does; empty if nothing is known
 */
record Placement(boolean single, List<List<Integer>> hashed) {
  /** All rows in one task. */
  static final Placement SINGLE = new Placement(true, List.of());

  /** Any row in any task. */
  static final Placement SPREAD = new Placement(false, List.of());

  Placement {
    hashed = List.copyOf(hashed);
  }

  /** Rows divided by these columns. */
  static Placement hashed(List<Integer> keys) {
    return new Placement(false, List.of(List.copyOf(keys)));
  }

  /** Whether rows that are equal in these columns are in one task. */
  boolean keepsTogether(List<Integer> columns) {
    return single || hashed.stream().anyMatch(columns::containsAll);
  }

  /** The same rows, their columns at other positions; where there is none it is −1. */
  Placement mapped(IntUnaryOperator position) {
    List<List<Integer>> kept = new ArrayList<>();
    for (List<Integer> keys : hashed) {
      List<Integer> moved = keys.stream().map(position::applyAsInt).toList();
      if (!moved.contains(-1)) {
        kept.add(moved);
      }
    }
    return new Placement(single, kept);
  }

  /** Knowing what either side knows of the same rows. */
  Placement and(Placement other) {
    List<List<Integer>> both = new ArrayList<>(hashed);
    other.hashed.stream().filter(keys -> !both.contains(keys)).forEach(both::add);
    return new Placement(single, both);
  }

  /** What holds for the rows of both. */
  Placement common(Placement other) {
    return new Placement(
        single && other.single, hashed.stream().filter(other.hashed::contains).toList());
  }
}
