package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.catalog.Catalog;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of an engine, one after another: from {@link #begin} to {@link #commit} or {@link
 * #rollback} all changes of tables, views and rows belong together. They take effect at once, since
 * an engine has one user, whose statements are to see them; what they replace is kept until the
 * end. A statement that fails has changed nothing, and the transaction goes on.
 *
 * <p>Thread-safe; whoever ends a transaction sees to it that none of its statements runs.
 */
public final class Transactions {
  private final Catalog catalog;
  private @Nullable Open open; // guarded by this

  /** What the open transaction has found. */
  private record Open(
      Catalog.Snapshot catalog,
      Map<MemoryTable, List<TableSegment>> rows,
      Set<MemoryTable> dropped) {}

  Transactions(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Whether one is open. */
  public synchronized boolean isOpen() {
    return open != null;
  }

  /** Opens one. */
  public synchronized void begin() {
    if (open != null) {
      throw SqlException.of(ErrorCode.TRANSACTION_STATE, "a transaction is open already");
    }
    open = new Open(catalog.snapshot(), new IdentityHashMap<>(), identitySet());
  }

  private static Set<MemoryTable> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Ends it and keeps what it has changed. */
  public void commit() {
    Open ended = end();
    ended.rows.forEach(MemoryTable::settle);
    ended.dropped.forEach(MemoryTable::drop);
  }

  /** Ends it and puts everything back. */
  public void rollback() {
    Open ended = end();
    Set<MemoryTable> known = identitySet();
    known.addAll(ended.rows.keySet());
    known.addAll(ended.dropped);
    known.addAll(tables(catalog.snapshot()));
    catalog.restore(ended.catalog);
    ended.rows.forEach(MemoryTable::restore);
    known.removeAll(tables(ended.catalog));
    known.forEach(MemoryTable::drop);
  }

  private static Set<MemoryTable> tables(Catalog.Snapshot snapshot) {
    Set<MemoryTable> tables = identitySet();
    for (Catalog.Entry entry : snapshot.entries().values()) {
      if (entry.table() instanceof MemoryTable table) {
        tables.add(table);
      }
    }
    return tables;
  }

  private synchronized Open end() {
    Open ended = open;
    if (ended == null) {
      throw SqlException.of(ErrorCode.TRANSACTION_STATE, "no transaction is open");
    }
    open = null;
    return ended;
  }

  /** The datasets of a table that must stay, which is about to change; {@code current} are its. */
  synchronized Set<String> keep(MemoryTable table, List<TableSegment> current) {
    if (open == null) {
      return Set.of();
    }
    Set<String> datasets = new HashSet<>();
    open.rows
        .computeIfAbsent(table, _ -> current)
        .forEach(segment -> datasets.add(segment.dataset()));
    return datasets;
  }

  /** Frees a table that the catalog knows no longer: at once, or when it is not needed. */
  void drop(MemoryTable table) {
    synchronized (this) {
      if (open != null) {
        open.dropped.add(table);
        return;
      }
    }
    table.drop();
  }
}
