package io.scheelite.spill.block;

/**
 * Names a block.
 *
 * @param dataset what it is a part of; eviction never lets a dataset displace itself
 * @param partition the part of the dataset that is computed as one
 * @param index number of the block in its partition, from 0
 */
public record BlockId(String dataset, int partition, int index) {
  @Override
  public String toString() {
    return dataset + "/" + partition + "/" + index;
  }
}
