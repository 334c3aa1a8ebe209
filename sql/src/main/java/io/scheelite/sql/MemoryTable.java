package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.cache.StoredStatistics;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStaging;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import io.scheelite.spill.block.columns.DistinctSketch;
import io.scheelite.spill.block.columns.PieceReader;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.result.ValueReader;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are in the block store, in memory or evicted to disk. Its content is a list of
 * segments that never change: a statement that changes the table writes new ones and then puts them
 * in place of what was there, at once, so that one that fails has changed nothing, and a query goes
 * on with the segments that it began with.
 *
 * <p>Thread-safe; one statement at a time changes it.
 */
final class MemoryTable implements TableRules.Ruled {
  private static final System.Logger LOG = System.getLogger(MemoryTable.class.getName());

  /** So many segments below a size become one, whose size is near the next. */
  private static final int MERGED_SEGMENTS = 16;

  private static final int[] SMALL_SEGMENT_ROWS = {BatchBlockWriter.BLOCK_ROWS, 4096, 256};

  /**
   * Rows that were written by one statement.
   *
   * @param blocks of a dataset, in order; held, so that one that cannot be written to disk stays in
   *     memory: nothing could compute it again
   * @param sketches of the values of each column
   */
  record Segment(
      String dataset, List<BlockHold> blocks, long numRows, List<DistinctSketch> sketches) {}

  private final String name;
  private final Schema schema;
  private final TableRules rules;
  private final BlockStore store;
  private final AtomicLong datasets;
  private final Transactions transactions;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile List<Segment> segments = List.of();
  private volatile @Nullable Known known;
  private volatile boolean dropped;

  /**
   * Without rows.
   *
   * @param datasets numbers the datasets of all tables of the store
   */
  MemoryTable(
      String name,
      Schema schema,
      TableRules rules,
      BlockStore store,
      AtomicLong datasets,
      Transactions transactions) {
    this.name = name;
    this.schema = schema;
    this.rules = rules;
    this.store = store;
    this.datasets = datasets;
    this.transactions = transactions;
  }

  String name() {
    return name;
  }

  long numRows() {
    return segments.stream().mapToLong(Segment::numRows).sum();
  }

  /** Adds rows; returns how many. */
  long append(QueryResult rows, Function<StoredTable, QueryResult> scan) {
    writing.lock();
    try {
      Segment added = write(rows, _ -> {});
      if (added.numRows == 0) {
        remove(List.of(added));
        return 0;
      }
      List<Segment> next = new ArrayList<>(segments);
      next.add(added);
      publish(next, List.of());
      tidy(scan);
      return added.numRows;
    } finally {
      writing.unlock();
    }
  }

  /** Work on a table that nobody else changes meanwhile. */
  interface Change {
    /** Starts the query that reads the table and gives its new rows. */
    QueryResult start();
  }

  /**
   * Puts rows in place of all rows; returns how many of them have true in a last column, which the
   * table has not.
   */
  long replace(Change change) {
    long[] changed = new long[1];
    replace(change, batch -> changed[0] += countTrue(batch));
    return changed[0];
  }

  /** Puts rows in place of all rows; returns how many fewer there are. */
  long delete(Change change) {
    return replace(change, _ -> {});
  }

  private long replace(Change change, Observer observer) {
    writing.lock();
    try (QueryResult rows = change.start()) {
      List<Segment> before = segments;
      long numBefore = numRows();
      Segment after = write(rows, observer);
      publish(after.numRows == 0 ? List.of() : List.of(after), before);
      if (after.numRows == 0) {
        remove(List.of(after));
      }
      return numBefore - after.numRows;
    } finally {
      writing.unlock();
    }
  }

  /** Does something while nobody else changes the rows. */
  void exclusively(Runnable work) {
    writing.lock();
    try {
      work.run();
    } finally {
      writing.unlock();
    }
  }

  /** Frees all; queries that run go on. */
  void drop() {
    writing.lock();
    try {
      dropped = true;
      publish(List.of(), segments);
    } finally {
      writing.unlock();
    }
  }

  private void publish(List<Segment> after, List<Segment> removed) {
    Set<String> kept = transactions.keep(this, segments);
    segments = List.copyOf(after);
    remove(removed.stream().filter(segment -> !kept.contains(segment.dataset)).toList());
  }

  /** Frees rows of an ended transaction's beginning that are no longer there. */
  void settle(List<Segment> before) {
    writing.lock();
    try {
      remove(without(before, segments));
    } finally {
      writing.unlock();
    }
  }

  /** Puts the rows of a transaction's beginning back. */
  void restore(List<Segment> before) {
    writing.lock();
    try {
      List<Segment> unwanted = without(segments, before);
      segments = before;
      remove(unwanted);
    } finally {
      writing.unlock();
    }
  }

  private static List<Segment> without(List<Segment> some, List<Segment> others) {
    Set<String> datasets = new HashSet<>();
    others.forEach(segment -> datasets.add(segment.dataset));
    return some.stream().filter(segment -> !datasets.contains(segment.dataset)).toList();
  }

  private void remove(List<Segment> removed) {
    for (Segment segment : removed) {
      store.removeDataset(segment.dataset);
      segment.blocks.forEach(BlockHold::close);
    }
  }

  /** Looks at a batch that is about to be written. */
  private interface Observer {
    void look(Batch batch);
  }

  private Segment write(QueryResult rows, Observer observer) {
    if (dropped) {
      throw SqlException.of(ErrorCode.UNKNOWN_TABLE, "table was dropped meanwhile: " + name);
    }
    String dataset = "table-" + datasets.incrementAndGet();
    store.openDataset(dataset, StorageLevel.MEMORY_AND_DISK);
    boolean done = false;
    try (BlockStaging staging = store.stage(dataset, PieceReader.bufferBytes(schema))) {
      if (staging == null) {
        throw noRoom();
      }
      try (BatchBlockWriter writer =
          new BatchBlockWriter(
              store, new BlockId(dataset, 0, 0), schema, staging.workspace(), staging.buffer())) {
        List<DistinctSketch> sketches = writer.sketchColumns();
        long numRows = 0;
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          observer.look(batch);
          Batch stored = tableColumns(batch);
          writer.append(stored);
          numRows += stored.numSelectedRows();
          requireShort(writer);
          requireStored(writer.allStored());
        }
        requireStored(writer.finish());
        List<BlockHold> blocks = holdAll(dataset, writer.numBlocks());
        requireStored(blocks != null);
        done = true;
        return new Segment(dataset, blocks == null ? List.of() : blocks, numRows, sketches);
      }
    } finally {
      if (!done) {
        store.removeDataset(dataset);
      }
    }
  }

  /** Null if a block is gone. */
  private @Nullable List<BlockHold> holdAll(String dataset, int numBlocks) {
    List<BlockHold> blocks = new ArrayList<>();
    for (int index = 0; index < numBlocks; index++) {
      BlockHold hold = store.hold(new BlockId(dataset, 0, index));
      if (hold == null) {
        blocks.forEach(BlockHold::close);
        return null;
      }
      blocks.add(hold);
    }
    return blocks;
  }

  private void requireShort(BatchBlockWriter writer) {
    if (writer.rowTooLong()) {
      throw SqlException.unsupported(
          "a row of a table with more than "
              + PieceReader.textBytes(schema)
              + " bytes of text: table="
              + name);
    }
  }

  private void requireStored(boolean stored) {
    if (!stored) {
      throw noRoom();
    }
  }

  private SqlException noRoom() {
    return SqlException.of(
        ErrorCode.MEMORY_LIMIT_EXCEEDED,
        "rows of a table could not be stored, neither in memory nor on disk: table=" + name);
  }

  private Batch tableColumns(Batch batch) {
    List<ColumnVector> columns = batch.columns().subList(0, schema.size());
    for (int i = 0; i < columns.size(); i++) {
      if (!schema.fields().get(i).nullable()) {
        requireNoNulls(batch, i);
      }
    }
    return columns.size() == batch.columns().size()
        ? batch
        : new Batch(batch.numRows(), columns, batch.selection());
  }

  private void requireNoNulls(Batch batch, int index) {
    ColumnVector column = batch.column(index);
    if (column.validityAddress() == 0) {
      return;
    }
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      if (ValueReader.value(column, row(batch, i)) == null) {
        throw SqlException.of(
            ErrorCode.NULL_NOT_ALLOWED,
            "a column that is NOT NULL got a null: column="
                + schema.fields().get(index).name()
                + " table="
                + name);
      }
    }
  }

  private static int row(Batch batch, int index) {
    Selection selection = batch.selection();
    return selection == null
        ? index
        : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * index));
  }

  private static long countTrue(Batch batch) {
    ColumnVector flags = batch.columns().getLast();
    long count = 0;
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      count += Boolean.TRUE.equals(ValueReader.value(flags, row(batch, i))) ? 1 : 0;
    }
    return count;
  }

  /** The rows are there whether or not there is room to arrange them better. */
  private void tidy(Function<StoredTable, QueryResult> scan) {
    try {
      mergeSmall(scan);
    } catch (ScheeliteException e) {
      LOG.log(Level.DEBUG, () -> "segments of table " + name + " stay small: " + e.getMessage());
    }
  }

  /** Many small inserts would leave many small segments, and each scan would open all of them. */
  private void mergeSmall(Function<StoredTable, QueryResult> scan) {
    List<Segment> all = segments;
    for (int limit : SMALL_SEGMENT_ROWS) {
      int first = all.size();
      while (first > 0 && all.get(first - 1).numRows < limit) {
        first--;
      }
      List<Segment> tail = all.subList(first, all.size());
      if (tail.size() >= MERGED_SEGMENTS && isWorthMerging(tail, limit)) {
        merge(all.subList(0, first), tail, scan);
        return;
      }
    }
  }

  /** A tail of which the largest segment is most is merged with the smaller ones first. */
  private static boolean isWorthMerging(List<Segment> tail, int limit) {
    long numRows = tail.stream().mapToLong(Segment::numRows).sum();
    return numRows >= limit || limit == SMALL_SEGMENT_ROWS[SMALL_SEGMENT_ROWS.length - 1];
  }

  private void merge(
      List<Segment> kept, List<Segment> tail, Function<StoredTable, QueryResult> scan) {
    List<BlockHold> holds = new ArrayList<>();
    try {
      StoredTable stored = hold(tail, holds);
      if (stored == null) {
        return;
      }
      try (QueryResult rows = scan.apply(stored)) {
        Segment merged = write(rows, _ -> {});
        List<Segment> next = new ArrayList<>(kept);
        next.add(merged);
        publish(next, tail);
      }
    } finally {
      holds.forEach(BlockHold::close);
    }
  }

  /**
   * The rows as they are now, held.
   *
   * @param holds gets the holds
   */
  StoredTable hold(List<BlockHold> holds) {
    while (true) {
      List<Segment> current = segments;
      StoredTable stored = hold(current, holds);
      if (stored != null) {
        return stored;
      }
      if (current == segments) { // not because somebody has just changed the table
        throw new IllegalStateException("blocks that are held are gone: table=" + name);
      }
    }
  }

  private @Nullable StoredTable hold(List<Segment> wanted, List<BlockHold> holds) {
    List<BlockHold> mine = new ArrayList<>();
    for (Segment segment : wanted) {
      List<BlockHold> blocks = holdAll(segment.dataset, segment.blocks.size());
      if (blocks == null) {
        mine.forEach(BlockHold::close);
        return null;
      }
      mine.addAll(blocks);
    }
    holds.addAll(mine);
    return StoredTable.ofTable(store, name, schema, mine, statistics(wanted));
  }

  /** What planning knows of some segments: summed up once, since many rules ask. */
  private record Known(List<Segment> segments, TableStatistics statistics) {}

  private TableStatistics statistics(List<Segment> wanted) {
    Known last = known;
    if (last == null || last.segments != wanted) {
      List<Double> numDistinct = new ArrayList<>();
      for (int i = 0; i < schema.size() && !wanted.isEmpty(); i++) {
        DistinctSketch all = new DistinctSketch();
        for (Segment segment : wanted) {
          all.addAll(segment.sketches.get(i));
        }
        numDistinct.add(all.estimate());
      }
      List<BlockSummary> blocks =
          wanted.stream().flatMap(s -> s.blocks.stream()).map(BlockHold::summary).toList();
      last = new Known(wanted, StoredStatistics.of(schema, blocks, numDistinct));
      known = last;
    }
    return last.statistics;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableRules rules() {
    return rules;
  }

  @Override
  public TableStatistics statistics() {
    return statistics(segments);
  }

  /** For plans that are only looked at. */
  private StoredTable lookedAt() {
    List<BlockHold> holds = new ArrayList<>();
    StoredTable stored = hold(holds);
    holds.forEach(BlockHold::close);
    return stored;
  }

  @Override
  public String description() {
    return "table " + name + " (" + numRows() + " rows)";
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    return lookedAt().splits(request);
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return StoredTable.readerFloorBytes(schema, request);
  }
}
