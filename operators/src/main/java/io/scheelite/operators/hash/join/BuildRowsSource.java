package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Yields the build rows that were matched (or not), after the last probe. Drivers claim partitions
 * from a common counter. Batches refer to strings inside the rows.
 */
final class BuildRowsSource implements Source {
  private final JoinState state;
  private final JoinLayout layout;
  private final AtomicInteger nextPartition;
  private final int batchSize;
  private final MemoryConsumer memory;
  private final long addresses;
  private final VectorTarget[] targets;
  private @Nullable RowCursor cursor;
  private boolean finished;

  BuildRowsSource(JoinState state, AtomicInteger nextPartition, DriverContext context) {
    this.state = state;
    this.layout = state.layout();
    this.nextPartition = nextPartition;
    this.batchSize = context.batchSize();
    memory = context.newConsumer("rows", floorBytes(layout, batchSize), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(memory);
    addresses = scratch.allocate(8L * batchSize);
    targets = new VectorTarget[layout.buildSchema().size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = VectorTarget.allocate(scratch, layout.buildSchema().type(i), batchSize);
    }
  }

  static long floorBytes(JoinLayout layout, int batchSize) {
    Schema schema = layout.buildSchema();
    long[] sizes = new long[1 + 2 * schema.size()];
    sizes[0] = 8L * batchSize;
    for (int i = 0; i < schema.size(); i++) {
      sizes[1 + 2 * i] = VectorTarget.valuesBytes(schema.type(i).physicalType(), batchSize);
      sizes[2 + 2 * i] = Bitmap.sizeBytes(batchSize);
    }
    return ScratchAllocator.bytesFor(sizes);
  }

  @Override
  public @Nullable Batch poll() {
    RowCursor rows = cursor;
    if (rows == null) {
      int partition = nextPartition.getAndIncrement();
      finished = partition >= state.partitioning().numPartitions();
      cursor = finished ? null : state.cursor(partition);
      return null;
    }
    int numRows = rows.read(addresses, batchSize);
    if (numRows == 0) {
      cursor = null;
      return null;
    }
    int wanted = keepWanted(numRows);
    return wanted == 0 ? null : Batch.of(wanted, gather(wanted));
  }

  private int keepWanted(int numRows) {
    int mark = layout.joinType() == JoinType.RIGHT_SEMI ? 1 : 0;
    int markOffset = layout.markOffset();
    int count = 0;
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      NativeMemory.putLong(addresses + 8L * count, row);
      count += NativeMemory.getByte(row + markOffset) == mark ? 1 : 0;
    }
    return count;
  }

  private List<ColumnVector> gather(int numRows) {
    List<ColumnVector> columns = new ArrayList<>(targets.length);
    for (int i = 0; i < targets.length; i++) {
      columns.add(
          RowGather.gather(layout.rows(), layout.storedIndex(i), addresses, numRows, targets[i]));
    }
    return columns;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return null;
  }

  @Override
  public void close() {
    memory.close();
  }
}
