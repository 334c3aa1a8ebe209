package io.scheelite.columnar;

/**
 * The rows of a batch that are still alive: {@code numRows} ascending unsigned 16-bit row numbers
 * at {@code address}.
 *
 * @param address first row number; memory owned by whoever lends the batch
 * @param numRows how many rows are selected
 */
public record Selection(long address, int numRows) {
  /** Bytes that a selection of up to {@code numRows} rows takes. */
  public static long sizeBytes(int numRows) {
    return 2L * numRows;
  }
}
