package io.scheelite.operators.hash.aggregation;

/**
 * A part of a group's state: knows where it lies in a group's row and folds values into it.
 *
 * <p>Bytes that are all zero are the state of no rows at all, so that rows are made by clearing
 * them. A state is plain bytes without addresses: it can be moved, spilled and read back. Slots
 * hold no values and are shared by all drivers.
 */
abstract sealed class StateSlot
    permits RowCountSlot,
        ExclusionSlot,
        PresenceSlot,
        SumSlot,
        DoubleSumSlot,
        FoldSlot,
        MomentsSlot,
        ExtremeSlot,
        WideExtremeSlot {

  /** Folds each value into its group. */
  abstract void update(BatchGroups groups, ArgumentValues values);

  /** Folds the state in row {@code sources[i]} into that of row {@code targets[i]}. */
  abstract void combine(long sources, long targets, int numRows);
}
