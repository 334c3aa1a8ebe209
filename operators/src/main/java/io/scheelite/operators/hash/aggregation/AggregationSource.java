package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Yields groups: claims one partition after another, takes its rows over from all drivers that
 * collected some, merges those of the same group, and lends them batch by batch.
 */
final class AggregationSource implements Source {
  private static final int LISTS_PER_CALL = 16;

  private enum Step {
    CLAIM,
    RESERVE,
    TAKE,
    MERGE,
    READ,
    END
  }

  private final AggregationState state;
  private final AggregationPlan plan;
  private final List<GroupTable> tables;
  private final MemoryConsumer memory;
  private final MemoryConsumer scratchMemory;
  private final PartitionMerger merger;
  private final ResultReader results;
  private final long addresses;
  private final long emptyRow;
  private final RowCollection rows;
  private Step step = Step.CLAIM;
  private int partition;
  private int taken;
  private boolean merging;
  private @Nullable RowCursor cursor;
  private @Nullable CompletableFuture<Void> awaited;

  AggregationSource(AggregationState state, DriverContext context) {
    this.state = state;
    this.plan = state.plan();
    this.tables = state.tables();
    scratchMemory = context.newConsumer("scratch", plan.sourceScratchBytes(), Reclaimable.NONE);
    memory = context.newConsumer("merge", plan.mergeFloorBytes(), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    merger = new PartitionMerger(plan.layout(), plan.batchSize(), memory, scratch);
    results = new ResultReader(plan.layout(), plan.batchSize(), scratch);
    addresses = scratch.allocate(8L * plan.batchSize());
    emptyRow = scratch.allocate(plan.layout().rows().rowSizeBytes());
    rows = new RowCollection(plan.layout().rows(), state.partitioning(), memory);
  }

  @Override
  public @Nullable Batch poll() {
    awaited = null;
    return switch (step) {
      case CLAIM -> claim();
      case RESERVE -> reserve();
      case TAKE -> take();
      case MERGE -> merge();
      case READ -> read();
      case END -> null;
    };
  }

  private @Nullable Batch claim() {
    partition = state.claimPartition();
    step = partition < 0 ? Step.END : Step.RESERVE;
    return null;
  }

  /** Makes sure of the memory for merging before any row is taken. */
  private @Nullable Batch reserve() {
    long numRows = 0;
    int contributors = 0;
    boolean repeats = false;
    for (GroupTable table : tables) {
      long more = table.rows().numRows(partition);
      numRows += more;
      contributors += more > 0 ? 1 : 0;
      repeats |= more > 0 && table.repeats();
    }
    if (numRows == 0) {
      boolean wanted = plan.layout().keys().isEmpty();
      step = Step.CLAIM;
      return wanted ? groupOfNoRows() : null;
    }
    merging = contributors > 1 || repeats;
    awaited = merging ? memory.reserve(PartitionMerger.bytesFor(numRows)) : null;
    if (awaited == null) {
      if (merging) {
        merger.begin(numRows);
      }
      taken = 0;
      step = Step.TAKE;
    }
    return null;
  }

  /** Without keys there is a group even without input. */
  private Batch groupOfNoRows() {
    RowLayout layout = plan.layout().rows();
    NativeMemory.fill(emptyRow, layout.rowSizeBytes(), (byte) 0);
    for (StringExtreme extreme : plan.layout().strings()) {
      Bitmap.set(emptyRow, layout.nullBit(extreme.column()));
    }
    NativeMemory.putLong(addresses, emptyRow);
    return results.read(addresses, 1);
  }

  private @Nullable Batch take() {
    for (; taken < tables.size(); taken++) {
      GroupTable table = tables.get(taken);
      if (!table.gate().tryEnter()) {
        awaited = table.gate().whenEnterable();
        return null;
      }
      try {
        table.rows().transferPartition(partition, rows);
      } finally {
        table.gate().exit();
      }
    }
    cursor = rows.cursor(partition);
    step = merging ? Step.MERGE : Step.READ;
    return null;
  }

  private @Nullable Batch merge() {
    RowCursor input = cursor;
    for (int i = 0; i < LISTS_PER_CALL; i++) {
      if (input == null || !merger.advance(input)) {
        cursor = rows.cursor(partition);
        step = Step.READ;
        break;
      }
    }
    return null;
  }

  private @Nullable Batch read() {
    RowCursor input = cursor;
    int numRows = 0;
    if (input != null) {
      numRows =
          merging
              ? PartitionMerger.readMerged(input, addresses, plan.batchSize())
              : input.read(addresses, plan.batchSize());
    }
    if (numRows > 0) {
      return results.read(addresses, numRows);
    }
    cursor = null;
    rows.freePartition(partition);
    memory.releaseUnused();
    step = Step.CLAIM;
    return null;
  }

  @Override
  public boolean finished() {
    return step == Step.END;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public void close() {
    memory.close();
    scratchMemory.close();
  }
}
