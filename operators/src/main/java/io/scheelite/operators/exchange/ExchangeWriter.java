package io.scheelite.operators.exchange;

/** Writes the output of one task, partition after partition. Used by one thread at a time. */
public interface ExchangeWriter extends AutoCloseable {
  /**
   * Writes a block. Its memory is lent for the call.
   *
   * @param partition not smaller than that of the block before
   * @param address the first row
   * @param sizeBytes with all strings
   * @param numRows more than zero
   */
  void write(int partition, long address, int sizeBytes, int numRows);

  /**
   * Makes the output visible, all at once. A task that was run twice may do so twice: the second
   * time nothing changes, and what the first one wrote counts.
   *
   * @param digest what the rows were, whatever their order: a task that runs again must get the
   *     same one
   */
  void commit(long digest);

  /** Without {@link #commit}, deletes what was written. Idempotent. */
  @Override
  void close();
}
