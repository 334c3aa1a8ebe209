package io.scheelite.operators.plan;

/**
 * What a join emits. The right input is always the build side, the left input is the probe side.
 */
public enum JoinType {
  /** Every matching pair: left columns, then right columns. */
  INNER,
  /** Every matching pair, and left rows without a match with nulls on the right. */
  LEFT,
  /** Every matching pair, and right (build) rows without a match with nulls on the left. */
  RIGHT,
  /** Every matching pair, and the rows of both sides without a match with nulls for the other. */
  FULL,
  /** Like {@code LEFT}, but a left row with more than one match is an error (scalar subquery). */
  SINGLE,
  /** Left rows with at least one match: left columns. */
  SEMI,
  /**
   * Left rows without a match ({@code NOT EXISTS}: a null key matches nothing, so its row is
   * emitted): left columns.
   */
  ANTI,
  /**
   * Left rows for which it is certain that nothing on the right equals their only key ({@code NOT
   * IN}): all of them if there is no right row; else those without a match, unless their own key or
   * that of any right row is null. Without a residual condition. Left columns.
   */
  NULL_AWARE_ANTI,
  /** Every left row, and a boolean that says whether it has a match. */
  MARK,
  /**
   * Every left row, and a boolean that says whether its only key equals that of a right row ({@code
   * IN}): null where that is unknown because either is null. Without a residual condition.
   */
  NULL_AWARE_MARK,
  /** Right (build) rows with at least one match: right columns. */
  RIGHT_SEMI,
  /** Right (build) rows without a match: right columns. */
  RIGHT_ANTI;

  /** Whether nulls among the right side's keys decide about all left rows. */
  public boolean isNullAware() {
    return this == NULL_AWARE_ANTI || this == NULL_AWARE_MARK;
  }
}
