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
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Yields groups: claims one partition after another, takes its rows over from all drivers that
 * collected some, merges those of the same group, and lends them batch by batch.
 *
 * <p>Rows that are in memory are merged where they are. Rows in files are merged with them block by
 * block, see {@link SpilledGroups}; if that leaves parts in files, these come next.
 */
final class AggregationSource implements Source {
  private static final int LISTS_PER_CALL = 16;

  private enum Step {
    CLAIM,
    TAKE,
    MERGE,
    LOAD,
    READ,
    END
  }

  private final AggregationState state;
  private final AggregationPlan plan;
  private final List<GroupTable> tables;
  private final MergeTools tools;
  private final MemoryConsumer scratchMemory;
  private final ResultReader results;
  private final SpilledGroups spilled;
  private final RowCollection taken;
  private final Deque<GroupUnit> parts = new ArrayDeque<>();
  private final List<SpilledRun> runs = new ArrayList<>();
  private final long emptyRow;
  private Step step = Step.CLAIM;
  private int partition;
  private int numTaken;
  private int contributors;
  private boolean repeats;
  private boolean marked;
  private @Nullable RowCursor cursor;
  private int slot;
  private @Nullable CompletableFuture<Void> awaited;

  AggregationSource(AggregationState state, DriverContext context) {
    this.state = state;
    this.plan = state.plan();
    this.tables = state.tables();
    tools = new MergeTools(plan, context);
    scratchMemory = context.newConsumer("scratch", scratchBytes(plan), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    results = new ResultReader(plan.layout(), plan.batchSize(), scratch);
    emptyRow = scratch.allocate(plan.layout().rows().rowSizeBytes());
    taken = new RowCollection(plan.layout().rows(), state.partitioning(), tools.memory);
    spilled = new SpilledGroups(plan, tools);
  }

  /** All floors, in whole chunks. */
  static long floorBytes(AggregationPlan plan) {
    return MergeTools.floorBytes(plan) + MemoryConsumer.roundUpToChunk(scratchBytes(plan));
  }

  private static long scratchBytes(AggregationPlan plan) {
    long[] results = ResultReader.scratchSizes(plan.layout().schema(), plan.batchSize());
    long[] sizes = Arrays.copyOf(results, results.length + 1);
    sizes[results.length] = plan.layout().rows().rowSizeBytes();
    return ScratchAllocator.bytesFor(sizes);
  }

  @Override
  public @Nullable Batch poll() {
    awaited = null;
    switch (step) {
      case CLAIM -> claim();
      case TAKE -> take();
      case MERGE -> merge();
      case LOAD -> load();
      case READ -> {
        return read();
      }
      case END -> {
        return null;
      }
    }
    return null;
  }

  private void claim() {
    GroupUnit part = parts.poll();
    if (part != null) {
      spilled.begin(part);
      step = Step.LOAD;
      return;
    }
    partition = state.claimPartition();
    numTaken = 0;
    contributors = 0;
    repeats = false;
    step = partition < 0 ? Step.END : Step.TAKE;
  }

  private void take() {
    for (; numTaken < tables.size(); numTaken++) {
      GroupTable table = tables.get(numTaken);
      if (!table.gate().tryEnter()) {
        awaited = table.gate().whenEnterable();
        return;
      }
      try {
        long before = taken.sizeBytes(partition);
        runs.addAll(table.rows().takePartition(partition, taken));
        boolean contributes = taken.sizeBytes(partition) > before;
        contributors += contributes ? 1 : 0;
        repeats |= contributes && table.repeats();
      } finally {
        table.gate().exit();
      }
    }
    beginMerge();
  }

  /** Everything of the partition is here: in memory, or known to be in files. */
  private void beginMerge() {
    long numRows = taken.numRows(partition);
    boolean merging = !runs.isEmpty() || contributors > 1 || repeats;
    cursor = taken.cursor(partition);
    if (!merging) {
      marked = false;
      step = Step.READ;
      return;
    }
    int capacity = GroupDirectory.capacityFor(numRows);
    if (numRows > 0 && !tools.memory.tryReserve(GroupDirectory.sizeBytes(capacity))) {
      spillTaken();
    } else if (numRows > 0) {
      tools.directory.allocate(capacity);
    }
    marked = runs.isEmpty();
    tools.merger.setMarking(marked);
    step = Step.MERGE;
  }

  private void spillTaken() {
    SpillableRows rows = new SpillableRows(taken, tools.files);
    rows.spill(partition);
    runs.addAll(rows.finish());
    cursor = taken.cursor(partition);
  }

  private void merge() {
    RowCursor input = cursor;
    for (int i = 0; i < LISTS_PER_CALL; i++) {
      if (input == null || tools.merger.advance(input) == 0) {
        endMerge();
        return;
      }
    }
  }

  private void endMerge() {
    if (marked) {
      tools.directory.free();
      cursor = taken.cursor(partition);
      step = Step.READ;
    } else {
      cursor = null;
      spilled.begin(new GroupUnit(List.copyOf(runs), state.partitioning()));
      runs.clear();
      step = Step.LOAD;
    }
  }

  private void load() {
    awaited = spilled.advance(taken);
    if (awaited == null && !spilled.isReading()) {
      List<GroupUnit> units = spilled.takeParts(taken);
      units.forEach(parts::push);
      slot = 0;
      step = Step.READ;
    }
  }

  private @Nullable Batch read() {
    int numRows = nextRows();
    if (numRows > 0) {
      return results.read(tools.list, numRows, cursor == null ? null : taken);
    }
    boolean noInput = plan.layout().keys().isEmpty() && taken.sizeBytes(partition) == 0;
    cursor = null;
    spilled.clear();
    taken.freePartition(partition);
    tools.directory.free();
    tools.memory.releaseUnused();
    step = Step.CLAIM;
    return noInput ? groupOfNoRows() : null;
  }

  private int nextRows() {
    RowCursor input = cursor;
    if (input == null) {
      slot = tools.directory.list(slot, tools.list, tools.listSize);
      return tools.directory.numListed();
    }
    return marked
        ? PartitionMerger.readMarked(input, tools.list, tools.listSize)
        : input.read(tools.list, tools.listSize);
  }

  /** Without keys there is a group even without input. */
  private Batch groupOfNoRows() {
    RowLayout layout = plan.layout().rows();
    NativeMemory.fill(emptyRow, layout.rowSizeBytes(), (byte) 0);
    for (StringExtreme extreme : plan.layout().strings()) {
      Bitmap.set(emptyRow, layout.nullBit(extreme.column()));
    }
    NativeMemory.putLong(tools.list, emptyRow);
    return results.read(tools.list, 1, null);
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
    spilled.close();
    runs.forEach(SpilledRun::close);
    for (GroupUnit part : parts) {
      part.runs().forEach(SpilledRun::close);
    }
    tools.close();
    scratchMemory.close();
  }
}
