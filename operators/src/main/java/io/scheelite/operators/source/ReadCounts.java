package io.scheelite.operators.source;

/**
 * What a reader did not have to do.
 *
 * @param ruledOut 1 if a look at the split, such as at its bloom filters, showed that no row of it
 *     passes, else 0
 * @param pages of the columns, as far as they are known: parts that are stored and decoded as a
 *     whole
 * @param skippedPages those of them that were not decoded
 * @param skippedRows rows that were not looked at, since what is known of their pages rules them
 *     out
 * @param lateRows rows of which only the columns of filters were decoded
 * @param fetchedBytes that came from where reading is dear, such as a web server
 * @param leftOutBytes that did not, since what is known of their pages rules them out
 */
public record ReadCounts(
    long ruledOut,
    long pages,
    long skippedPages,
    long skippedRows,
    long lateRows,
    long fetchedBytes,
    long leftOutBytes) {
  /** Nothing was counted. */
  public static final ReadCounts NONE = new ReadCounts(0, 0, 0, 0, 0, 0, 0);
}
