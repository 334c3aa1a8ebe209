package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.RowBatches;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.spill.SpillWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins one spilled partition: for each segment of probe rows, for each piece of the build side,
 * for each batch of the segment. Mostly there is one piece, and then all probe rows are one
 * segment. A full join of several pieces takes two passes: the first one yields pairs and probe
 * rows, the second one marks and yields build rows.
 *
 * <p>Belongs to one driver, which closes it.
 */
final class PartitionPass implements AutoCloseable {
  private static final int SEGMENT_ROWS = 64 << 10;

  private enum Step {
    LOAD,
    PROBE,
    EMIT,
    DONE
  }

  /** What passes use one after another. */
  static final class Workplace {
    private final JoinLayout layout;
    private final MemoryConsumer memory;
    private final MemoryConsumer blockMemory;
    private final SpillWorkspace workspace;
    private final OperatorStats stats;
    private final TableProbe probe;
    private final RowBatches probeBatches;
    private final @Nullable MarkedRows buildRows;
    private final long links;
    private final long flags;

    Workplace(
        JoinLayout layout,
        MemoryConsumer memory,
        MemoryConsumer blockMemory,
        SpillableRows.Destination destination,
        TableProbe probe,
        int batchSize,
        ScratchAllocator scratch) {
      this.layout = layout;
      this.memory = memory;
      this.blockMemory = blockMemory;
      this.workspace = destination.workspace();
      this.stats = destination.stats();
      this.probe = probe;
      probeBatches = new RowBatches(layout.probeRows(), probeColumns(layout), batchSize, scratch);
      buildRows = layout.marksBuildRows() ? new MarkedRows(layout, batchSize, scratch) : null;
      links = scratch.allocate(JoinTable.SCRATCH_BYTES);
      flags = scratch.allocate(flagBytes(layout));
    }

    private static List<Integer> probeColumns(JoinLayout layout) {
      return IntStream.range(0, layout.probeSchema().size()).boxed().toList();
    }

    private static long flagBytes(JoinLayout layout) {
      return TableProbe.needsFlags(layout) ? SEGMENT_ROWS : 1;
    }

    /** What the constructor allocates. */
    static List<Long> sizes(JoinLayout layout, int batchSize) {
      List<Long> sizes =
          new ArrayList<>(RowBatches.sizes(layout.probeRows(), probeColumns(layout), batchSize));
      if (layout.marksBuildRows()) {
        sizes.addAll(MarkedRows.sizes(layout, batchSize));
      }
      sizes.add(JoinTable.SCRATCH_BYTES);
      sizes.add(flagBytes(layout));
      return sizes;
    }
  }

  private final Workplace place;
  private final SpilledPartition partition;
  private final BlockRows block;
  private JoinType joinType;
  private BuildPiece build;
  private RunReader probeRows;
  private Piece piece = Piece.WHOLE;
  private Step step = Step.LOAD;
  private boolean firstPiece = true;
  private boolean atBlock;
  private int segmentStart;
  private int blocksRead;
  private int rowsRead;
  private @Nullable RowCursor emitted;
  private @Nullable CompletableFuture<Void> awaited;

  PartitionPass(Workplace place, SpilledPartition partition) {
    this.place = place;
    this.partition = partition;
    this.joinType = place.layout.joinType();
    this.block = new BlockRows(place.layout.probeRows(), place.blockMemory);
    this.build = newBuild();
    this.probeRows = new RunReader(partition.probe(), place.workspace);
  }

  private BuildPiece newBuild() {
    return new BuildPiece(place.layout, partition, place.memory, place.workspace, place.links);
  }

  /** The next output; null when there is none now. */
  @Nullable Batch poll() {
    awaited = Sink.AGAIN;
    switch (step) {
      case LOAD -> load();
      case PROBE -> {
        return probe();
      }
      case EMIT -> {
        return emit();
      }
      case DONE -> awaited = null;
    }
    return null;
  }

  private void load() {
    CompletableFuture<Void> wait = build.load();
    if (wait != null) {
      awaited = wait;
      return;
    }
    piece = build.hasNext() ? Piece.SOME : firstPiece ? Piece.WHOLE : Piece.LAST;
    if (firstPiece) {
      NativeMemory.fill(place.flags, Workplace.flagBytes(place.layout), (byte) 0);
    }
    firstPiece = false;
    if (joinType == JoinType.FULL && piece != Piece.WHOLE) {
      joinType = JoinType.LEFT;
    }
    place.probe.joinAs(joinType);
    if (piece != Piece.WHOLE) {
      place.stats.note("joins one key piece by piece");
    }
    probeRows.close();
    probeRows = new RunReader(partition.probe(), place.workspace);
    for (int i = 0; i < segmentStart; i++) {
      probeRows.advance();
    }
    blocksRead = 0;
    rowsRead = 0;
    atBlock = false;
    step = Step.PROBE;
  }

  private @Nullable Batch probe() {
    Batch output = place.probe.next();
    if (output != null || place.probe.hasMore()) {
      return output;
    }
    int numRows = place.probeBatches.read(block);
    if (numRows > 0) {
      long flags = place.flags + (piece == Piece.WHOLE ? 0 : rowsRead);
      if (needsFlags() && piece == Piece.WHOLE) {
        NativeMemory.fill(flags, numRows, (byte) 0);
      }
      place.probe.start(build.table(), place.probeBatches.batch(numRows), flags, piece);
      rowsRead += numRows;
      return place.probe.next();
    }
    atBlock = atBlock || probeRows.advance();
    if (!atBlock || !fitsSegment()) {
      endPiece();
      return null;
    }
    awaited = block.load(probeRows);
    if (awaited == null) {
      atBlock = false;
      blocksRead++;
      awaited = Sink.AGAIN;
    }
    return null;
  }

  /** Whether there are flags for one more block of probe rows. */
  private boolean fitsSegment() {
    return !needsFlags() || piece == Piece.WHOLE || rowsRead + probeRows.numRows() <= SEGMENT_ROWS;
  }

  /** The second pass of a full join only marks build rows. */
  private boolean needsFlags() {
    return TableProbe.needsFlags(place.layout) && joinType != JoinType.RIGHT_ANTI;
  }

  private boolean yieldsBuildRows() {
    return place.buildRows != null && joinType != JoinType.LEFT;
  }

  private void endPiece() {
    block.clear();
    if (yieldsBuildRows()) {
      emitted = build.cursor();
      step = Step.EMIT;
    } else {
      nextPiece();
    }
  }

  private @Nullable Batch emit() {
    MarkedRows buildRows = place.buildRows;
    RowCursor rows = emitted;
    if (buildRows == null || rows == null) {
      throw new IllegalStateException("join yields no build rows");
    }
    int numRows = buildRows.read(rows);
    if (numRows == 0) {
      nextPiece();
      return null;
    }
    return buildRows.output(numRows);
  }

  private void nextPiece() {
    build.clear();
    step = Step.LOAD;
    if (build.hasNext()) {
      return;
    }
    if (atBlock) {
      segmentStart += blocksRead;
    } else if (joinType == JoinType.LEFT && place.layout.joinType() == JoinType.FULL) {
      joinType = JoinType.RIGHT_ANTI;
      segmentStart = 0;
    } else {
      step = Step.DONE;
      return;
    }
    firstPiece = true;
    build.close();
    build = newBuild();
  }

  boolean isFinished() {
    return step == Step.DONE;
  }

  /** After {@link #poll} returned null: what to wait for; null = finished. */
  @Nullable CompletableFuture<Void> awaited() {
    return awaited;
  }

  @Override
  public void close() {
    block.close();
    probeRows.close();
    build.close();
  }
}
