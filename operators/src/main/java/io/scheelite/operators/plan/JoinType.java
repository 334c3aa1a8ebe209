package io.scheelite.operators.plan;

/**
 * What a join emits. The right input is always the build side, the left input is the probe side.
 */
public enum JoinType {
  /** Every matching pair: left columns, then right columns. */
  INNER,
  /** Every matching pair, and left rows without a match with nulls on the right. */
  LEFT,
  /** Left rows with at least one match: left columns. */
  SEMI,
  /**
   * Left rows without a match ({@code NOT EXISTS}: a null key matches nothing, so its row is
   * emitted): left columns.
   */
  ANTI,
  /** Right (build) rows with at least one match: right columns. */
  RIGHT_SEMI,
  /** Right (build) rows without a match: right columns. */
  RIGHT_ANTI
}
