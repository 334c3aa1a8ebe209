package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import org.jspecify.annotations.Nullable;

/** Joins the probe rows of one driver. */
final class JoinProbe implements Transform {
  private final JoinState state;
  private final MemoryConsumer memory;
  private final TableProbe probe;
  private final long flags;
  private final boolean needsFlags;

  JoinProbe(JoinState state, DriverContext context) {
    this.state = state;
    int batchSize = context.batchSize();
    memory = context.newConsumer("probe", floorBytes(state.layout(), batchSize), Reclaimable.NONE);
    flags = memory.allocate(batchSize);
    probe = new TableProbe(state.layout(), batchSize, memory);
    needsFlags = TableProbe.needsFlags(state.layout());
  }

  static long floorBytes(JoinLayout layout, int batchSize) {
    long flagChunks = (batchSize - 1L) / MemoryConsumer.CHUNK_BYTES + 1;
    return TableProbe.floorBytes(layout, batchSize) + flagChunks * MemoryConsumer.CHUNK_BYTES;
  }

  @Override
  public void accept(Batch input) {
    if (needsFlags) {
      NativeMemory.fill(flags, input.numRows(), (byte) 0);
    }
    probe.start(state.table(), input, flags, Piece.WHOLE);
  }

  @Override
  public @Nullable Batch next() {
    return probe.next();
  }

  @Override
  public boolean finished() {
    return state.isEmpty() && nothingComesOfNothing(state.layout().joinType());
  }

  private static boolean nothingComesOfNothing(JoinType type) {
    return switch (type) {
      case INNER, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
      case LEFT, ANTI -> false;
    };
  }

  @Override
  public void close() {
    probe.close();
    memory.close();
  }
}
