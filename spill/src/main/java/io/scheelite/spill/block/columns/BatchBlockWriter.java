package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.BlockWorkspace;
import io.scheelite.spill.block.BlockWriter;
import io.scheelite.spill.block.ColumnRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the rows of one partition as blocks of {@link #BLOCK_ROWS} rows, the last one shorter,
 * perhaps empty: row r is in block r / {@code BLOCK_ROWS}, however the rows came. A block that is
 * there already, or that is refused, is passed over. Used by one thread, which closes it; an
 * unfinished block is given back then.
 */
public final class BatchBlockWriter implements AutoCloseable {
  /** Rows per block. */
  public static final int BLOCK_ROWS = 64 << 10;

  private final BlockStore store;
  private final String dataset;
  private final int partition;
  private final BlockWorkspace workspace;
  private final long buffer;
  private final PieceBuilder builder;
  private final RangeMerger ranges;
  private final int numColumns;
  private final List<DistinctSketch> sketches = new ArrayList<>();
  private @Nullable BlockWriter block;
  private int index;
  private long blockRows;
  private boolean allStored = true;
  private boolean rowTooLong;

  /**
   * Begins with the first block.
   *
   * @param buffer room of {@link PieceReader#bufferBytes}; the caller's, and its to use again after
   *     closing this
   */
  public BatchBlockWriter(
      BlockStore store, BlockId first, Schema schema, BlockWorkspace workspace, long buffer) {
    this.store = store;
    this.dataset = first.dataset();
    this.partition = first.partition();
    this.index = first.index();
    this.workspace = workspace;
    this.buffer = buffer;
    this.builder = new PieceBuilder(schema, buffer);
    this.ranges = new RangeMerger(schema.size());
    this.numColumns = schema.size();
    beginBlock();
  }

  /**
   * Makes it sketch all values from now on; to be called before the first row.
   *
   * @return one per column
   */
  public List<DistinctSketch> sketchColumns() {
    for (int i = 0; i < numColumns; i++) {
      sketches.add(new DistinctSketch());
    }
    return List.copyOf(sketches);
  }

  private void beginBlock() {
    BlockId id = new BlockId(dataset, partition, index);
    block = store.put(id, workspace);
    allStored &= block != null || store.contains(id);
    blockRows = 0;
    ranges.reset();
    builder.clear();
  }

  /** Adds the alive rows of a batch, copied. */
  public void append(Batch batch) {
    append(batch, 0);
  }

  /** Adds the alive rows of a batch from number {@code first} on, copied. */
  public void append(Batch batch, int first) {
    int numRows = batch.numSelectedRows();
    int done = first;
    while (done < numRows) {
      if (blockRows == BLOCK_ROWS) {
        endBlock();
        index++;
        beginBlock();
      }
      int count = (int) Math.min(numRows - done, BLOCK_ROWS - blockRows);
      if (block != null) {
        count = appendToBlock(block, batch, done, count);
      }
      blockRows += count;
      done += count;
    }
  }

  /** Returns how many rows are done with; all of them if the block is given up. */
  private int appendToBlock(BlockWriter open, Batch batch, int first, int mostRows) {
    int count = builder.append(batch, first, mostRows);
    boolean refused = count == 0 && builder.numRows() > 0 && !flush(open);
    if (count == 0 && !refused) {
      count = builder.append(batch, first, mostRows);
    }
    if (count == 0) {
      rowTooLong |= !refused;
      giveUp(open);
      return mostRows;
    }
    return count;
  }

  /** Hands the collected rows over as a piece; false if the block is refused. */
  private boolean flush(BlockWriter open) {
    List<ColumnRange> pieceRanges = new ArrayList<>();
    int numRows = builder.numRows();
    int size = builder.seal(pieceRanges, sketches);
    ranges.add(pieceRanges, numRows);
    boolean kept = open.append(buffer, size, numRows);
    builder.clear();
    return kept;
  }

  private void giveUp(BlockWriter open) {
    open.close();
    block = null;
    allStored = false;
  }

  private void endBlock() {
    BlockWriter open = block;
    block = null;
    if (open == null) {
      return;
    }
    try (open) {
      boolean kept = builder.numRows() == 0 || flush(open);
      allStored &= kept && open.finish(new BlockSummary(blockRows, ranges.ranges()));
    }
  }

  /** Stores the last block: there are no more rows. Returns whether all blocks are stored. */
  public boolean finish() {
    if (blockRows == BLOCK_ROWS) { // the last block is never full: so a reader knows it
      endBlock();
      index++;
      beginBlock();
    }
    endBlock();
    return allStored;
  }

  /** Whether no block so far was refused or given up. */
  public boolean allStored() {
    return allStored;
  }

  /** Whether a block was given up for a row with more text than {@link PieceReader#textBytes}. */
  public boolean rowTooLong() {
    return rowTooLong;
  }

  /** How many blocks were begun. */
  public int numBlocks() {
    return index + 1;
  }

  @Override
  public void close() {
    if (block != null) {
      block.close();
      block = null;
    }
  }
}
