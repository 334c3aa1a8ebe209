package io.scheelite.columnar.rows;

/** Takes the chunks of a partition out of memory, to a file for instance. */
@FunctionalInterface
public interface RowBlockWriter {
  /**
   * Writes a block. Its memory is lent for the call.
   *
   * @param address the block
   * @param sizeBytes its size, at most what one chunk or one large row takes
   * @param numRows rows in it, more than zero
   */
  void write(long address, int sizeBytes, int numRows);
}
