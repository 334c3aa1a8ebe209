package io.scheelite.operators.hash.aggregation;

/** Makes the rows of new groups out of rows of the current batch. */
@FunctionalInterface
interface GroupRowWriter {
  /**
   * Makes a row with the keys of each listed row of the batch and an empty state.
   *
   * @param list 16-bit numbers of rows of the batch
   * @param hashes a hash per row of the batch
   * @param rows room for an address per row of the batch, filled in for those listed
   */
  void create(long list, int numListed, long hashes, long rows);
}
