package io.scheelite.sql;

import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A query whose cached scans are ready to run, and holds on the blocks that they read. */
final class CacheScans implements AutoCloseable {
  private final LogicalQuery query;
  private final List<BlockHold> holds;
  private final Map<MemoryTable, StoredTable> tables = new HashMap<>(); // of one thread
  private final Map<TableSource, TableSource> computed = new HashMap<>(); // of one thread

  CacheScans(LogicalQuery query, List<BlockHold> holds) {
    this.query = query;
    this.holds = new ArrayList<>(holds);
  }

  LogicalQuery query() {
    return query;
  }

  /** Says which rows are in place of those that a table stands for. */
  void compute(TableSource table, MemoryTable rows) {
    computed.put(table, rows);
  }

  /** The query with tables as they are now: all of its scans see the same rows. */
  LogicalQuery holdTables(LogicalQuery optimized) {
    return new LogicalQuery(
        holdTables(optimized.plan()),
        optimized.outputs(),
        optimized.shared().stream()
            .map(part -> new LogicalQuery.SharedPlan(part.id(), holdTables(part.plan())))
            .toList());
  }

  private LogicalPlan holdTables(LogicalPlan plan) {
    if (plan instanceof Scan scan
        && computed.getOrDefault(scan.table(), scan.table()) instanceof MemoryTable table) {
      StoredTable stored = tables.get(table);
      if (stored == null) {
        List<BlockHold> fresh = new ArrayList<>();
        stored = table.hold(fresh);
        add(fresh);
        tables.put(table, stored);
      }
      return new Scan(stored, scan.name(), scan.columns(), scan.sourceColumns(), scan.filters());
    }
    return PlanTrees.mapInputs(plan, this::holdTables);
  }

  private synchronized void add(List<BlockHold> fresh) {
    holds.addAll(fresh);
  }

  /** Lets the blocks go. Idempotent; from any thread. */
  @Override
  public void close() {
    List<BlockHold> ending;
    synchronized (this) {
      ending = List.copyOf(holds);
      holds.clear();
    }
    ending.forEach(BlockHold::close); // wakes who waits for memory: under no lock
  }
}
