package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.List;

/**
 * Build rows and probe rows on disk whose keys can only match each other.
 *
 * @param build may also hold marks of rows that were matched before they were spilled
 * @param partitioning the bits of the hash that all rows have in common
 * @param splittable whether further bits may divide it
 */
record SpilledPartition(
    List<SpilledRun> build,
    List<SpilledRun> probe,
    RowPartitioning partitioning,
    boolean splittable) {
  /** The directory has 32 bits for slots and 16 for salt; partitions have the others. */
  private static final int MOST_BITS = 16;

  /** Copies the lists. */
  SpilledPartition {
    build = List.copyOf(build);
    probe = List.copyOf(probe);
  }

  long buildRows() {
    return rows(build);
  }

  long probeRows() {
    return rows(probe);
  }

  private static long rows(List<SpilledRun> runs) {
    return runs.stream().mapToLong(SpilledRun::numRows).sum();
  }

  /** Whether so many more bits can divide it. */
  boolean canBeDividedBy(int bits) {
    return splittable && partitioning.bits() + partitioning.skippedBits() + bits <= MOST_BITS;
  }

  /** Says that nobody will read it any more; a second call does nothing. */
  void close() {
    build.forEach(SpilledRun::close);
    probe.forEach(SpilledRun::close);
  }
}
