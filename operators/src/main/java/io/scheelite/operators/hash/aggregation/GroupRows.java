package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The group rows of one driver, in memory and in spill files. They begin in one piece, so that few
 * groups cost no memory for many partitions; when they have become many they are divided, and all
 * that come later with them, as long as there is memory for that. What is spilled is divided
 * always, unless all drivers have ended without dividing anything.
 */
final class GroupRows implements GroupRowWriter, AutoCloseable {
  private static final int LIST_SIZE = 256;

  private final AggregationState state;
  private final boolean stringExtremes;
  private final MemoryConsumer memory;
  private final MemoryConsumer spillMemory;
  private final SpillWorkspace workspace;
  private final StagingRows staging;
  private final SpillableRows undivided;
  private final SpillableRows divided;
  private final long list;
  private final List<SpilledRun> runs = new ArrayList<>();
  private boolean dividing;
  private Batch batch = Batch.of(0, List.of());

  GroupRows(AggregationState state, MemoryConsumer memory, DriverContext context) {
    this.state = state;
    this.memory = memory;
    this.stringExtremes = !state.plan().layout().strings().isEmpty();
    spillMemory = context.newConsumer("spill", spillFloorBytes(), Reclaimable.NONE);
    workspace = new SpillWorkspace(spillMemory);
    RowLayout layout = state.plan().layout().rows();
    staging = new StagingRows(layout, spillMemory);
    list = spillMemory.allocate(8L * LIST_SIZE);
    SpillableRows.Destination files = SpillableRows.Destination.of(context, workspace);
    undivided = new SpillableRows(new RowCollection(layout, RowPartitioning.NONE, memory), files);
    divided =
        new SpillableRows(new RowCollection(layout, state.plan().partitioning(), memory), files);
  }

  /** Held for spilling. */
  static long spillFloorBytes() {
    return SpillWorkspace.BYTES + StagingRows.FLOOR_BYTES + MemoryConsumer.CHUNK_BYTES;
  }

  /** Says what the rows of groups are made of, for the batch that comes next. */
  void begin(List<ColumnVector> keys, List<ColumnVector> strings, int numRows) {
    List<ColumnVector> columns = new ArrayList<>(keys);
    columns.addAll(strings);
    batch = Batch.of(numRows, columns);
  }

  /** Whether new rows go to partitions. */
  boolean isDividing() {
    return dividing;
  }

  /** Whether any rows are in memory. */
  boolean isInMemory() {
    return dividing || hasUndivided();
  }

  /** Makes sure that the rows of the batch can be spilled, however large; null = done. */
  @Nullable CompletableFuture<Void> reserveStaging() {
    return undivided.rows().layout().hasVariable()
        ? staging.reserve(undivided.rows().maxRowBytes(batch))
        : null;
  }

  /** Most memory that rows for all rows of the batch, each twice with string extremes, can take. */
  long bytesForBatch(long hashes) {
    long bytes = current().bytesFor(batch, dividing ? hashes : 0);
    return stringExtremes ? 2 * bytes : bytes;
  }

  private RowCollection current() {
    return (dividing ? divided : undivided).rows();
  }

  @Override
  public void create(long created, int numCreated, long hashes, long addresses) {
    Selection selection = new Selection(created, numCreated);
    current().append(batch.withSelection(selection), hashes, addresses);
  }

  /**
   * Moves all rows to partitions if there is memory for them, else to a file; either way their
   * addresses are of no use afterwards.
   */
  void divide() {
    state.divideRows();
    long chunks = (long) MemoryConsumer.CHUNK_BYTES * state.plan().partitioning().numPartitions();
    // large rows, packed less tightly by partitions, may leave half of each chunk free
    if (!memory.tryReserve(undivided.rows().sizeBytes() * 2 + chunks)) {
      spillUndivided();
      return;
    }
    RowCursor cursor = undivided.rows().cursor(0);
    for (int n = cursor.read(list, LIST_SIZE); n > 0; n = cursor.read(list, LIST_SIZE)) {
      for (int i = 0; i < n; i++) {
        divided.rows().appendRow(NativeMemory.getLong(list + 8L * i));
      }
    }
    undivided.rows().clear();
    dividing = true;
  }

  /** Moves all rows to a file. */
  void spill() {
    if (state.divideSpilledRows()) {
      spillUndivided();
      for (int i = 0; i < divided.rows().numPartitions(); i++) {
        divided.spill(i);
      }
    } else {
      undivided.spill(0);
    }
    dividing = false;
  }

  /** One pass per partition: rows are read from the cache, and no memory is needed for a list. */
  private void spillUndivided() {
    RowCollection source = undivided.rows();
    RowPartitioning partitioning = divided.rows().partitioning();
    staging.begin();
    try {
      for (int partition = 0; partition < partitioning.numPartitions(); partition++) {
        RowCursor cursor = source.cursor(0);
        for (int n = cursor.read(list, LIST_SIZE); n > 0; n = cursor.read(list, LIST_SIZE)) {
          for (int i = 0; i < n; i++) {
            long row = NativeMemory.getLong(list + 8L * i);
            long hash = NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
            if (partitioning.partitionOf(hash) == partition) {
              staging.add(row, partition, divided);
            }
          }
        }
        staging.flush(partition, divided);
      }
    } finally {
      staging.end();
    }
    source.clear();
  }

  /**
   * Hands a partition over, when no more rows come: what is in memory to a collection that is
   * divided in the same way.
   *
   * @return what is in files; the caller closes it
   */
  List<SpilledRun> takePartition(int partition, RowCollection target) {
    SpillableRows source = target.numPartitions() == 1 ? undivided : divided;
    source.rows().transferPartition(partition, target);
    runs.addAll(source.finish());
    List<SpilledRun> taken = new ArrayList<>();
    for (SpilledRun run : runs) {
      if (run.partition() == partition) {
        taken.add(run);
      }
    }
    runs.removeAll(taken);
    return taken;
  }

  /** Whether rows are in memory in one piece. */
  boolean hasUndivided() {
    return undivided.rows().sizeBytes() > 0;
  }

  @Override
  public void close() {
    undivided.close();
    divided.close();
    runs.forEach(SpilledRun::close);
    spillMemory.close();
  }
}
