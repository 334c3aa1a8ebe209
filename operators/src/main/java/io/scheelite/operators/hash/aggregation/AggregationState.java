package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowPartitioning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What all drivers of one aggregation share: their groups, and who reads which. Thread-safe. */
final class AggregationState implements AutoCloseable {
  private final AggregationPlan plan;
  private final List<GroupTable> tables = new ArrayList<>();
  private final AtomicInteger nextPartition = new AtomicInteger();
  private boolean divided;
  private boolean ended;
  private boolean closed;

  AggregationState(AggregationPlan plan) {
    this.plan = plan;
  }

  AggregationPlan plan() {
    return plan;
  }

  synchronized void add(GroupTable table) {
    tables.add(table);
  }

  /** The groups of all drivers; complete when all sinks have finished. */
  synchronized List<GroupTable> tables() {
    return List.copyOf(tables);
  }

  /** Some driver divides its rows, so all must in the end. */
  synchronized void divideRows() {
    divided = true;
  }

  /** Asked by drivers that spill: whether they are to divide what they write. */
  synchronized boolean divideSpilledRows() {
    divided |= !ended;
    return divided;
  }

  /** All sinks have finished: from now on it is certain whether rows are divided. */
  synchronized boolean endInput() {
    ended = true;
    return divided;
  }

  /** How groups are divided where they are read. */
  synchronized RowPartitioning partitioning() {
    return divided ? plan.partitioning() : RowPartitioning.NONE;
  }

  /** How many partitions are to be read. */
  int numPartitions() {
    return partitioning().numPartitions();
  }

  /** A partition that nobody else reads, or -1 if there is none left. */
  int claimPartition() {
    int partition = nextPartition.getAndIncrement();
    return partition < numPartitions() ? partition : -1;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      tables.forEach(table -> table.gate().whenFree(table::close)); // a reclaim may be under way
    }
  }
}
