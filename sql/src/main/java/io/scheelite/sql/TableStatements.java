package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.command.Command.IfThere;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements that make, change and forget the tables of an engine. Each takes effect as a
 * whole at its end, or not at all. Thread-safe.
 */
final class TableStatements implements AutoCloseable {
  private final Engine engine;
  private final Catalog catalog;
  private final BlockStore store;
  private final AtomicLong numDatasets = new AtomicLong();
  private final Transactions transactions;
  private final Settings settings;

  TableStatements(Engine engine, Catalog catalog, BlockStore store) {
    this.engine = engine;
    this.catalog = catalog;
    this.store = store;
    this.transactions = new Transactions(catalog);
    this.settings = new Settings(engine, catalog);
  }

  Settings settings() {
    return settings;
  }

  Transactions transactions() {
    return transactions;
  }

  /** Runs any statement but a query. */
  StatementOutcome run(SqlStatement statement, StatementExecution execution) {
    return switch (statement) {
      case SqlStatement.Query _, SqlStatement.Explain _ ->
          throw new IllegalStateException("a query is run by the engine");
      case SqlStatement.Rows listing ->
          StatementOutcome.of(engine.rows(listing.schema(), listing.rows()));
      case SqlStatement.CreateTable create -> create(create);
      case SqlStatement.CreateTableAs create -> create(create, execution);
      case SqlStatement.Alter alter -> alter(alter, execution);
      case SqlStatement.CreateView create -> createView(create);
      case SqlStatement.Drop drop -> drop(drop);
      case SqlStatement.Nothing _ -> StatementOutcome.changed(0);
      case SqlStatement.CreateIndex create -> new Indexes(catalog).create(create);
      case SqlStatement.DropIndex drop -> new Indexes(catalog).drop(drop);
      case SqlStatement.Insert insert -> insert(insert, execution);
      case SqlStatement.Rewrite rewrite -> rewrite(rewrite, execution);
      case SqlStatement.CopyTo copy -> FileCopies.write(engine, copy, execution);
      case SqlStatement.Assign assign -> settings.assign(assign);
      case SqlStatement.ShowSetting show ->
          StatementOutcome.of(engine.rows(SqlStatement.SETTINGS, settings.rows(show.setting())));
      case SqlStatement.Transaction transaction -> transact(transaction);
    };
  }

  private StatementOutcome transact(SqlStatement.Transaction transaction) {
    switch (transaction.step()) {
      case BEGIN -> transactions.begin();
      case COMMIT -> transactions.commit();
      case ROLLBACK -> transactions.rollback();
    }
    return StatementOutcome.changed(0);
  }

  private boolean exists(String name) {
    return catalog.find(name) != null || catalog.findView(name) != null;
  }

  /** Whether there is nothing to do, since there is one; refuses if that must not be. */
  private boolean isKept(String name, IfThere ifThere, boolean view) {
    boolean otherKind = view ? catalog.find(name) != null : catalog.findView(name) != null;
    if (ifThere == IfThere.REPLACE && otherKind) {
      throw SqlException.of(
          ErrorCode.DUPLICATE_TABLE,
          "a " + (view ? "table" : "view") + " has that name, drop it first: name=" + name);
    }
    if (ifThere == IfThere.REFUSE && exists(name)) {
      throw SqlException.of(
          ErrorCode.DUPLICATE_TABLE, "table or view is there already: name=" + name);
    }
    return ifThere == IfThere.KEEP && exists(name);
  }

  private MemoryTable newTable(String name, Schema schema, TableRules rules) {
    return new MemoryTable(name, schema, rules, store, numDatasets, transactions);
  }

  /** Makes a table known unless there is one that is to be kept; whichever is not is freed. */
  private boolean register(String name, MemoryTable table, IfThere ifThere) {
    TableSource unwanted = table;
    try {
      unwanted =
          catalog.atomically(
              () -> {
                if (isKept(name, ifThere, false)) {
                  return table;
                }
                TableSource before = catalog.find(name);
                catalog.register(name, table);
                return before;
              });
    } finally {
      free(unwanted);
    }
    return unwanted != table;
  }

  private void free(@Nullable TableSource removed) {
    if (removed instanceof MemoryTable table) {
      transactions.drop(table);
    }
  }

  private StatementOutcome create(SqlStatement.CreateTable create) {
    MemoryTable table = newTable(create.name(), create.columns(), create.rules());
    boolean _ = register(create.name(), table, create.ifThere());
    return StatementOutcome.changed(0);
  }

  private StatementOutcome create(SqlStatement.CreateTableAs create, StatementExecution execution) {
    if (isKept(create.name(), create.ifThere(), false)) {
      return StatementOutcome.changed(0);
    }
    Schema schema = create.columns();
    MemoryTable table = newTable(create.name(), schema, TableRules.none(schema));
    long numRows = append(table, create.query(), execution);
    boolean made = register(create.name(), table, create.ifThere());
    return StatementOutcome.changed(made ? numRows : 0);
  }

  /** Nobody changes the rows while they are copied, nor is another table lost that has the name. */
  private StatementOutcome alter(SqlStatement.Alter alter, StatementExecution execution) {
    MemoryTable before = changeable(alter.table(), alter.before());
    MemoryTable after = newTable(alter.name(), alter.columns(), alter.rules());
    TableSource unwanted = after;
    try {
      unwanted =
          before.exclusively(
              execution.unwanted(),
              () -> {
                requireSame(alter.table(), before);
                long _ = append(after, alter.rows(), execution);
                return catalog.atomically(() -> replace(alter, before, after));
              });
    } finally {
      free(unwanted);
    }
    return StatementOutcome.changed(0);
  }

  /** A name that means another table by now has been overtaken by another statement. */
  private void requireSame(String name, MemoryTable table) {
    if (catalog.find(name) != table) {
      throw new TableGoneException(name);
    }
  }

  private MemoryTable replace(SqlStatement.Alter alter, MemoryTable before, MemoryTable after) {
    requireSame(alter.table(), before);
    boolean renamed = !alter.name().equalsIgnoreCase(alter.table());
    if (renamed && exists(alter.name())) {
      throw SqlException.of(
          ErrorCode.DUPLICATE_TABLE, "table or view is there already: name=" + alter.name());
    }
    catalog.replace(alter.table(), alter.name(), after);
    return before;
  }

  private long append(MemoryTable table, LogicalQuery query, StatementExecution execution) {
    return append(table, execution, () -> run(query, execution));
  }

  private long append(MemoryTable table, StatementExecution execution, MemoryTable.Change change) {
    return table.append(
        execution.unwanted(), change, stored -> run(engine.scanOf(stored), execution));
  }

  private QueryResult run(LogicalQuery query, StatementExecution execution) {
    return execution.track(engine.run(query, 0));
  }

  private StatementOutcome createView(SqlStatement.CreateView create) {
    Catalog.View view = new Catalog.View(create.name(), create.text(), create.columns());
    boolean _ =
        catalog.atomically(
            () -> {
              boolean kept = isKept(create.name(), create.ifThere(), true);
              if (!kept) {
                catalog.registerView(view);
              }
              return kept;
            });
    return StatementOutcome.changed(0);
  }

  private StatementOutcome drop(SqlStatement.Drop drop) {
    catalog.atomically(() -> remove(drop)).forEach(this::free);
    return StatementOutcome.changed(0);
  }

  /** Forgets tables or views; returns the tables. */
  private List<TableSource> remove(SqlStatement.Drop drop) {
    for (String name : drop.names()) {
      boolean there = drop.isView() ? catalog.findView(name) != null : catalog.find(name) != null;
      if (!there && !drop.ifExists()) {
        boolean other = drop.isView() ? catalog.find(name) != null : catalog.findView(name) != null;
        String kind = drop.isView() ? "view" : "table";
        throw SqlException.of(
            ErrorCode.UNKNOWN_TABLE,
            other
                ? "it is no "
                    + kind
                    + ": "
                    + name
                    + "; use DROP "
                    + (drop.isView() ? "TABLE" : "VIEW")
                : "unknown " + kind + ": " + name + NearNames.hint(name, engine.tableNames()));
      }
    }
    List<TableSource> removed = new ArrayList<>();
    for (String name : drop.names()) {
      TableSource table = drop.isView() ? null : catalog.removeTable(name);
      boolean _ = drop.isView() && catalog.removeView(name);
      if (table != null) {
        removed.add(table);
      }
    }
    return removed;
  }

  private static MemoryTable changeable(String name, TableSource target) {
    if (target instanceof MemoryTable table) {
      return table;
    }
    throw SqlException.of(
        ErrorCode.UNSUPPORTED, "only tables made by CREATE TABLE can be changed: table=" + name);
  }

  private StatementOutcome insert(SqlStatement.Insert insert, StatementExecution execution) {
    MemoryTable table = changeable(insert.table(), insert.target());
    return StatementOutcome.changed(
        append(table, execution, change(insert.table(), table, insert.query(), execution)));
  }

  private StatementOutcome rewrite(SqlStatement.Rewrite rewrite, StatementExecution execution) {
    MemoryTable table = changeable(rewrite.table(), rewrite.target());
    MemoryTable.Change change = change(rewrite.table(), table, rewrite.query(), execution);
    return StatementOutcome.changed(
        rewrite.deletes()
            ? table.delete(execution.unwanted(), change)
            : table.replace(execution.unwanted(), change));
  }

  private MemoryTable.Change change(
      String name, MemoryTable table, LogicalQuery query, StatementExecution execution) {
    return () -> {
      requireSame(name, table);
      return run(query, execution);
    };
  }

  /** Makes a table known that is not the engine's, in place of one of that name. */
  void register(String name, TableSource table) {
    TableSource before =
        catalog.atomically(
            () -> {
              TableSource known = catalog.find(name);
              catalog.register(name, table);
              return known;
            });
    free(before);
  }

  /** Frees the rows of all tables. */
  @Override
  public void close() {
    if (transactions.isOpen()) {
      transactions.commit(); // so that nothing is kept
    }
    for (Catalog.Entry entry : catalog.entries()) {
      if (entry.table() instanceof MemoryTable table) {
        table.drop();
        table.awaitChanges();
      }
    }
  }
}
