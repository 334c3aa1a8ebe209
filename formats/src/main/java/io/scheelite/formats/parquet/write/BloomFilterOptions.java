package io.scheelite.formats.parquet.write;

import java.util.List;
import java.util.Set;

/**
 * Which columns get bloom filters, one per row group.
 *
 * @param columns their names; of nested ones all leaves have filters
 * @param falsePositives share of absent values that a filter lets pass, between 0 and 1
 */
public record BloomFilterOptions(Set<String> columns, double falsePositives) {
  /** No filters; one of a hundred absent values would pass. */
  public static final BloomFilterOptions NONE = new BloomFilterOptions(Set.of(), 0.01);

  /** Whether a leaf gets one, by the names down to it. */
  boolean covers(List<String> path) {
    return columns.contains(path.getFirst());
  }

  /** Copies the set and checks the share. */
  public BloomFilterOptions {
    columns = Set.copyOf(columns);
    if (!(falsePositives > 0 && falsePositives < 1)) {
      throw new IllegalArgumentException(
          "share of false positives must lie between 0 and 1: value=" + falsePositives);
    }
  }
}
