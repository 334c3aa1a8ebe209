package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of a {@link GroupUnit} block by block with the groups in a directory. When there
 * is no memory for more, all groups so far are divided by further bits of the hash and written;
 * after the last block the rest follows, and every part is a unit of its own.
 *
 * <p>Each division leaves about a sixteenth of the groups to a part, so that it ends with parts
 * that fit, unless more groups than fit have the same hash; these need memory or fail for want of
 * it.
 */
final class SpilledGroups implements AutoCloseable {
  private static final int PART_BITS = 4;

  /** Bytes to read before a call returns; more than a block, so that every division helps. */
  private static final long BYTES_PER_CALL = 4L * MemoryConsumer.CHUNK_BYTES;

  private final AggregationPlan plan;
  private final MergeTools tools;
  private final GroupDirectory directory;
  private final RowCollection incoming;
  private final RowCollection store;
  private @Nullable GroupUnit unit;
  private @Nullable RunReader reader;
  private @Nullable SpillableRows parts;
  private boolean blockPending;
  private boolean copying;

  SpilledGroups(AggregationPlan plan, MergeTools tools) {
    this.plan = plan;
    this.tools = tools;
    this.directory = tools.directory;
    RowLayout layout = plan.layout().rows();
    incoming = new RowCollection(layout, RowPartitioning.NONE, tools.memory);
    store = new RowCollection(layout, RowPartitioning.NONE, tools.memory);
  }

  /** Begins with a unit; the directory may hold groups of it already. */
  void begin(GroupUnit next) {
    unit = next;
    reader = new RunReader(next.runs(), tools.workspace);
    blockPending = false;
    copying = false;
  }

  /** Whether a unit was begun and not read to its end. */
  boolean isReading() {
    return reader != null;
  }

  /**
   * Merges some blocks.
   *
   * @param taken rows in memory that the directory refers to, freed when they have been written
   * @return what to wait for before the next call; null = nothing
   */
  @Nullable CompletableFuture<Void> advance(RowCollection taken) {
    long bytes = 0;
    RunReader input = reader;
    while (input != null && bytes < BYTES_PER_CALL) {
      if (!blockPending && !input.advance()) {
        endReading();
        return null;
      }
      blockPending = true;
      CompletableFuture<Void> wait = makeRoom(input, taken);
      if (wait != null) {
        return wait;
      }
      bytes += input.sizeBytes();
      mergeBlock(input);
      blockPending = false;
    }
    return null;
  }

  private void endReading() {
    RunReader ended = reader;
    reader = null;
    if (ended != null) {
      ended.close();
    }
    closeRuns();
  }

  private void closeRuns() {
    GroupUnit read = unit;
    if (read != null) {
      read.runs().forEach(SpilledRun::close);
    }
  }

  /** Room for a block: itself, copies of its rows, and their entries in the directory. */
  private @Nullable CompletableFuture<Void> makeRoom(RunReader input, RowCollection taken) {
    long block = RowCollection.bytesForBlock(input.sizeBytes());
    CompletableFuture<Void> wait = tools.staging.reserve(block);
    if (wait == null && directory.capacity() == 0) {
      int capacity = MergeTools.smallestDirectory(plan);
      wait = tools.memory.reserve(GroupDirectory.sizeBytes(capacity));
      if (wait == null) {
        directory.allocate(capacity);
      }
    }
    if (wait != null) {
      return wait;
    }
    boolean room = growDirectory(input.numRows()) && tools.memory.tryReserve(2 * block);
    if (!room && directory.numGroups() > 0 && canDivide()) {
      divide(taken);
    }
    return room ? null : reserve(input.numRows(), 2 * block);
  }

  private boolean growDirectory(int numRows) {
    boolean room = directory.hasRoomFor(numRows);
    while (!room) {
      int capacity = 2 * directory.capacity();
      if (!tools.memory.tryReserve(GroupDirectory.sizeBytes(capacity))) {
        return false;
      }
      directory.grow(capacity);
      room = directory.hasRoomFor(numRows);
    }
    return true;
  }

  /** What the floor offers, or else, for rows that cannot be divided any further, what it takes. */
  private @Nullable CompletableFuture<Void> reserve(int numRows, long bytes) {
    while (!directory.hasRoomFor(numRows)) {
      int capacity = 2 * directory.capacity();
      CompletableFuture<Void> wait = tools.memory.reserve(GroupDirectory.sizeBytes(capacity));
      if (wait != null) {
        return wait;
      }
      directory.grow(capacity);
    }
    return tools.memory.reserve(bytes);
  }

  private boolean canDivide() {
    GroupUnit divided = unit;
    return divided != null && usedBits(divided) + PART_BITS <= Long.SIZE;
  }

  private static int usedBits(GroupUnit unit) {
    return unit.partitioning().skippedBits() + unit.partitioning().bits();
  }

  private void mergeBlock(RunReader input) {
    incoming.loadBlock(0, input);
    RowCursor cursor = incoming.cursor(0);
    int before = directory.numGroups();
    int merged;
    do {
      merged = copying ? tools.merger.advanceCopying(cursor, store) : tools.merger.advance(cursor);
    } while (merged > 0);
    if (copying) {
      incoming.clear();
    } else {
      incoming.transferTo(store);
    }
    // strings of rows that stay may lie in rows that do not
    boolean movable = plan.layout().strings().isEmpty();
    copying = movable && 2 * (directory.numGroups() - before) < input.numRows();
  }

  /** Writes all groups, in parts. */
  private void divide(RowCollection taken) {
    SpillableRows target = parts;
    if (target == null) {
      target = newParts();
      parts = target;
      tools.files.stats().note("spilled partitions divided again: they do not fit into memory");
    }
    RowPartitioning partitioning = target.rows().partitioning();
    tools.staging.begin();
    try {
      for (int part = 0; part < partitioning.numPartitions(); part++) {
        writePart(part, partitioning, target);
      }
    } finally {
      tools.staging.end();
    }
    store.clear();
    taken.clear();
    directory.allocate(MergeTools.smallestDirectory(plan));
  }

  private SpillableRows newParts() {
    GroupUnit divided = unit;
    if (divided == null) {
      throw new IllegalStateException("no unit was begun");
    }
    RowPartitioning partitioning = new RowPartitioning(PART_BITS, usedBits(divided));
    return new SpillableRows(
        new RowCollection(plan.layout().rows(), partitioning, tools.memory), tools.files);
  }

  private void writePart(int part, RowPartitioning partitioning, SpillableRows target) {
    int slot = 0;
    while (slot < directory.capacity()) {
      slot = directory.list(slot, tools.list, tools.listSize);
      for (int i = 0; i < directory.numListed(); i++) {
        long row = NativeMemory.getLong(tools.list + 8L * i);
        long hash = NativeMemory.getLong(row + RowLayout.HASH_OFFSET);
        if (partitioning.partitionOf(hash) == part) {
          tools.staging.add(row, part, target);
        }
      }
    }
    tools.staging.flush(part, target);
  }

  /**
   * The parts that the unit was divided into, when it was read to its end; without any, all groups
   * are in the directory.
   *
   * @return units that the caller closes
   */
  List<GroupUnit> takeParts(RowCollection taken) {
    SpillableRows divided = parts;
    if (divided == null) {
      return List.of();
    }
    divide(taken);
    parts = null;
    List<GroupUnit> units = new ArrayList<>();
    for (SpilledRun run : divided.finish()) {
      units.add(new GroupUnit(List.of(run), divided.rows().partitioning()));
    }
    return units;
  }

  /** Frees the groups that were read. */
  void clear() {
    incoming.clear();
    store.clear();
    unit = null;
  }

  @Override
  public void close() {
    RunReader open = reader;
    if (open != null) {
      open.close();
    }
    closeRuns();
    SpillableRows unread = parts;
    if (unread != null) {
      unread.close();
    }
  }
}
