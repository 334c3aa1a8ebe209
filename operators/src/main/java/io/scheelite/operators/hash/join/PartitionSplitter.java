package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Divides a partition that is too large by further bits of the hash: reads both sides, and writes
 * them again in parts. Belongs to one driver, which closes it.
 */
final class PartitionSplitter implements AutoCloseable {
  /** Each step divides by so much. */
  static final int BITS = 2;

  /** Rows that are moved at a time. */
  private static final int ROWS = 1024;

  /** Work memory for addresses, in bytes. */
  static final long ADDRESS_BYTES = 8L * ROWS;

  /** A part with more than this share of the rows holds a single key, for all we know. */
  private static final double SPLITTABLE_SHARE = 0.9;

  private final SpilledPartition partition;
  private final RowPartitioning partitioning;
  private final MemoryConsumer memory;
  private final MemoryConsumer blockMemory;
  private final SpillableRows.Destination destination;
  private final long addresses;
  private final Side build;
  private final Side probe;

  /**
   * @param blockMemory for the block that is read
   * @param addresses {@link #ADDRESS_BYTES} of the caller's
   */
  PartitionSplitter(
      JoinLayout layout,
      SpilledPartition partition,
      MemoryConsumer memory,
      MemoryConsumer blockMemory,
      SpillableRows.Destination destination,
      long addresses) {
    this.partition = partition;
    this.partitioning = partition.partitioning().next(BITS);
    this.memory = memory;
    this.blockMemory = blockMemory;
    this.destination = destination;
    this.addresses = addresses;
    this.build = new Side(layout.rows(), partition.build());
    this.probe = new Side(layout.probeRows(), partition.probe());
  }

  /** Memory for open chunks: one of each part. */
  static long floorBytes() {
    return (1L << BITS) * MemoryConsumer.CHUNK_BYTES;
  }

  /**
   * Does a piece of the work; null = all is done and {@link #finish} may be called, else call again
   * when it is complete.
   */
  @Nullable CompletableFuture<Void> advance() {
    CompletableFuture<Void> wait = build.advance();
    return wait == null ? probe.advance() : wait;
  }

  /** Hands out the parts that have any rows; whoever takes them releases them. */
  void finish(Consumer<SpilledPartition> parts) {
    List<SpilledRun> buildRuns = build.transferRuns();
    List<SpilledRun> probeRuns = probe.transferRuns();
    for (int i = 0; i < partitioning.numPartitions(); i++) {
      List<SpilledRun> partBuild = ofPartition(buildRuns, i);
      List<SpilledRun> partProbe = ofPartition(probeRuns, i);
      long rows = partBuild.stream().mapToLong(SpilledRun::numRows).sum();
      boolean splittable = rows <= SPLITTABLE_SHARE * partition.buildRows();
      if (!partBuild.isEmpty() || !partProbe.isEmpty()) {
        parts.accept(new SpilledPartition(partBuild, partProbe, partitioning, splittable));
      }
    }
  }

  private static List<SpilledRun> ofPartition(List<SpilledRun> runs, int partition) {
    return runs.stream().filter(run -> run.partition() == partition).toList();
  }

  /** Writes what is in memory. */
  void spill() {
    build.spill();
    probe.spill();
  }

  @Override
  public void close() {
    build.close();
    probe.close();
  }

  /** One of the two inputs. */
  private final class Side implements AutoCloseable {
    private final RunReader reader;
    private final BlockRows block;
    private final SpillableRows parts;
    private final List<SpilledRun> runs = new ArrayList<>();
    private boolean toLoad;
    private boolean ended;
    private int toMove;
    private int moved;

    Side(RowLayout layout, List<SpilledRun> from) {
      reader = new RunReader(from, destination.workspace());
      block = new BlockRows(layout, blockMemory);
      parts = new SpillableRows(new RowCollection(layout, partitioning, memory), destination);
    }

    @Nullable CompletableFuture<Void> advance() {
      if (ended) {
        return null;
      }
      if (toMove > 0) {
        return moveRows();
      }
      if (toLoad || (toLoad = reader.advance())) {
        CompletableFuture<Void> wait = block.load(reader);
        toLoad = wait != null;
        toMove = wait == null ? block.read(addresses, ROWS) : 0;
        return wait == null ? Sink.AGAIN : wait;
      }
      spill();
      runs.addAll(parts.finish());
      ended = true;
      closeInput();
      return null;
    }

    void spill() {
      for (int i = 0; i < partitioning.numPartitions(); i++) {
        parts.spill(i);
      }
    }

    private CompletableFuture<Void> moveRows() {
      if (moved == 0 && memory.tryReserve(parts.rows().bytesForRows(addresses, toMove))) {
        for (int i = 0; i < toMove; i++) {
          parts.rows().appendRow(NativeMemory.getLong(addresses + 8L * i));
        }
        moved = toMove;
      }
      while (moved < toMove) { // row by row, in what memory there is
        long row = addresses + 8L * moved;
        if (!memory.tryReserve(parts.rows().bytesForRows(row, 1))) {
          spill();
          CompletableFuture<Void> wait = memory.reserve(parts.rows().bytesForRows(row, 1));
          if (wait != null) {
            return wait;
          }
        }
        parts.rows().appendRow(NativeMemory.getLong(row));
        moved++;
      }
      moved = 0;
      toMove = block.read(addresses, ROWS);
      return Sink.AGAIN;
    }

    List<SpilledRun> transferRuns() {
      List<SpilledRun> taken = List.copyOf(runs);
      runs.clear();
      return taken;
    }

    private void closeInput() {
      reader.close();
      block.close();
      parts.close();
    }

    /** Deletes what was written and not handed out. */
    @Override
    public void close() {
      closeInput();
      runs.forEach(SpilledRun::close);
      runs.clear();
    }
  }
}
