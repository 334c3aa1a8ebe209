package io.scheelite.operators.cache;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were stored as a whole before, in blocks that are held as long as this is scanned: they
 * stay readable even if their dataset is removed.
 *
 * <p>Nothing here can compute them again. Where somebody else can, a block that cannot be read is
 * given up and fails the scan with {@link StoredRowsLostException}: whoever planned it stores the
 * rows anew. Where nobody can, the scan fails with {@link StoredRowsUnreadableException} and the
 * block stays, since the next attempt may read it.
 */
public final class StoredTable implements TableSource {
  private final BlockStore store;
  private final String name;
  private final Schema schema;
  private final List<BlockHold> blocks;
  private final TableStatistics statistics;
  private final boolean computable;

  private StoredTable(
      BlockStore store,
      String name,
      Schema schema,
      List<BlockHold> blocks,
      TableStatistics statistics,
      boolean computable) {
    this.store = store;
    this.name = name;
    this.schema = schema;
    this.blocks = List.copyOf(blocks);
    this.statistics = statistics;
    this.computable = computable;
  }

  /**
   * Rows of a query, which can be computed again.
   *
   * @param name for EXPLAIN
   * @param blocks in the order of their rows; held by the caller, which lets them go after the last
   *     scan
   */
  public static StoredTable ofQuery(
      BlockStore store, String name, Schema schema, List<BlockHold> blocks) {
    List<BlockSummary> summaries = blocks.stream().map(BlockHold::summary).toList();
    TableStatistics statistics = StoredStatistics.of(schema, summaries, List.of());
    return new StoredTable(store, name, schema, blocks, statistics, true);
  }

  /**
   * Rows that are nowhere else.
   *
   * @param name for EXPLAIN and errors
   * @param blocks as of {@link #ofQuery}
   * @param statistics of all rows
   */
  public static StoredTable ofTable(
      BlockStore store,
      String name,
      Schema schema,
      List<BlockHold> blocks,
      TableStatistics statistics) {
    return new StoredTable(store, name, schema, blocks, statistics, false);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    return statistics;
  }

  @Override
  public String description() {
    return "cached " + name;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    SkippedBlocks skipped = new SkippedBlocks();
    List<Split> splits = new ArrayList<>();
    for (BlockHold block : blocks) {
      boolean matches = CachedTable.mayMatch(block.summary(), request);
      boolean counts = block == blocks.getLast() && splits.isEmpty(); // itself and the others
      if (matches || counts) {
        splits.add(new BlockSplit(block, request, skipped, matches));
      } else {
        skipped.add(1);
      }
    }
    return splits;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return readerFloorBytes(schema, request);
  }

  /** The same of any table of this kind that has such columns. */
  public static long readerFloorBytes(Schema schema, ScanRequest request) {
    return BlockCursor.floorBytes(schema, request.columns(), request.batchSize());
  }

  /** One block. */
  private final class BlockSplit implements Split {
    private final BlockHold block;
    private final ScanRequest request;
    private final SkippedBlocks skipped;
    private final boolean matches;

    BlockSplit(BlockHold block, ScanRequest request, SkippedBlocks skipped, boolean matches) {
      this.block = block;
      this.request = request;
      this.skipped = skipped;
      this.matches = matches;
    }

    @Override
    public long numRows() {
      return block.summary().numRows();
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      skipped.add(matches ? 0 : 1);
      skipped.countInto(store);
      return new Reader(
          new BlockCursor(store, schema, request.columns(), request.batchSize(), memory),
          matches ? block : null);
    }
  }

  /** Reads one block, or none. */
  private final class Reader implements SplitReader {
    private final BlockCursor cursor;
    private final @Nullable BlockHold block;
    private boolean opened;
    private boolean closed;

    Reader(BlockCursor cursor, @Nullable BlockHold block) {
      this.cursor = cursor;
      this.block = block;
    }

    @Override
    public @Nullable Batch next() {
      if (block == null) {
        return null;
      }
      if (!opened) {
        opened = true;
        cursor.open(block.lock());
      }
      try {
        return cursor.next();
      } catch (ScheeliteException e) {
        if (!computable) {
          throw new StoredRowsUnreadableException(name, block.id(), e);
        }
        cursor.discard();
        throw new StoredRowsLostException(block.id(), e);
      }
    }

    @Override
    public long bytesRead() {
      return cursor.bytesRead();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        cursor.close();
      }
    }
  }
}
