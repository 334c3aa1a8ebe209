package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.files.FileTables;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.RecursiveTable;
import io.scheelite.sql.logical.TableScans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Computes the rows of recursive queries before the queries that read them: as tables in storage
 * memory, which go to disk where there is no room. Every step is a query like any other: it spills,
 * and can be cancelled. Thread-safe.
 */
final class RecursionRunner {
  private final QueryStarter starter;
  private final BlockStore store;
  private final ColumnFactory columns = new ColumnFactory();
  private final Transactions none =
      new Transactions(new Catalog(new FileTables(InputFiles.local())));

  /** Numbers that tables of the catalog do not have. */
  private final AtomicLong datasets = new AtomicLong(Long.MIN_VALUE);

  RecursionRunner(QueryStarter starter, BlockStore store) {
    this.starter = starter;
    this.store = store;
  }

  /** Whether a query reads a recursion. */
  static boolean isNeeded(PreparedQuery query) {
    return query.tables().stream().anyMatch(RecursiveTable.class::isInstance);
  }

  /** Plans a query whose recursions have been computed; their rows stay as long as it runs. */
  <T> T with(
      PreparedQuery query, CacheScans scans, CachePreparation preparation, Supplier<T> planning) {
    List<MemoryTable> computed = new ArrayList<>();
    try {
      for (TableSource table : query.tables()) {
        if (table instanceof RecursiveTable recursion) {
          MemoryTable rows = table(recursion.schema());
          computed.add(rows);
          compute(recursion, rows, preparation);
          scans.compute(recursion, rows);
        }
      }
      return planning.get();
    } finally {
      computed.forEach(MemoryTable::drop);
    }
  }

  private MemoryTable table(Schema schema) {
    return new MemoryTable("recursion", schema, TableRules.none(schema), store, datasets, none);
  }

  private void compute(RecursiveTable recursion, MemoryTable all, CachePreparation preparation) {
    PreparedQuery step = starter.prepare(recursion.step());
    MemoryTable last = table(recursion.schema());
    try {
      append(last, preparation, () -> starter.run(recursion.seed(), 0));
      while (last.numRows() > 0) {
        MemoryTable before = last;
        append(all, preparation, () -> starter.run(scan(before), 0));
        MemoryTable next = table(recursion.schema());
        last = next;
        try {
          Map<TableSource, MemoryTable> read =
              Map.of(recursion.last(), before, recursion.all(), all);
          append(next, preparation, () -> starter.run(step, read));
        } finally {
          before.drop();
        }
      }
    } finally {
      last.drop();
    }
  }

  private void append(
      MemoryTable table, CachePreparation preparation, Supplier<QueryResult> query) {
    preparation.run(
        query,
        rows -> {
          long _ = table.append(rows, stored -> starter.run(scan(stored), 0));
        });
  }

  private LogicalQuery scan(MemoryTable table) {
    return TableScans.scan(table, "recursion", columns);
  }

  private LogicalQuery scan(StoredTable table) {
    return TableScans.scan(table, "recursion", columns);
  }
}
