package io.scheelite.operators.shared;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.spilling.ReaderPins;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are shared. What drivers have spilled while they collected stays on disk; what they
 * hand over in memory is spilled partition by partition when memory is wanted, whole and in the
 * order of its rows, so that a reader in the middle of a partition finds its place again.
 *
 * <p>Whoever changes it is inside its consumer's gate; whoever reads rows in memory holds a {@link
 * ReaderPins pin}. Thread-safe as said.
 */
final class SharedStore implements Reclaimable, AutoCloseable {
  static final long FLOOR_BYTES = SpillWorkspace.BYTES;

  private static final int MOST_PARTITION_BITS = 3;

  /** Open chunks of a driver take at most one in so many bytes of its share of the memory. */
  private static final int OPEN_CHUNKS_SHARE = 32;

  /** What one open store has. */
  private record Opened(MemoryConsumer memory, ReaderPins pins, SpillableRows rows) {}

  private final RowLayout layout;
  private final RowPartitioning partitioning;
  private volatile long spilledPartitions;

  // Guarded by this.
  private final List<SpilledRun> collectedRuns = new ArrayList<>();
  private final List<SpilledRun> laterRuns = new ArrayList<>();
  private volatile @Nullable Opened opened; // written under this

  SharedStore(Schema schema, ExecutionSettings settings) {
    this.layout = RowLayout.of(schema, 0);
    long bytesPerDriver = settings.memoryLimitBytes() / Math.max(1, settings.maxDrivers());
    long chunks = bytesPerDriver / OPEN_CHUNKS_SHARE / MemoryConsumer.CHUNK_BYTES;
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, chunks));
    this.partitioning = RowPartitioning.of(Math.min(MOST_PARTITION_BITS, bits));
  }

  RowLayout layout() {
    return layout;
  }

  RowPartitioning partitioning() {
    return partitioning;
  }

  /** Opens what is shared, on behalf of the first driver. */
  synchronized void open(DriverContext context) {
    if (opened == null) {
      MemoryConsumer memory = context.newSharedConsumer("shared", FLOOR_BYTES, this);
      SpillableRows.Destination destination =
          SpillableRows.Destination.of(context, new SpillWorkspace(memory));
      SpillableRows rows =
          new SpillableRows(new RowCollection(layout, partitioning, memory), destination);
      opened = new Opened(memory, new ReaderPins(memory, context.pinned(), this::spill), rows);
    }
  }

  private Opened opened() {
    Opened current = opened;
    if (current == null) {
      throw new IllegalStateException("shared rows have not been opened");
    }
    return current;
  }

  private @Nullable CompletableFuture<Void> inside(Supplier<List<SpilledRun>> work) {
    ReclaimGate gate = opened().memory().gate();
    if (!gate.tryEnter()) {
      return gate.whenEnterable();
    }
    try {
      List<SpilledRun> runs = work.get();
      synchronized (this) {
        laterRuns.addAll(runs);
      }
      return null;
    } finally {
      gate.exit();
    }
  }

  /** Takes over the rows of one driver; null = done, else try again when it is complete. */
  @Nullable CompletableFuture<Void> take(SpillableRows local) {
    return inside(
        () -> {
          local.rows().transferTo(opened().rows().rows());
          List<SpilledRun> runs = local.finish();
          synchronized (this) {
            collectedRuns.addAll(runs);
          }
          return List.of();
        });
  }

  ReaderPins pins() {
    return opened().pins();
  }

  /** Whether the rows of a partition that were in memory are on disk now; with a pin. */
  boolean isSpilled(int partition) {
    return (spilledPartitions >>> partition & 1) != 0;
  }

  /** The rows of a partition in memory, to be used with a pin while it is not spilled. */
  RowCursor cursor(int partition) {
    return opened().rows().rows().cursor(partition);
  }

  /** What of a partition never was handed over in memory. */
  synchronized List<SpilledRun> collectedRuns(int partition) {
    return collectedRuns.stream().filter(run -> run.partition() == partition).toList();
  }

  /**
   * Makes a spilled partition readable, with rows that were handed over after others of it had been
   * spilled; null = done, else try again when it is complete.
   */
  @Nullable CompletableFuture<Void> finishFile(int partition) {
    return inside(
        () -> {
          opened().rows().spill(partition);
          return opened().rows().finish();
        });
  }

  /** What of a partition was in memory and is on disk; after {@link #finishFile}. */
  synchronized List<SpilledRun> laterRuns(int partition) {
    return laterRuns.stream().filter(run -> run.partition() == partition).toList();
  }

  @Override
  public long reclaimableBytes() {
    Opened current = opened;
    return current == null || current.pins().isWanted()
        ? 0
        : Math.max(0, current.memory().usedBytes() - SpillWorkspace.BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    return opened().pins().reclaim(targetBytes);
  }

  /** Spills partitions from the last one on: readers begin with the first. */
  private long spill(long targetBytes) {
    Opened current = opened();
    long freed = 0;
    for (int i = partitioning.numPartitions() - 1; i >= 0 && freed < targetBytes; i--) {
      if (current.rows().rows().sizeBytes(i) > 0) {
        spilledPartitions |= 1L << i;
        freed += current.rows().spill(i);
      }
    }
    return freed;
  }

  /** A reclaim on another thread may be under way: then this is done when it has ended. */
  @Override
  public void close() {
    Opened current;
    synchronized (this) {
      current = opened;
      collectedRuns.forEach(SpilledRun::close);
    }
    if (current != null) {
      current.memory().gate().whenFree(() -> close(current));
    }
  }

  private void close(Opened current) {
    synchronized (this) {
      laterRuns.forEach(SpilledRun::close);
    }
    current.pins().close();
    current.rows().close();
    current.memory().close(); // wakes who waits for memory: under no lock
  }
}
