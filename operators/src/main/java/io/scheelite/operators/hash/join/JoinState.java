package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all drivers of one join share, and the order in which it comes about:
 *
 * <ol>
 *   <li>each sink hands over its rows and its spill file ({@link #take});
 *   <li>a directory is sized and made ({@link #makeTable}), and filled by finish tasks;
 *   <li>probes read, and hand over the probe rows whose partitions are on disk ({@link #endProbe});
 *   <li>when the last probe has ended ({@link #whenProbesEnded}), the spilled partitions are put
 *       into a queue ({@link #queueSpilled}) and joined by whoever comes.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class JoinState implements AutoCloseable {
  private static final int MOST_PARTITION_BITS = 4;
  private static final int ROWS_WITHOUT_PARTITIONS = 4096;

  /** Open chunks of a driver take at most one in so many bytes of its share of the memory. */
  private static final int OPEN_CHUNKS_SHARE = 16;

  private final JoinLayout layout;
  private final RowPartitioning partitioning;
  private final long bytesPerDriver;
  private final Queue<SpilledPartition> spilled = new ConcurrentLinkedQueue<>();
  private volatile @Nullable JoinTable table;
  private final AtomicInteger nextPartition = new AtomicInteger();
  private volatile boolean empty;
  private volatile boolean hasNullKeys;

  // Guarded by this.
  private final KeyRange range = new KeyRange();
  private final List<SpilledRun> buildRuns = new ArrayList<>();
  private final List<SpilledRun> probeRuns = new ArrayList<>();
  private @Nullable SharedRows rows;
  private @Nullable OperatorStats stats;
  private @Nullable CompletableFuture<Void> probesEnded;
  private int openProbes;
  private boolean queued;

  JoinState(JoinLayout layout, ExecutionSettings settings) {
    this.layout = layout;
    this.bytesPerDriver = settings.memoryLimitBytes() / Math.max(1, settings.maxDrivers()) / 2;
    this.partitioning = RowPartitioning.of(partitionBits());
  }

  private int partitionBits() {
    double estimate = layout.node().build().estimatedRows();
    if (layout.numKeys() == 0 || estimate >= 0 && estimate < ROWS_WITHOUT_PARTITIONS) {
      return 0;
    }
    long chunks = bytesPerDriver / OPEN_CHUNKS_SHARE / MemoryConsumer.CHUNK_BYTES;
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(2, chunks));
    return Math.min(MOST_PARTITION_BITS, bits);
  }

  JoinLayout layout() {
    return layout;
  }

  RowPartitioning partitioning() {
    return partitioning;
  }

  /** What one driver may well take for itself; a guess. */
  long bytesPerDriver() {
    return bytesPerDriver;
  }

  /** Opens what the drivers share, on behalf of the first one. */
  synchronized SharedRows open(DriverContext context) {
    SharedRows shared = rows;
    if (shared == null) {
      shared = new SharedRows(this, context);
      rows = shared;
      stats = context.stats();
    }
    return shared;
  }

  synchronized SharedRows rows() {
    SharedRows shared = rows;
    if (shared == null) {
      throw new IllegalStateException("join has not been opened");
    }
    return shared;
  }

  /** Runs work inside the gate of the shared rows; null = done, else try again when complete. */
  private @Nullable CompletableFuture<Void> inside(
      Supplier<@Nullable CompletableFuture<Void>> work) {
    ReclaimGate gate = rows().memory().gate();
    if (!gate.tryEnter()) {
      return gate.whenEnterable();
    }
    try {
      return work.get();
    } finally {
      gate.exit();
    }
  }

  /** Takes over the rows of one driver; null = done, else try again when it is complete. */
  @Nullable CompletableFuture<Void> take(SpillableRows local, KeyRange keys) {
    return inside(
        () -> {
          local.rows().transferTo(rows().rows());
          List<SpilledRun> runs = local.finish();
          synchronized (this) {
            buildRuns.addAll(runs);
            range.add(keys);
          }
          return null;
        });
  }

  /**
   * Makes an empty table for the rows, if nobody has yet; null = it is there, else try again when
   * it is complete.
   */
  @Nullable CompletableFuture<Void> makeTable() {
    return table != null ? null : inside(this::makeTableInside);
  }

  private @Nullable CompletableFuture<Void> makeTableInside() {
    SharedRows shared = rows();
    shared.completeSpilled();
    while (table == null) {
      DirectoryPlan plan = DirectoryPlan.of(layout, shared.rows(), range);
      long spilledBefore = shared.spilledPartitions();
      CompletableFuture<Void> wait;
      try {
        wait = shared.memory().reserveByReclaim(plan.sizeBytes());
      } catch (MemoryLimitExceededException e) {
        if (spilledBefore == shared.spilledPartitions()) {
          throw e;
        }
        continue; // rows were spilled for it: fewer are left, so a smaller one will do
      }
      if (wait != null) {
        return wait;
      }
      if (spilledBefore == shared.spilledPartitions()) {
        empty = shared.rows().numRows() == 0 && spilledBefore == 0;
        KeyDirectory directory = plan.allocate(shared.memory());
        shared.adopt(directory);
        note(directory.description());
        table = new JoinTable(layout, directory, shared.rows());
      }
    }
    return null;
  }

  private synchronized void note(String text) {
    if (stats != null) {
      stats.note(text);
    }
  }

  /** The table; complete when all finish tasks are done. */
  JoinTable table() {
    JoinTable result = table;
    if (result == null) {
      throw new IllegalStateException("join has not been built");
    }
    return result;
  }

  /** Whether there are no build rows at all. */
  boolean isEmpty() {
    return empty;
  }

  /** Says that there are build rows with a null key, although they are not kept. */
  void noteNullKeys() {
    hasNullKeys = true;
  }

  /** Whether a build row with a null key was not kept. When all are collected. */
  boolean hasNullKeys() {
    return hasNullKeys;
  }

  /** A partition in memory whose rows nobody else will yield; beyond the last one in the end. */
  int claimPartition() {
    return nextPartition.getAndIncrement();
  }

  /** Counts a probe, for {@link #whenProbesEnded}. */
  synchronized void beginProbe() {
    openProbes++;
  }

  /** Takes what a probe has set aside. Once for every {@link #beginProbe}. */
  void endProbe(List<SpilledRun> runs) {
    CompletableFuture<Void> waiting = null;
    synchronized (this) {
      probeRuns.addAll(runs);
      openProbes--;
      if (openProbes == 0) {
        waiting = probesEnded;
        probesEnded = null;
      }
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** Completes when no probe is open; null if that is so now. */
  synchronized @Nullable CompletableFuture<Void> whenProbesEnded() {
    if (openProbes == 0) {
      return null;
    }
    CompletableFuture<Void> waiting = probesEnded;
    if (waiting == null) {
      waiting = new CompletableFuture<>();
      probesEnded = waiting;
    }
    return waiting;
  }

  /**
   * Puts the spilled partitions into the queue, if nobody has yet, and gives up what is only needed
   * by probes; null = done, else try again when it is complete. When all probes have ended.
   */
  @Nullable CompletableFuture<Void> queueSpilled() {
    return inside(
        () -> {
          SharedRows shared = rows();
          synchronized (this) {
            if (!queued) {
              queued = true;
              shared.completeSpilled();
              buildRuns.addAll(shared.finishFile());
              fillQueue(shared);
            }
          }
          if (layout.marksBuildRows()) {
            shared.freeze();
          } else {
            shared.release();
          }
          return null;
        });
  }

  private void fillQueue(SharedRows shared) {
    for (int i = 0; i < partitioning.numPartitions(); i++) {
      if (shared.isSpilled(i)) {
        spilled.add(
            new SpilledPartition(
                ofPartition(buildRuns, i), ofPartition(probeRuns, i), partitioning, true));
      }
    }
    buildRuns.clear();
    probeRuns.clear();
  }

  private static List<SpilledRun> ofPartition(List<SpilledRun> runs, int partition) {
    return runs.stream().filter(run -> run.partition() == partition).toList();
  }

  /** Partitions that wait to be joined. */
  Queue<SpilledPartition> spilledPartitions() {
    return spilled;
  }

  @Override
  public synchronized void close() {
    if (rows != null) {
      rows.close();
    }
    spilled.forEach(SpilledPartition::close);
    buildRuns.forEach(SpilledRun::close);
    probeRuns.forEach(SpilledRun::close);
  }
}
