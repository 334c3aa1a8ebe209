package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one driver: finds the group of each row and adds those that are new.
 *
 * <p>As long as the keys' values are few, groups are found directly; else through a directory,
 * which grows up to a size that stays in the cache. When it is full it is emptied while the rows of
 * its groups stay: they may get company of their like, which is merged at the end. Where that
 * happens though groups hardly repeat, rows become groups without being looked for at all.
 *
 * <p>Outlives its driver's sink: rows stay until they are read. Closed by the shared state; used
 * inside the driver's gate only.
 */
final class GroupTable implements Reclaimable, AutoCloseable {
  /** Largest directory: half of it are groups. */
  private static final int MAX_DIRECTORY_ENTRIES = 1 << 16;

  /** Below so many rows per group, looking for groups does not pay. */
  private static final double MIN_REDUCTION = 1.25;

  /** How many directories' worth of rows pass before it is tried again. */
  private static final int PASSED_DIRECTORIES = 16;

  private final AggregationPlan plan;
  private final int[] keys;
  private final MemoryConsumer memory;
  private final GroupRows rows;
  private final GroupDirectory directory;
  private final OperatorStats stats;
  private final int maxEntries;
  private @Nullable DirectGroups direct;
  private boolean repeats;
  private int version;
  private long rowsLookedUp;
  private long rowsToPass;

  GroupTable(AggregationState state, DriverContext context) {
    this.plan = state.plan();
    this.keys = plan.keys();
    this.stats = context.stats();
    this.maxEntries = Math.max(MAX_DIRECTORY_ENTRIES, plan.initialDirectoryEntries());
    // a single group is not worth a file
    Reclaimable reclaimable = keys.length == 0 ? Reclaimable.NONE : this;
    this.memory = context.newConsumer("groups", plan.groupsFloorBytes(), reclaimable);
    this.rows = new GroupRows(state, memory, context);
    this.directory = new GroupDirectory(memory);
  }

  /** Tells how groups are found as long as the keys' values are few; null if they never are. */
  void startDirect(@Nullable DirectGroups groups) {
    direct = groups;
  }

  /** A probe of the directory for batches. */
  BatchProbe newProbe(int batchSize, ScratchAllocator scratch) {
    boolean[] nullsEqual = new boolean[keys.length];
    Arrays.fill(nullsEqual, true);
    RowMatcher matcher = new RowMatcher(plan.layout().rows(), nullsEqual);
    return new BatchProbe(directory, matcher, batchSize, scratch);
  }

  GroupRows rows() {
    return rows;
  }

  ReclaimGate gate() {
    return memory.gate();
  }

  /** Whether a group may have several rows here. */
  boolean repeats() {
    return repeats;
  }

  /** Whether groups of this batch are found directly. */
  boolean coversDirectly(List<ColumnVector> columns, int numRows) {
    DirectGroups groups = direct;
    if (groups != null && !groups.cover(columns, numRows)) {
      leaveDirect(groups);
    }
    return direct != null;
  }

  private void leaveDirect(DirectGroups groups) {
    repeats |= groups.numGroups() > 0 || groups.hasForgotten();
    direct = null;
    stats.note("hash directory: the values of the keys are many");
  }

  /**
   * Makes room for the groups of a batch that {@link GroupRows#begin} was told.
   *
   * @param hashes a hash per row, unless groups are found directly
   * @return null = done, else call again when it is complete
   */
  @Nullable CompletableFuture<Void> makeRoom(
      List<ColumnVector> columns, int numRows, long hashes, BatchGroups groups) {
    while (true) {
      int before = version;
      DirectGroups few = direct;
      boolean allKnown = few != null && few.number(columns, numRows, groups) == 0;
      if (allKnown && plan.layout().strings().isEmpty()) {
        return null;
      }
      CompletableFuture<Void> wait = few == null ? makeDirectoryRoom(numRows) : null;
      if (wait == null) {
        wait = makeRowRoom(hashes);
      }
      if (wait != null || version == before) {
        return wait;
      }
      // everything was spilled to get the memory, so that more is needed than before
    }
  }

  private @Nullable CompletableFuture<Void> makeRowRoom(long hashes) {
    CompletableFuture<Void> wait = rows.reserveStaging();
    return wait == null ? memory.reserve(bytesForRows(hashes)) : wait;
  }

  private long bytesForRows(long hashes) {
    boolean fixed = !plan.layout().rows().hasVariable() && !rows.isDividing();
    return fixed ? plan.rowsBytes() : rows.bytesForBatch(hashes);
  }

  private @Nullable CompletableFuture<Void> makeDirectoryRoom(int numRows) {
    if (rowsToPass > 0) {
      return null;
    }
    if (directory.capacity() == 0) {
      int capacity = plan.initialDirectoryEntries();
      CompletableFuture<Void> wait = memory.reserve(GroupDirectory.sizeBytes(capacity));
      if (wait != null) {
        return wait;
      }
      directory.allocate(capacity);
    }
    while (!directory.hasRoomFor(numRows)) {
      int capacity = 2 * directory.capacity();
      if (capacity <= maxEntries && memory.tryReserve(GroupDirectory.sizeBytes(capacity))) {
        directory.grow(capacity);
      } else {
        emptyDirectory();
      }
    }
    return null;
  }

  private void emptyDirectory() {
    if (!rows.isDividing()) {
      rows.divide();
      stats.note("partitions: more groups than fit the cache");
    }
    if (rows.isDividing() && rowsLookedUp < MIN_REDUCTION * directory.numGroups()) {
      rowsToPass = (long) PASSED_DIRECTORIES * directory.numGroups();
      stats.note("rows passed on: groups hardly repeat");
    }
    directory.clear();
    rowsLookedUp = 0;
    repeats = true;
  }

  @Override
  public long reclaimableBytes() {
    return memory.usedBytes();
  }

  @Override
  public long reclaim(long targetBytes) {
    if (!rows.isInMemory()) {
      return 0;
    }
    long before = memory.usedBytes();
    rows.spill();
    directory.free();
    DirectGroups few = direct;
    if (few != null) {
      few.forget();
    }
    rowsLookedUp = 0;
    rowsToPass = 0;
    repeats = true;
    version++;
    return before - memory.usedBytes();
  }

  /**
   * Finds or adds the group of every row, after {@link #makeRoom}.
   *
   * @param hashes a hash per row, or room for them where groups are found directly
   */
  void find(
      List<ColumnVector> columns,
      List<ColumnVector> keyColumns,
      int numRows,
      long hashes,
      BatchProbe probe,
      BatchGroups groups) {
    DirectGroups few = direct;
    if (few != null) {
      few.find(columns, numRows, hashes, rows, groups);
    } else if (rowsToPass > 0) {
      pass(numRows, hashes, groups);
    } else {
      probe.find(keyColumns, numRows, hashes, rows, groups.rows());
      groups.setMany(numRows);
      rowsLookedUp += numRows;
    }
  }

  /** Every row becomes a group. */
  private void pass(int numRows, long hashes, BatchGroups groups) {
    long list = groups.numbers(); // not used where groups are many
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putShort(list + 2L * i, (short) i);
    }
    rows.create(list, numRows, hashes, groups.rows());
    groups.setMany(numRows);
    rowsToPass -= numRows;
  }

  /**
   * Adds a further row to the groups of some rows of the batch that was looked up last; it is the
   * one found from now on.
   *
   * @param list 16-bit numbers of rows of the batch
   * @param addresses room for an address per row of the batch
   */
  void addFurtherRows(
      long list,
      int numListed,
      List<ColumnVector> keyColumns,
      int numRows,
      long hashes,
      BatchGroups groups,
      long addresses) {
    DirectGroups few = direct;
    if (few != null) {
      HashKernels.hash(keyColumns, numRows, new Selection(list, numListed), hashes);
    }
    rows.create(list, numListed, hashes, addresses);
    for (int i = 0; i < numListed; i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(list + 2L * i));
      long newRow = NativeMemory.getLong(addresses + 8L * row);
      if (few != null) {
        few.replace(groups, row, newRow);
      } else if (rowsToPass == 0) {
        long hash = NativeMemory.getLong(hashes + 8L * row);
        directory.replace(hash, NativeMemory.getLong(groups.rows() + 8L * row), newRow);
      }
    }
    repeats = true;
  }

  /** No more batches come: gives back what was only needed to find groups. */
  void endInput() {
    DirectGroups few = direct;
    if (few != null) {
      repeats |= few.hasForgotten();
      stats.note("direct codes: the values of the keys are few");
    }
    direct = null;
    directory.free();
    memory.releaseUnused();
  }

  @Override
  public void close() {
    rows.close();
    memory.close();
  }
}
