package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.cache.CachedTable;
import io.scheelite.operators.cache.RowPipeline;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStaging;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.DatasetUsage;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import io.scheelite.spill.block.columns.PieceReader;
import io.scheelite.sql.logical.LogicalQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query that are to be kept. Where they can be computed split by split, scans of this
 * are scans of a {@link CachedTable}; else all of them are stored before the first scan, and
 * queries read a {@link StoredTable} under holds on its blocks. Thread-safe; nobody waits for rows
 * that are being stored but a query that is about to read them.
 */
final class PersistedTable implements TableSource {
  private final String name;
  private final LogicalQuery source;
  private final StorageLevel level;
  private final BlockStore store;
  private final PlanNode plan;
  private final @Nullable CachedTable bySplit;
  private volatile boolean removed;
  private volatile boolean tooLarge;

  // Of rows that are stored as a whole; guarded by this, under which nothing is computed or freed.
  private int generation;
  private int numBlocks;
  private @Nullable CompletableFuture<Void> storing; // somebody stores them now

  /**
   * Stores nothing yet.
   *
   * @param plan of the source
   */
  PersistedTable(
      String name, LogicalQuery source, StorageLevel level, BlockStore store, PlanNode plan) {
    this.name = name;
    this.source = source;
    this.level = level;
    this.store = store;
    this.plan = plan;
    RowPipeline pipeline = RowPipeline.of(plan);
    boolean plain = pipeline != null && isStable(pipeline.scan().table());
    bySplit =
        pipeline != null && plain
            ? new CachedTable(store, name, pipeline, statistics(plan, pipeline))
            : null;
    if (bySplit != null) {
      store.openDataset(name, level);
    }
  }

  /** Whether the same request gives the same splits with the same rows for ever. */
  private static boolean isStable(TableSource table) {
    return switch (table) {
      case MemoryTable _ -> false;
      case PersistedTable persisted -> persisted.bySplit != null;
      default -> true;
    };
  }

  private static TableStatistics statistics(PlanNode plan, @Nullable RowPipeline pipeline) {
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < plan.schema().size(); i++) {
      columns.add(new ColumnStatistics(null, null, -1, 0, 8));
    }
    if (pipeline != null && pipeline.steps().stream().noneMatch(PersistedTable::computes)) {
      List<ColumnStatistics> known = pipeline.scan().table().statistics().columns();
      for (int i = 0; i < columns.size() && !known.isEmpty(); i++) {
        columns.set(i, known.get(pipeline.scan().columns().get(i)));
      }
    }
    return new TableStatistics(plan.estimatedRows(), columns);
  }

  private static boolean computes(RowPipeline.Step step) {
    return step instanceof RowPipeline.Step.Compute;
  }

  LogicalQuery source() {
    return source;
  }

  /** Whether its rows are stored as a whole, before they are read. */
  boolean isWhole() {
    return bySplit == null;
  }

  /** Whether it was removed, or turned out not to fit: then its source is read instead. */
  boolean isBypassed() {
    return removed || tooLarge;
  }

  /** Of one that is bypassed. */
  String whyBypassed() {
    return removed ? "it was unpersisted" : "its rows could not be stored";
  }

  /** For EXPLAIN. */
  String displayName() {
    return name + " " + level.displayName();
  }

  private String dataset() {
    return bySplit == null ? name + "." + generation : name;
  }

  DatasetUsage usage() {
    String dataset;
    synchronized (this) {
      dataset = dataset();
    }
    return store.usage(dataset);
  }

  /** Frees everything; scans that run go on, and who stores rows ends soon. */
  void remove() {
    String dataset;
    synchronized (this) {
      removed = true;
      numBlocks = 0;
      dataset = dataset();
    }
    store.removeDataset(dataset);
  }

  /**
   * Locks all blocks of a whole.
   *
   * @param holds gets the holds
   * @return null if some are missing
   */
  @Nullable StoredTable holdStored(List<BlockHold> holds) {
    String dataset;
    int wanted;
    synchronized (this) {
      dataset = dataset();
      wanted = numBlocks;
    }
    List<BlockHold> mine = new ArrayList<>();
    for (int index = 0; index < wanted; index++) {
      BlockHold hold = store.hold(new BlockId(dataset, 0, index));
      if (hold == null) {
        mine.forEach(BlockHold::close);
        return null;
      }
      mine.add(hold);
    }
    holds.addAll(mine);
    return mine.isEmpty() ? null : StoredTable.ofQuery(store, dataset, schema(), mine);
  }

  /**
   * Locks all blocks of a whole. If some are missing they are stored first, all of them; if another
   * query stores them already, this one waits for it. Whoever waits holds no execution memory, and
   * whoever stores waits at most for tables that its own source reads: no circle.
   *
   * @param start runs the source
   * @param holds gets the holds
   * @return null if it cannot be stored, or the blocks are gone again: to be computed
   */
  @Nullable StoredTable hold(
      Supplier<QueryResult> start, CachePreparation preparation, List<BlockHold> holds) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> others;
    synchronized (this) {
      others = storing;
      storing = others == null ? mine : others;
    }
    if (others != null) {
      preparation.await(others);
      return holdStored(holds);
    }
    try {
      StoredTable stored = holdStored(holds);
      if (stored != null || isBypassed()) {
        return stored;
      }
      store(start, preparation);
      return holdStored(holds);
    } finally {
      synchronized (this) {
        storing = null;
      }
      mine.complete(null);
    }
  }

  /** Computes and stores all rows; the order of another run need not be the same, so anew. */
  private void store(Supplier<QueryResult> start, CachePreparation preparation) {
    String before;
    String dataset;
    synchronized (this) {
      if (removed) {
        return;
      }
      before = dataset();
      generation++;
      numBlocks = 0;
      dataset = dataset();
      store.openDataset(dataset, level);
    }
    store.removeDataset(before);
    boolean stored = false;
    try (BlockStaging staging = store.stage(dataset, PieceReader.bufferBytes(schema()))) {
      if (staging != null) {
        preparation.run(start, result -> store(result, dataset, staging));
        stored = !isBypassed();
      }
    } finally {
      if (!stored) {
        store.removeDataset(dataset);
      }
    }
  }

  private void store(QueryResult result, String dataset, BlockStaging staging) {
    BlockId first = new BlockId(dataset, 0, 0);
    try (BatchBlockWriter writer =
        new BatchBlockWriter(store, first, schema(), staging.workspace(), staging.buffer())) {
      boolean stored = true;
      for (var batch = result.next(); stored && batch != null; batch = result.next()) {
        writer.append(batch);
        stored = writer.allStored();
      }
      stored = stored && writer.finish();
      synchronized (this) {
        tooLarge = !stored;
        numBlocks = stored && !removed ? writer.numBlocks() : 0;
      }
    }
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  @Override
  public TableStatistics statistics() {
    return bySplit == null ? statistics(plan, null) : bySplit.statistics();
  }

  @Override
  public String description() {
    DatasetUsage usage = usage();
    return "cached "
        + displayName()
        + " ("
        + usage.blocksInMemory()
        + " blocks in memory, "
        + usage.blocksOnDisk()
        + " on disk)";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    if (bySplit != null) {
      return bySplit.splits(request);
    }
    List<BlockHold> holds = new ArrayList<>();
    StoredTable stored = holdStored(holds);
    holds.forEach(BlockHold::close); // a plan that is only looked at reads nothing
    return stored == null ? List.of() : stored.splits(request);
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    if (bySplit != null) {
      return bySplit.readerFloorBytes(request);
    }
    return StoredTable.readerFloorBytes(schema(), request);
  }
}
