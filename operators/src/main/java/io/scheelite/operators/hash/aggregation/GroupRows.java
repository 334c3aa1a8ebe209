package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The group rows of one driver. They begin in one piece, so that few groups cost no memory for many
 * partitions; when they have become many they are divided, and all that come later with them.
 */
final class GroupRows implements GroupRowWriter {
  private final AggregationLayout layout;
  private final MemoryConsumer memory;
  private final RowPartitioning partitioning;
  private final RowCollection undivided;
  private @Nullable RowCollection divided;
  private Batch rows = Batch.of(0, List.of());

  GroupRows(AggregationLayout layout, RowPartitioning partitioning, MemoryConsumer memory) {
    this.layout = layout;
    this.memory = memory;
    this.partitioning = partitioning;
    this.undivided = new RowCollection(layout.rows(), RowPartitioning.NONE, memory);
  }

  /** Says what the rows of groups are made of, for the batch that comes next. */
  void begin(List<ColumnVector> keys, List<ColumnVector> strings, int numRows) {
    List<ColumnVector> columns = new ArrayList<>(keys);
    columns.addAll(strings);
    rows = Batch.of(numRows, columns);
  }

  /** Whether rows are divided into partitions. */
  boolean isDivided() {
    return divided != null;
  }

  /** Most memory that rows for all rows of the batch, each twice with string extremes, can take. */
  long bytesForBatch(long hashes) {
    long bytes = current().bytesFor(rows, isDivided() ? hashes : 0);
    return layout.strings().isEmpty() ? bytes : 2 * bytes;
  }

  private RowCollection current() {
    RowCollection partitions = divided;
    return partitions == null ? undivided : partitions;
  }

  @Override
  public void create(long list, int numListed, long hashes, long addresses) {
    current().append(rows.withSelection(new Selection(list, numListed)), hashes, addresses);
  }

  /**
   * Moves all rows to partitions; their addresses are of no use afterwards.
   *
   * @param list room for {@code listSize} addresses
   * @return null = done; else nothing has happened, call again when it is complete
   */
  @Nullable CompletableFuture<Void> divide(long list, int listSize) {
    long chunks = (long) MemoryConsumer.CHUNK_BYTES * partitioning.numPartitions();
    // with long strings, up to a quarter of a chunk stays free
    CompletableFuture<Void> wait = memory.reserve(undivided.sizeBytes() * 4 / 3 + chunks);
    if (wait != null) {
      return wait;
    }
    RowCollection target = new RowCollection(layout.rows(), partitioning, memory);
    RowCursor cursor = undivided.cursor(0);
    for (int n = cursor.read(list, listSize); n > 0; n = cursor.read(list, listSize)) {
      for (int i = 0; i < n; i++) {
        target.appendRow(NativeMemory.getLong(list + 8L * i));
      }
    }
    undivided.clear();
    divided = target;
    return null;
  }

  /** All rows. */
  long numRows() {
    return current().numRows();
  }

  /** Rows of one partition; of all that there is, before they are divided. */
  long numRows(int partition) {
    return current().numRows(partition);
  }

  /** Hands a partition over to a collection that is divided in the same way. */
  void transferPartition(int partition, RowCollection target) {
    current().transferPartition(partition, target);
  }

  /** How rows are divided now. */
  RowPartitioning partitioning() {
    return current().partitioning();
  }
}
