package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowReader;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of all drivers and yields them in order.
 *
 * <p>While it works it is inside the gates of the drivers that collected the rows; between two
 * calls their rows may be spilled, and it goes on from the runs. What it lends lies in memory of
 * its own.
 */
final class SortSource implements Source {
  private static final long BLOCK_BYTES = 4L * MemoryConsumer.CHUNK_BYTES;
  private static final int SKIPPED_PER_CALL = 64 << 10;

  private final SortState state;
  private final List<SortedRows> parts;
  private final int batchSize;
  private final RowOrder order;
  private final MemoryConsumer memory;
  private final ScratchAllocator scratch;
  private final RowReader reader;
  private final RunMerger merger;
  private final long addresses;
  private final int[] versions;
  private RowBlock block;
  private @Nullable LoserTree tree;
  private @Nullable CompletableFuture<Void> awaited;
  private long leftToSkip;
  private long leftToYield;
  private boolean finished;

  SortSource(SortState state, DriverContext context) {
    this.state = state;
    this.parts = state.parts();
    this.batchSize = context.batchSize();
    this.order = commonOrder();
    this.leftToSkip = state.offset();
    this.leftToYield = state.limit();
    this.versions = new int[parts.size()];
    memory =
        context.newConsumer("merge", mergeFloorBytes(state.layout(), batchSize), Reclaimable.NONE);
    scratch = new ScratchAllocator(memory);
    addresses = scratch.allocate(8L * batchSize);
    reader = new RowReader(state.layout().rows(), scratch, batchSize);
    block = new RowBlock(state.layout(), memory.allocate(BLOCK_BYTES), BLOCK_BYTES);
    merger = new RunMerger(state, order, memory, context);
  }

  static long floorBytes(SortRowLayout layout, int batchSize, int drivers) {
    return mergeFloorBytes(layout, batchSize) + RunMerger.lateFloorBytes(drivers);
  }

  private static long mergeFloorBytes(SortRowLayout layout, int batchSize) {
    long[] columns = RowReader.scratchBytes(layout.rows(), batchSize);
    long[] sizes = new long[columns.length + 1];
    sizes[0] = 8L * batchSize;
    System.arraycopy(columns, 0, sizes, 1, columns.length);
    return ScratchAllocator.bytesFor(sizes) + BLOCK_BYTES + RunMerger.floorBytes();
  }

  private RowOrder commonOrder() {
    long smallest = -1L;
    long largest = 0;
    for (SortedRows part : parts) {
      smallest =
          Long.compareUnsigned(part.smallestWord(), smallest) < 0 ? part.smallestWord() : smallest;
      largest =
          Long.compareUnsigned(part.largestWord(), largest) > 0 ? part.largestWord() : largest;
    }
    RowOrder plain = state.layout().order();
    return Long.compareUnsigned(smallest, largest) > 0
        ? plain
        : plain.withFirstWords(smallest, largest);
  }

  @Override
  public @Nullable Batch poll() {
    awaited = null;
    int entered = 0;
    try {
      while (entered < parts.size()) {
        if (!parts.get(entered).gate().tryEnter()) {
          awaited = parts.get(entered).gate().whenEnterable();
          return null;
        }
        entered++;
      }
      return mergeInside();
    } finally {
      for (int i = 0; i < entered; i++) {
        parts.get(i).gate().exit();
      }
    }
  }

  private @Nullable Batch mergeInside() {
    LoserTree rows = tree;
    if (rows == null || haveSpilled()) {
      tree = null;
      rows = openRuns();
      tree = rows;
    }
    if (rows == null) {
      return null;
    }
    if (leftToSkip > 0) {
      skip(rows);
    }
    if (rows.isEmpty() || leftToYield == 0) {
      finished = true;
      return null;
    }
    return leftToSkip > 0 ? null : nextBatch(rows);
  }

  private boolean haveSpilled() {
    for (int i = 0; i < versions.length; i++) {
      if (versions[i] != parts.get(i).version()) {
        return true;
      }
    }
    return false;
  }

  /**
   * A tree over all that is left to merge; null as long as there is work, or something to wait for.
   */
  private @Nullable LoserTree openRuns() {
    for (SortedRows part : parts) {
      merger.add(part.transferRuns());
    }
    if (!merger.isReady()) {
      awaited = merger.advance();
      return null;
    }
    List<RunCursor> cursors = new ArrayList<>(merger.cursors());
    for (int i = 0; i < versions.length; i++) {
      versions[i] = parts.get(i).version();
      cursors.addAll(parts.get(i).segmentCursors(order));
    }
    return new LoserTree(order, cursors);
  }

  private void skip(LoserTree rows) {
    for (int i = 0; i < SKIPPED_PER_CALL && leftToSkip > 0 && !rows.isEmpty(); i++) {
      rows.advance();
      leftToSkip--;
    }
  }

  private @Nullable Batch nextBatch(LoserTree rows) {
    int most = (int) Math.min(batchSize, leftToYield);
    int numRows = 0;
    block.clear();
    while (numRows < most && !rows.isEmpty()) {
      long address = block.append(rows.row());
      if (address == 0) {
        break;
      }
      NativeMemory.putLong(addresses + 8L * numRows, address);
      numRows++;
      rows.advance();
    }
    if (numRows == 0) {
      growBlock(state.layout().sizeBytes(rows.row()));
      return null;
    }
    leftToYield -= numRows;
    return reader.read(addresses, numRows);
  }

  private void growBlock(long rowBytes) {
    long size = MemoryConsumer.roundUpToChunk(rowBytes);
    awaited = memory.reserve(size);
    if (awaited == null) {
      memory.free(block.address(), block.capacity());
      block = new RowBlock(state.layout(), memory.allocate(size), size);
    }
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public void close() {
    merger.close();
    scratch.close();
    memory.close();
  }
}
