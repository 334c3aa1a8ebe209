package io.scheelite.operators.plan;

import java.util.List;

/** Which tasks of the next stage get which rows of an exchange. Immutable. */
public sealed interface Distribution {
  /**
   * Rows with equal keys go to one task.
   *
   * @param keys positions in the schema of the rows, at least one
   */
  record Hash(List<Integer> keys) implements Distribution {
    /** Copies the list. */
    public Hash {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Each task gets an interval of the order, the first task the first one; rows that are equal in
   * all keys go to one task.
   *
   * @param keys the order, at least one column
   */
  record Range(List<SortKey> keys) implements Distribution {
    /** Copies the list. */
    public Range {
      keys = List.copyOf(keys);
    }
  }

  /** Every task gets all rows. */
  record Broadcast() implements Distribution {}

  /** One task gets all rows. */
  record Single() implements Distribution {}

  /**
   * All rows of a writing task go to one task, which depends on the number of the writing task
   * alone: spreads work without looking at rows, and the same way when a task runs again.
   */
  record ByTask() implements Distribution {}
}
