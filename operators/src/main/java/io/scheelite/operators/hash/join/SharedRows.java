package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.spilling.ReaderPins;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The build rows of all drivers in memory, with the directory over them, and what of it was
 * spilled.
 *
 * <p>Two ways in, which exclude each other:
 *
 * <ul>
 *   <li>Whoever changes it is inside its consumer's gate.
 *   <li>Whoever only reads holds a <b>pin</b>, from the beginning of a probe batch to its end; many
 *       may. A reclaim that comes while there are pins leaves a note; then no new pins are given,
 *       and when the last one is gone, the next reader spills what was asked for before it goes on.
 * </ul>
 *
 * <p>Partitions are spilled as a whole, and stay so: their rows are no longer looked for here.
 * Thread-safe as said. Closed by the {@link JoinState}.
 */
final class SharedRows implements Reclaimable, AutoCloseable {
  /** The workspace for spilling, and the slots of a small directory. */
  static final long FLOOR_BYTES = SpillWorkspace.BYTES + MemoryConsumer.CHUNK_BYTES;

  private final MemoryConsumer memory;
  private final ReaderPins pins;
  private final SpillableRows rows;
  private @Nullable KeyDirectory directory;
  private volatile boolean frozen;
  private volatile long spilledPartitions;

  /** Opens the consumer on behalf of one driver. */
  SharedRows(JoinState state, DriverContext context) {
    this.memory = context.newSharedConsumer("table", FLOOR_BYTES, this);
    this.pins = new ReaderPins(memory, context.pinned(), this::spill);
    SpillWorkspace workspace = new SpillWorkspace(memory);
    this.rows =
        new SpillableRows(
            new RowCollection(state.layout().rows(), state.partitioning(), memory),
            SpillableRows.Destination.of(context, workspace));
  }

  MemoryConsumer memory() {
    return memory;
  }

  /** A bit for each partition whose rows are (also) in spill files. */
  long spilledPartitions() {
    return spilledPartitions;
  }

  boolean isSpilled(int partition) {
    return (spilledPartitions >>> partition & 1) != 0;
  }

  /** Says that a driver has spilled rows of the partition. Inside the gate or not. */
  synchronized void markSpilled(int partition) {
    spilledPartitions |= 1L << partition;
  }

  // ---- readers

  /** Keeps everything where it is until {@link #unpin}; null = done, else try again later. */
  @Nullable CompletableFuture<Void> pin() {
    return pins.pin();
  }

  /** The last one serves a reclaim that came meanwhile: somebody may be waiting for it. */
  void unpin() {
    pins.unpin();
  }

  /** Gives a pin up for want of success: leaves the reclaim to the next reader, and cannot fail. */
  void abandonPin() {
    pins.abandon();
  }

  /** Rows of a partition; with a pin. */
  RowCursor cursor(int partition) {
    return rows.rows().cursor(partition);
  }

  // ---- whoever is inside the gate

  /** The rows in memory. */
  RowCollection rows() {
    return rows.rows();
  }

  /** Writes rows of spilled partitions that are in memory nonetheless. */
  void completeSpilled() {
    for (int i = 0; i < rows.rows().numPartitions(); i++) {
      if (isSpilled(i)) {
        rows.spill(i);
      }
    }
  }

  /** From now on the directory belongs here. */
  void adopt(KeyDirectory made) {
    directory = made;
  }

  /** Ends the spill file; what was written to it. */
  List<SpilledRun> finishFile() {
    return rows.finish();
  }

  /**
   * Spills nothing any more: rows are about to be read one after another, and freed. Directories
   * are of no use then.
   */
  void freeze() {
    frozen = true;
    freeDirectory();
    memory.releaseUnused();
  }

  /** Frees the rows of a partition that were read; one thread per partition. */
  void freePartition(int partition) {
    rows.rows().freePartition(partition);
    memory.releaseUnused();
  }

  /** Frees rows and directory: nobody looks for anything any more. */
  void release() {
    if (!frozen) {
      frozen = true;
      rows.rows().clear();
      freeDirectory();
      memory.releaseUnused();
    }
  }

  private void freeDirectory() {
    KeyDirectory unused = directory;
    directory = null;
    if (unused != null) {
      unused.free(memory);
    }
  }

  // ---- reclaim

  @Override
  public long reclaimableBytes() {
    return frozen || pins.isWanted() ? 0 : Math.max(0, memory.usedBytes() - FLOOR_BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    if (frozen) {
      return 0;
    }
    return pins.reclaim(targetBytes);
  }

  /** Spills partitions from the last one on: all joins of a query begin with the same ones. */
  private long spill(long targetBytes) {
    if (frozen) {
      return 0;
    }
    long before = memory.usedBytes();
    int left = 0;
    for (int i = rows.rows().numPartitions() - 1; i >= 0; i--) {
      if (before - memory.usedBytes() >= targetBytes) {
        left++;
      } else if (rows.rows().sizeBytes(i) > 0) {
        markSpilled(i);
        rows.spill(i);
        if (directory != null) {
          directory.freePartition(i, memory);
        }
      }
    }
    if (left == 0 && directory != null) {
      for (int i = 0; i < rows.rows().numPartitions(); i++) {
        markSpilled(i); // the empty ones as well: there is no directory to look them up in
      }
      freeDirectory();
    }
    return before - memory.usedBytes();
  }

  /** A reclaim on another thread may be under way: then this is done when it has ended. */
  @Override
  public void close() {
    memory.gate().whenFree(this::closeNow);
  }

  private void closeNow() {
    pins.close();
    rows.close();
    memory.close();
  }
}
