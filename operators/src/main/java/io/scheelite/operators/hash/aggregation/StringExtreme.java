package io.scheelite.operators.hash.aggregation;

/**
 * A {@code MIN} or {@code MAX} of strings. Its state is a column of the group's row, so that its
 * bytes move with the row; null as long as there is no value.
 *
 * @param argument what is looked at; form ROWS
 * @param smallest whether it is {@code MIN}
 * @param column the row's column
 * @param winnerOffset word of the row that is zero but while a batch is looked at, see {@link
 *     StringExtremes}
 */
record StringExtreme(Argument argument, boolean smallest, int column, int winnerOffset) {}
