package io.scheelite.operators.sort;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one driver has collected: sorted segments in memory, and runs that were spilled.
 *
 * <p>Filled by the driver's sink; then read, segment by segment and run by run, by whoever merges.
 * A reclaim, at any time that the owner's gate allows, turns what is left in memory into a run,
 * with memory that was held for it since the beginning; readers notice by {@link #version}. Used
 * inside the gate only; the sink's factory closes it.
 */
final class SortedRows implements Reclaimable, AutoCloseable {
  /** Blocks of runs, unless a row is larger. */
  private static final long BLOCK_BYTES = MemoryConsumer.CHUNK_BYTES;

  private static final long WORKSPACE_BYTES = Segment.BYTES + BLOCK_BYTES + SpillWorkspace.BYTES;

  private final SortRowLayout layout;
  private final SpillSpace spill;
  private final OperatorStats stats;
  private final MemoryConsumer memory;
  private final MemoryConsumer workspace;
  private final RowOrder plainOrder;
  private final SpillWorkspace spillWorkspace;
  private final long spareAddress;
  private final List<Segment> segments = new ArrayList<>();
  private final List<SpillFile> runs = new ArrayList<>();
  private RowArena arena;
  private RowBlock block;
  private long smallestWord = -1L;
  private long largestWord;
  private int version;

  SortedRows(SortRowLayout layout, DriverContext context) {
    this.layout = layout;
    this.spill = context.spill();
    this.stats = context.stats();
    this.plainOrder = layout.order();
    this.memory = context.newConsumer("rows", floorBytes(layout, context.batchSize()), this);
    this.workspace = context.newConsumer("workspace", WORKSPACE_BYTES, Reclaimable.NONE);
    this.spillWorkspace = new SpillWorkspace(workspace);
    this.spareAddress = workspace.allocate(Segment.BYTES);
    this.block = new RowBlock(layout, workspace.allocate(BLOCK_BYTES), BLOCK_BYTES);
    this.arena = new RowArena(memory);
  }

  /** All that one of these holds for itself. */
  static long totalFloorBytes(SortRowLayout layout, int batchSize) {
    return floorBytes(layout, batchSize) + WORKSPACE_BYTES;
  }

  /** Room for a batch of rows without long strings, so that such a batch never waits for others. */
  private static long floorBytes(SortRowLayout layout, int batchSize) {
    long segments = (batchSize + Segment.MAX_ROWS - 1L) / Segment.MAX_ROWS;
    return RowArena.bytesFor(batchSize, layout.fixedBytes()) + segments * Segment.BYTES;
  }

  /** Upper bound of the memory that these rows newly take; a batch may touch two segments. */
  private long bytesFor(SortRowWriter rows, int numRows) {
    int free = segments.isEmpty() ? 0 : Segment.MAX_ROWS - segments.getLast().numRows();
    int lacking = Math.max(0, numRows - free);
    long newSegments = (lacking + Segment.MAX_ROWS - 1L) / Segment.MAX_ROWS;
    return arena.bytesFor(rows, numRows) + newSegments * Segment.BYTES;
  }

  /** Reserves {@link #bytesFor} the rows, spilling what is here if need be; null = granted. */
  @Nullable CompletableFuture<Void> reserve(SortRowWriter rows, int numRows) {
    while (true) {
      int before = version;
      CompletableFuture<Void> wait = memory.reserve(bytesFor(rows, numRows));
      if (wait != null || version == before) {
        return wait;
      }
      // spilled: the room in the last block and segment is gone, so the rows need more than before
    }
  }

  /** Whoever is inside may touch this. */
  ReclaimGate gate() {
    return memory.gate();
  }

  /** Makes sure that rows of this size can be written to a run; null = done. */
  @Nullable CompletableFuture<Void> reserveBlock(long rowBytes) {
    if (rowBytes <= block.capacity()) {
      return null;
    }
    long size = MemoryConsumer.roundUpToChunk(rowBytes);
    CompletableFuture<Void> wait = workspace.reserve(size);
    if (wait == null) {
      workspace.free(block.address(), block.capacity());
      block = new RowBlock(layout, workspace.allocate(size), size);
    }
    return wait;
  }

  /** Room for a row whose address was not added yet; reserved before. */
  long allocate(long rowBytes) {
    return arena.allocate(rowBytes);
  }

  /** Takes note of the keys of rows that are about to be added. */
  void noteKeys(long keys, int numRows) {
    int stride = layout.keys().sizeBytes();
    for (int i = 0; i < numRows; i++) {
      long word = RowOrder.firstWordOfKey(keys + (long) i * stride);
      smallestWord = Long.compareUnsigned(word, smallestWord) < 0 ? word : smallestWord;
      largestWord = Long.compareUnsigned(word, largestWord) > 0 ? word : largestWord;
    }
  }

  /** Adds a row that was written to {@link #allocate}d memory. */
  void add(long row) {
    if (segments.isEmpty() || segments.getLast().isFull()) {
      segments.add(new Segment(memory.allocate(Segment.BYTES)));
    }
    Segment segment = segments.getLast();
    segment.add(row);
    if (segment.isFull()) {
      segment.sort(order(), spareAddress);
    }
  }

  /** Rows in memory, when there is a single segment at most; else −1. */
  int numRowsOfOnlySegment() {
    return segments.isEmpty() ? 0 : segments.size() == 1 ? segments.getFirst().numRows() : -1;
  }

  /**
   * Keeps the first rows of the only segment and frees the memory of the others. The rows that stay
   * are copied, for which as much is reserved as they take.
   *
   * @return null = done, else the segment is as it was (or spilled) and the caller may try again
   */
  @Nullable CompletableFuture<Void> keepFirst(int numRows) {
    Segment segment = segments.getFirst();
    segment.sort(order(), spareAddress);
    long size = 0;
    for (int i = 0; i < Math.min(numRows, segment.numRows()); i++) {
      long rowBytes = layout.sizeBytes(SortEntries.address(segment.entries(), i));
      size +=
          RowArena.bytesFor(1, rowBytes) > BLOCK_BYTES ? RowArena.bytesFor(1, rowBytes) : rowBytes;
    }
    CompletableFuture<Void> wait = memory.reserve(2 * size + BLOCK_BYTES);
    if (wait != null || segments.isEmpty()) {
      return wait;
    }
    segment.truncate(numRows);
    RowArena kept = new RowArena(memory);
    for (int i = 0; i < segment.numRows(); i++) {
      long row = SortEntries.address(segment.entries(), i);
      long rowBytes = layout.sizeBytes(row);
      long target = kept.allocate(rowBytes);
      NativeMemory.copy(row, target, rowBytes);
      SortEntries.put(segment.entries(), i, SortEntries.prefix(segment.entries(), i), target);
    }
    arena.clear();
    arena = kept;
    return null;
  }

  /** The row that is last in the order of the only, sorted segment. */
  long lastRow() {
    Segment segment = segments.getFirst();
    return SortEntries.address(segment.entries(), segment.numRows() - 1);
  }

  /** Sorts what is not sorted yet. */
  void sortLastSegment() {
    if (!segments.isEmpty()) {
      segments.getLast().sort(order(), spareAddress);
    }
  }

  /** The order of these rows, with prefixes that suit all of them. */
  private RowOrder order() {
    return Long.compareUnsigned(smallestWord, largestWord) > 0
        ? plainOrder
        : plainOrder.withFirstWords(smallestWord, largestWord);
  }

  /** Smallest first word of all keys, unsigned; all bits set if there are none. */
  long smallestWord() {
    return smallestWord;
  }

  /** Largest first word of all keys, unsigned; 0 if there are none. */
  long largestWord() {
    return largestWord;
  }

  /**
   * Changes whenever segments have become a run: cursors made before are not to be used any more.
   */
  int version() {
    return version;
  }

  /** Cursors over the segments, from where the last ones stand. */
  List<SegmentCursor> segmentCursors(RowOrder order) {
    return segments.stream().map(segment -> segment.cursor(order)).toList();
  }

  /** Hands over the runs that were not handed over yet; the taker closes them. */
  List<SpillFile> transferRuns() {
    List<SpillFile> taken = List.copyOf(runs);
    runs.clear();
    return taken;
  }

  @Override
  public long reclaimableBytes() {
    return memory.usedBytes();
  }

  @Override
  public long reclaim(long targetBytes) {
    if (segments.isEmpty()) {
      return 0;
    }
    long before = memory.usedBytes();
    sortLastSegment();
    RowOrder order = order();
    runs.add(writeRun(new LoserTree(order, segmentCursors(order))));
    segments.forEach(segment -> memory.free(segment.entries(), Segment.BYTES));
    segments.clear();
    arena.clear();
    version++;
    return before - memory.usedBytes();
  }

  private SpillFile writeRun(LoserTree rows) {
    block.clear();
    try (SpillWriter writer = spill.newFile(layout.contentHash(), spillWorkspace)) {
      while (!rows.isEmpty()) {
        if (block.append(rows.row()) == 0) {
          block.writeTo(writer);
        } else {
          rows.advance();
        }
      }
      block.writeTo(writer);
      SpillFile run = writer.finish();
      stats.addSpill(writer.writtenBytes());
      return run;
    }
  }

  @Override
  public void close() {
    runs.forEach(SpillFile::close);
    runs.clear();
    memory.close();
    spillWorkspace.close();
    workspace.close();
  }
}
