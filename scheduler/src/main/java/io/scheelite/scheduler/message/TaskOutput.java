package io.scheelite.scheduler.message;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.shuffle.MapOutputId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a task go.
 *
 * @param id of the map output that the task commits
 * @param distribution which row goes to which partition
 * @param numPartitions at least 1
 * @param bounds encoded bounds of a range distribution; else null. Not to be changed
 * @param sampleKeys order of which to report a sample; empty = none
 * @param sampleRows about how many rows to sample
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TaskOutput(
    MapOutputId id,
    Distribution distribution,
    int numPartitions,
    byte @Nullable [] bounds,
    List<SortKey> sampleKeys,
    int sampleRows) {
  /** Copies the list. */
  public TaskOutput {
    sampleKeys = List.copyOf(sampleKeys);
  }
}
