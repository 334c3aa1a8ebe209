package io.scheelite.operators.cache;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.RangePruner;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.ColumnRange;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a pipeline, kept in the block store: each split of its scan is a partition. A split
 * is computed where its blocks are not stored, and stored on the way if there is room; so evicted
 * and damaged blocks cost time, never rows. Once the dataset is removed from the store this merely
 * computes.
 */
public final class CachedTable implements TableSource {
  private final BlockStore store;
  private final String dataset;
  private final RowPipeline pipeline;
  private final TableStatistics statistics;
  private @Nullable List<Split> sourceSplits; // guarded by this
  private int sourceBatchSize; // guarded by this

  /** Opens no file and computes nothing; the dataset's level is the store's business. */
  public CachedTable(
      BlockStore store, String dataset, RowPipeline pipeline, TableStatistics statistics) {
    this.store = store;
    this.dataset = dataset;
    this.pipeline = pipeline;
    this.statistics = statistics;
  }

  @Override
  public Schema schema() {
    return pipeline.schema();
  }

  @Override
  public TableStatistics statistics() {
    return statistics;
  }

  @Override
  public String description() {
    return "cached " + dataset;
  }

  RowPipeline pipeline() {
    return pipeline;
  }

  BlockStore store() {
    return store;
  }

  BlockId block(int partition, int index) {
    return new BlockId(dataset, partition, index);
  }

  private ScanRequest sourceRequest(int batchSize) {
    return new ScanRequest(pipeline.scan().columns(), pipeline.scan().filters(), batchSize);
  }

  /** The same splits at every scan, so that partitions keep their numbers. */
  private synchronized List<Split> sourceSplits(int batchSize) {
    List<Split> splits = sourceSplits;
    if (splits == null || sourceBatchSize != batchSize) {
      List<Split> fresh = pipeline.scan().table().splits(sourceRequest(batchSize));
      if (splits != null && splits.size() != fresh.size()) {
        throw new IllegalStateException("splits of a table depend on the size of batches");
      }
      splits = fresh;
      sourceSplits = splits;
      sourceBatchSize = batchSize;
    }
    return splits;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> sources = sourceSplits(request.batchSize());
    SkippedBlocks skipped = new SkippedBlocks();
    List<Split> splits = new ArrayList<>();
    for (int partition = 0; partition < sources.size(); partition++) {
      int blocks = blocksWithoutMatch(partition, request);
      boolean counts = partition == sources.size() - 1 && splits.isEmpty(); // itself and the others
      if (blocks == 0 || counts) {
        splits.add(new Partition(partition, sources.get(partition), request, skipped));
      } else {
        skipped.add(blocks);
      }
    }
    return splits;
  }

  /** How many blocks a partition has, if no row of any can pass; 0 if one may. */
  private int blocksWithoutMatch(int partition, ScanRequest request) {
    for (int index = 0; ; index++) {
      BlockSummary summary = store.summary(block(partition, index));
      if (summary == null || mayMatch(summary, request)) {
        return 0;
      }
      if (isLast(summary)) {
        return index + 1;
      }
    }
  }

  static boolean isLast(BlockSummary summary) {
    return summary.numRows() < BatchBlockWriter.BLOCK_ROWS;
  }

  /** Whether a block may hold rows that pass the request's filters. */
  static boolean mayMatch(BlockSummary summary, ScanRequest request) {
    List<Expression> filters = request.filters();
    if (filters.isEmpty() || summary.columns().isEmpty()) {
      return true;
    }
    return new RangePruner(
            summary.numRows(),
            index -> {
              ColumnRange range = summary.columns().get(request.columns().get(index));
              return new RangePruner.Range(range.min(), range.max(), range.numNulls());
            })
        .mayMatchAll(filters);
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return BlockCursor.floorBytes(schema(), request.columns(), request.batchSize())
        + PartitionReader.scratchBytes(request)
        + pipeline.floorBytes(request.batchSize())
        + pipeline.scan().table().readerFloorBytes(sourceRequest(request.batchSize()));
  }

  /** One split of the source and what is stored of it. */
  private final class Partition implements Split {
    private final int number;
    private final Split source;
    private final ScanRequest request;
    private final SkippedBlocks skipped;

    Partition(int number, Split source, ScanRequest request, SkippedBlocks skipped) {
      this.number = number;
      this.source = source;
      this.request = request;
      this.skipped = skipped;
    }

    @Override
    public long numRows() {
      long known = 0;
      BlockSummary summary = store.summary(block(number, 0));
      for (int index = 0; summary != null; index++) {
        known += summary.numRows();
        if (isLast(summary)) {
          return known;
        }
        summary = store.summary(block(number, index + 1));
      }
      return source.numRows();
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      skipped.countInto(store);
      return new PartitionReader(CachedTable.this, number, source, request, memory);
    }
  }
}
