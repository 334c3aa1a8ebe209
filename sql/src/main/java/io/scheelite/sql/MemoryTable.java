package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.cache.StoredStatistics;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.columns.DistinctSketch;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.result.ValueReader;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are in the block store, in memory or evicted to disk. Its content is a list of
 * segments that never change: a statement that changes the table writes new ones and then puts them
 * in place of what was there, at once, so that one that fails has changed nothing, and a query goes
 * on with the segments that it began with.
 *
 * <p>Thread-safe; one statement at a time changes it. Who reads or changes a dropped table gets a
 * {@link TableGoneException}, never no rows.
 */
final class MemoryTable implements TableRules.Ruled {
  private static final System.Logger LOG = System.getLogger(MemoryTable.class.getName());

  private final String name;
  private final Schema schema;
  private final TableRules rules;
  private final BlockStore store;
  private final SegmentWriter writer;
  private final Transactions transactions;
  private final ChangeLock changes = new ChangeLock();
  private volatile List<TableSegment> segments = List.of();
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
    this.writer = new SegmentWriter(name, schema, store, datasets);
    this.transactions = transactions;
  }

  String name() {
    return name;
  }

  long numRows() {
    return segments.stream().mapToLong(TableSegment::numRows).sum();
  }

  /** Work on a table that nobody else changes meanwhile. */
  interface Change {
    /** Starts the query that gives new rows. */
    QueryResult start();
  }

  /** Adds rows to a table that nobody else knows; returns how many. */
  long append(QueryResult rows, Function<StoredTable, QueryResult> scan) {
    return append(new CompletableFuture<>(), () -> rows, scan);
  }

  /**
   * Adds rows; returns how many.
   *
   * @param unwanted ends the wait for another change
   * @param scan reads rows that are to be written again together
   */
  long append(
      CompletableFuture<?> unwanted, Change change, Function<StoredTable, QueryResult> scan) {
    return changes.during(
        unwanted,
        () -> {
          TableSegment added;
          try (QueryResult rows = change.start()) {
            added = write(rows, conditions(schema.size()));
          }
          return append(added, scan); // which waits for memory: no query holds any
        });
  }

  private long append(TableSegment added, Function<StoredTable, QueryResult> scan) {
    if (added.numRows() == 0) {
      added.remove(store);
      return 0;
    }
    List<TableSegment> next = new ArrayList<>(segments);
    next.add(added);
    publish(next, List.of());
    tidy(scan);
    return added.numRows();
  }

  /**
   * Puts rows in place of all rows; returns how many of them have true in a column behind the
   * table's.
   */
  long replace(CompletableFuture<?> unwanted, Change change) {
    long[] changed = new long[1];
    int flag = schema.size();
    SegmentWriter.Observer conditions = conditions(flag + 1);
    replace(
        unwanted,
        change,
        batch -> {
          conditions.look(batch);
          changed[0] += countTrue(batch, flag);
        });
    return changed[0];
  }

  /** Puts rows in place of all rows; returns how many fewer there are. */
  long delete(CompletableFuture<?> unwanted, Change change) {
    return replace(unwanted, change, _ -> {});
  }

  private long replace(
      CompletableFuture<?> unwanted, Change change, SegmentWriter.Observer observer) {
    return changes.during(
        unwanted,
        () -> {
          try (QueryResult rows = change.start()) {
            List<TableSegment> before = segments;
            long numBefore = numRows();
            TableSegment after = write(rows, observer);
            publish(after.numRows() == 0 ? List.of() : List.of(after), before);
            if (after.numRows() == 0) {
              after.remove(store);
            }
            return numBefore - after.numRows();
          }
        });
  }

  /** Does something while nobody else changes the rows. */
  <T> T exclusively(CompletableFuture<?> unwanted, Supplier<T> work) {
    return changes.during(unwanted, work);
  }

  /**
   * Frees all, as soon as nobody changes it. Queries that run go on; who comes later is refused.
   */
  void drop() {
    dropped = true; // before the rows go: who finds none sees why
    changes.whenFree(() -> publish(List.of(), segments));
  }

  /** Waits until nobody changes it. */
  void awaitChanges() {
    boolean _ = changes.during(() -> true);
  }

  private void publish(List<TableSegment> after, List<TableSegment> removed) {
    Set<String> kept = transactions.keep(this, segments);
    segments = List.copyOf(after);
    remove(removed.stream().filter(segment -> !kept.contains(segment.dataset())).toList());
  }

  /** Frees rows of an ended transaction's beginning that are no longer there. */
  void settle(List<TableSegment> before) {
    int _ = changes.during(() -> remove(TableSegment.without(before, segments)));
  }

  /** Puts the rows of a transaction's beginning back. */
  void restore(List<TableSegment> before) {
    int _ =
        changes.during(
            () -> {
              List<TableSegment> unwanted = TableSegment.without(segments, before);
              segments = before;
              return remove(unwanted);
            });
  }

  private int remove(List<TableSegment> removed) {
    removed.forEach(segment -> segment.remove(store));
    return removed.size();
  }

  private TableSegment write(QueryResult rows, SegmentWriter.Observer observer) {
    if (dropped) {
      throw new TableGoneException(name);
    }
    return writer.write(rows, observer);
  }

  private SegmentWriter.Observer conditions(int first) {
    return new RowConditions(
        name, first, rules.checks().stream().map(TableRules.Check::name).toList());
  }

  private static long countTrue(Batch batch, int index) {
    ColumnVector flags = batch.column(index);
    long count = 0;
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      count += Boolean.TRUE.equals(ValueReader.value(flags, SegmentWriter.row(batch, i))) ? 1 : 0;
    }
    return count;
  }

  /** The rows are there whether or not there is room to arrange them better. */
  private void tidy(Function<StoredTable, QueryResult> scan) {
    try {
      List<TableSegment> all = segments;
      int first = TableSegment.firstToMerge(all);
      if (first < all.size()) {
        merge(all.subList(0, first), all.subList(first, all.size()), scan);
      }
    } catch (ScheeliteException e) {
      LOG.log(Level.DEBUG, () -> "segments of table " + name + " stay small: " + e.getMessage());
    }
  }

  private void merge(
      List<TableSegment> kept, List<TableSegment> tail, Function<StoredTable, QueryResult> scan) {
    List<BlockHold> holds = new ArrayList<>();
    try {
      StoredTable stored = hold(tail, holds);
      if (stored == null) {
        return;
      }
      try (QueryResult rows = scan.apply(stored)) {
        TableSegment merged = write(rows, _ -> {});
        List<TableSegment> next = new ArrayList<>(kept);
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
   * @throws TableGoneException if the table was dropped
   */
  StoredTable hold(List<BlockHold> holds) {
    while (true) {
      List<TableSegment> current = segments;
      if (dropped) { // read after the segments: there are none because of that
        throw new TableGoneException(name);
      }
      StoredTable stored = hold(current, holds);
      if (stored != null) {
        return stored;
      }
      if (current == segments) { // not because somebody has just changed the table
        throw new IllegalStateException("blocks that are held are gone: table=" + name);
      }
    }
  }

  private @Nullable StoredTable hold(List<TableSegment> wanted, List<BlockHold> holds) {
    List<BlockHold> mine = new ArrayList<>();
    for (TableSegment segment : wanted) {
      List<BlockHold> blocks = segment.hold(store);
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
  private record Known(List<TableSegment> segments, TableStatistics statistics) {}

  private TableStatistics statistics(List<TableSegment> wanted) {
    Known last = known;
    if (last == null || last.segments != wanted) {
      List<Double> numDistinct = new ArrayList<>();
      for (int i = 0; i < schema.size() && !wanted.isEmpty(); i++) {
        DistinctSketch all = new DistinctSketch();
        for (TableSegment segment : wanted) {
          all.addAll(segment.sketches().get(i));
        }
        numDistinct.add(all.estimate());
      }
      List<BlockSummary> blocks =
          wanted.stream().flatMap(s -> s.blocks().stream()).map(BlockHold::summary).toList();
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
