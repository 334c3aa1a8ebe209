package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryMode;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.optimizer.PlanColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The persisted data frames of one engine: makes them, and puts them into plans. Thread-safe. */
final class FrameCache {
  private final Engine engine;
  private final BlockStore store;
  private final ColumnFactory columns;
  private final boolean bypassed;
  private final AtomicInteger numTables = new AtomicInteger();

  /**
   * Over the engine's block store.
   *
   * @param bypassed whether every query computes its rows
   */
  FrameCache(Engine engine, BlockStore store, ColumnFactory columns, boolean bypassed) {
    this.engine = engine;
    this.store = store;
    this.columns = columns;
    this.bypassed = bypassed;
  }

  PersistedTable persist(LogicalQuery query, StorageLevel level) {
    boolean onHeap = level.useMemory() && level.mode() == MemoryMode.ON_HEAP;
    if (onHeap && engine.memory().storage(MemoryMode.ON_HEAP).regionBytes() == 0) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "rows cannot be cached on the heap, give the engine heapBytes: level="
              + level.displayName());
    }
    String name = "cache-" + numTables.incrementAndGet();
    return new PersistedTable(name, query, level, store, engine.plan(query));
  }

  void unpersist(PersistedTable table) {
    table.remove();
  }

  /** All columns of a persisted data frame, under the identities that they have in its source. */
  LogicalQuery scan(PersistedTable table) {
    List<PlanColumn> row = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    Map<PlanColumn, Assignment> assignments = new LinkedHashMap<>();
    for (Output output : table.source().outputs()) {
      PlanColumn column = columns.copyOf(output.column());
      positions.add(row.size());
      row.add(column);
      assignments.putIfAbsent(output.column(), new Assignment(output.column(), column));
    }
    LogicalPlan scan = new Scan(table, "cache", row, positions, List.of());
    return new LogicalQuery(
        new LogicalPlan.Project(scan, List.copyOf(assignments.values())), table.source().outputs());
  }

  /** As the query would run if everything that is to be kept were stored. */
  LogicalQuery forExplain(LogicalQuery query) {
    return forExplain(query, bypassedTable -> {});
  }

  private LogicalQuery forExplain(LogicalQuery query, Consumer<PersistedTable> computed) {
    return map(
        query,
        table -> {
          boolean computes = isBypassed(table);
          if (computes) {
            computed.accept(table);
          }
          return computes ? null : table;
        });
  }

  /** For EXPLAIN: a line for each persisted data frame whose rows are computed, and why. */
  String notes(LogicalQuery query) {
    Set<PersistedTable> computed = new LinkedHashSet<>();
    forExplain(query, computed::add);
    StringBuilder lines = new StringBuilder();
    for (PersistedTable table : computed) {
      lines
          .append("Not read from the cache: ")
          .append(table.displayName())
          .append(", ")
          .append(bypassed ? "rows are not kept on a cluster" : table.whyBypassed())
          .append('\n');
    }
    return lines.toString();
  }

  private boolean isBypassed(PersistedTable table) {
    return bypassed || table.isBypassed();
  }

  /**
   * As {@link #forRun} where nothing has to be stored and nobody has to be waited for; else null.
   */
  @Nullable CacheScans ifReady(LogicalQuery query) {
    AtomicBoolean missing = new AtomicBoolean();
    CacheScans scans =
        forRun(
            query,
            (table, holds) -> {
              StoredTable stored = table.holdStored(holds);
              missing.compareAndSet(false, stored == null);
              return stored;
            });
    if (missing.get()) {
      scans.close();
      return null;
    }
    return scans;
  }

  /**
   * Stores what has to be stored as a whole before it is read, or waits for whoever does. The
   * caller closes the result.
   */
  CacheScans forRun(LogicalQuery query, CachePreparation preparation) {
    return forRun(
        query,
        (table, holds) -> table.hold(() -> engine.run(table.source(), 0), preparation, holds));
  }

  private CacheScans forRun(
      LogicalQuery query, BiFunction<PersistedTable, List<BlockHold>, @Nullable StoredTable> lock) {
    List<BlockHold> holds = new ArrayList<>();
    Map<PersistedTable, @Nullable TableSource> ready = new LinkedHashMap<>();
    boolean done = false;
    try {
      LogicalQuery mapped =
          map(
              query,
              table -> {
                if (!ready.containsKey(table)) {
                  ready.put(table, ready(table, holds, lock));
                }
                return ready.get(table);
              });
      done = true;
      return new CacheScans(mapped, holds);
    } finally {
      if (!done) {
        holds.forEach(BlockHold::close);
      }
    }
  }

  private @Nullable TableSource ready(
      PersistedTable table,
      List<BlockHold> holds,
      BiFunction<PersistedTable, List<BlockHold>, @Nullable StoredTable> lock) {
    if (isBypassed(table)) {
      return null;
    }
    return table.isWhole() ? lock.apply(table, holds) : table;
  }

  private LogicalQuery map(
      LogicalQuery query, Function<PersistedTable, @Nullable TableSource> chosen) {
    return new LogicalQuery(map(query.plan(), chosen), query.outputs());
  }

  private LogicalPlan map(
      LogicalPlan plan, Function<PersistedTable, @Nullable TableSource> chosen) {
    if (plan instanceof Scan scan && scan.table() instanceof PersistedTable table) {
      TableSource replacement = chosen.apply(table);
      return replacement == null
          ? map(source(scan, table), chosen)
          : new Scan(
              replacement, scan.name(), scan.columns(), scan.sourceColumns(), scan.filters());
    }
    return PlanTrees.mapInputs(plan, input -> map(input, chosen));
  }

  /** The plan behind a scan, with the scan's columns. */
  private LogicalPlan source(Scan scan, PersistedTable table) {
    PlanColumns.Copy copy = PlanColumns.copy(table.source().plan(), columns);
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      PlanColumn original = table.source().outputs().get(scan.sourceColumns().get(i)).column();
      assignments.add(
          new Assignment(scan.columns().get(i), copy.columns().getOrDefault(original, original)));
    }
    return PlanTrees.filter(new LogicalPlan.Project(copy.plan(), assignments), scan.filters());
  }
}
