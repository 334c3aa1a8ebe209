package io.scheelite.operators.sort;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Opens the runs of a sort; where they are more than can be open at once, it first merges the
 * smallest ones into one, some blocks at a time, until few enough are left.
 *
 * <p>How many can be open depends on the memory that is to be had. Used by one thread at a time;
 * owns the runs it was given.
 */
final class RunMerger implements AutoCloseable {
  private static final long BUFFER_BYTES = MemoryConsumer.CHUNK_BYTES;
  private static final int MIN_FAN_IN = 4;
  private static final int MAX_FAN_IN = 64;
  private static final int BLOCKS_PER_STEP = 8;

  private final SortState state;
  private final RowOrder order;
  private final MemoryConsumer memory;
  private final MemoryConsumer lateMemory;
  private final OperatorStats stats;
  private final SpillSpace spill;
  private final SpillWorkspace workspace;
  private final List<SpillFile> waiting = new ArrayList<>();
  private final List<SpilledCursor> open = new ArrayList<>();
  private final List<SpilledCursor> merging = new ArrayList<>();
  private @Nullable LoserTree tree;
  private @Nullable RowBlock block;
  private @Nullable SpillWriter writer;

  /**
   * @param memory for buffers; {@link #floorBytes} of its floor are used here
   */
  RunMerger(SortState state, RowOrder order, MemoryConsumer memory, DriverContext context) {
    this.state = state;
    this.order = order;
    this.memory = memory;
    this.lateMemory =
        context.newConsumer("late runs", lateFloorBytes(state.parts().size()), Reclaimable.NONE);
    this.stats = context.stats();
    this.spill = context.spill();
    this.workspace = new SpillWorkspace(memory);
  }

  /** Of the memory that is lent: the smallest fan-in, a block to write, and a workspace. */
  static long floorBytes() {
    return (MIN_FAN_IN + 1L) * BUFFER_BYTES + SpillWorkspace.BYTES;
  }

  /**
   * Of memory that is held for it alone: a buffer for the run that each driver may add once others
   * are read, when their buffers cannot be given up any more.
   */
  static long lateFloorBytes(int drivers) {
    return drivers * BUFFER_BYTES;
  }

  /** Takes over runs. */
  void add(List<SpillFile> runs) {
    waiting.addAll(runs);
  }

  /** Cursors over all runs; complete when {@link #isReady}. */
  List<SpilledCursor> cursors() {
    return open;
  }

  /** Whether every run has a cursor. */
  boolean isReady() {
    return waiting.isEmpty() && tree == null;
  }

  /**
   * Does a piece of the work that is left.
   *
   * @return what to wait for before the next piece, or null
   */
  @Nullable CompletableFuture<Void> advance() {
    if (tree != null) {
      mergeBlocks(tree);
      return null;
    }
    if (!open.isEmpty()) {
      return openLateRun();
    }
    int fanIn = fanIn();
    int excess = waiting.size() - fanIn;
    return excess > 0 ? startMerge(Math.min(fanIn, excess + 1)) : openAll();
  }

  private int fanIn() {
    int fanIn = Math.clamp(waiting.size(), MIN_FAN_IN, MAX_FAN_IN);
    while (fanIn > MIN_FAN_IN && !memory.tryReserve((fanIn + 1L) * BUFFER_BYTES)) {
      fanIn /= 2;
    }
    return Math.max(MIN_FAN_IN, fanIn);
  }

  /** All at once: what was reserved for their number may be gone after the next border. */
  private @Nullable CompletableFuture<Void> openAll() {
    long buffers = waiting.stream().mapToLong(SpilledCursor::bufferBytes).sum();
    CompletableFuture<Void> wait = memory.reserve(buffers);
    while (wait == null && !waiting.isEmpty()) {
      openLast(memory);
    }
    return wait;
  }

  private @Nullable CompletableFuture<Void> openLateRun() {
    CompletableFuture<Void> wait = lateMemory.reserve(SpilledCursor.bufferBytes(waiting.getLast()));
    if (wait == null) {
      openLast(lateMemory);
    }
    return wait;
  }

  private void openLast(MemoryConsumer from) {
    open.add(new SpilledCursor(state.layout(), order, waiting.getLast(), from, workspace));
    waiting.removeLast();
  }

  private @Nullable CompletableFuture<Void> startMerge(int numRuns) {
    waiting.sort(Comparator.comparingLong(SpillFile::numRows));
    List<SpillFile> chosen = waiting.subList(0, numRuns);
    long blockBytes = chosen.stream().mapToLong(SpilledCursor::bufferBytes).max().orElse(0);
    long buffers = chosen.stream().mapToLong(SpilledCursor::bufferBytes).sum();
    CompletableFuture<Void> wait = memory.reserve(blockBytes + buffers);
    if (wait != null) {
      return wait;
    }
    for (SpillFile run : chosen) {
      merging.add(new SpilledCursor(state.layout(), order, run, memory, workspace));
    }
    chosen.clear();
    block = new RowBlock(state.layout(), memory.allocate(blockBytes), blockBytes);
    writer = spill.newFile(state.layout().contentHash(), workspace);
    tree = new LoserTree(order, merging);
    stats.note("merged runs in several passes");
    return null;
  }

  private void mergeBlocks(LoserTree rows) {
    RowBlock target = block;
    SpillWriter file = writer;
    if (target == null || file == null) {
      throw new IllegalStateException("no merge was started");
    }
    int written = 0;
    while (!rows.isEmpty() && written < BLOCKS_PER_STEP) {
      if (target.append(rows.row()) == 0) {
        target.writeTo(file);
        written++;
      } else {
        rows.advance();
      }
    }
    if (rows.isEmpty()) {
      target.writeTo(file);
      waiting.add(file.finish());
      stats.addSpill(file.writtenBytes());
      endMerge();
    }
  }

  private void endMerge() {
    tree = null;
    if (writer != null) {
      writer.close();
      writer = null;
    }
    if (block != null) {
      memory.free(block.address(), block.capacity());
      block = null;
    }
    merging.forEach(SpilledCursor::close);
    merging.clear();
  }

  @Override
  public void close() {
    endMerge();
    open.forEach(SpilledCursor::close);
    open.clear();
    waiting.forEach(SpillFile::close);
    waiting.clear();
    lateMemory.close();
    workspace.close();
  }
}
