package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.command.Command.IfThere;
import io.scheelite.sql.command.Command.TransactionStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a SQL text asks for. */
public sealed interface SqlStatement {
  /** The query the statement is about; not every statement is. */
  default LogicalQuery query() {
    throw new IllegalStateException("statement has no query");
  }

  /** Columns of the rows it gives; null if it gives none. */
  default @Nullable Schema schema() {
    return null;
  }

  /**
   * Run a query.
   *
   * @param lasting whether the same text means the same query at another time
   */
  record Query(LogicalQuery query, boolean lasting) implements SqlStatement {
    @Override
    public Schema schema() {
      return query.schema();
    }
  }

  /**
   * Describe a query's plan.
   *
   * @param analyze run it too and show what really happened
   */
  record Explain(LogicalQuery query, boolean analyze) implements SqlStatement {
    @Override
    public Schema schema() {
      return query.schema();
    }
  }

  /** Rows that are known. */
  record Rows(Schema schema, List<List<@Nullable Object>> rows) implements SqlStatement {}

  /** Make a table without rows. */
  record CreateTable(String name, Schema columns, TableRules rules, IfThere ifThere)
      implements SqlStatement {}

  /**
   * Put another table in place of one.
   *
   * @param before what {@code table} means to the statement
   * @param name of the new one
   * @param rows with its columns and types
   */
  record Alter(
      String table,
      TableSource before,
      String name,
      Schema columns,
      TableRules rules,
      LogicalQuery rows)
      implements SqlStatement {}

  /** Make a table of a query's rows. */
  record CreateTableAs(String name, LogicalQuery query, IfThere ifThere) implements SqlStatement {
    /** Those of the table: what has no type becomes INTEGER. */
    public Schema columns() {
      List<Field> columns = new ArrayList<>();
      for (Field field : query.schema().fields()) {
        boolean typed = !(field.type() instanceof DataType.Null);
        columns.add(new Field(field.name(), typed ? field.type() : DataType.INT32, true));
      }
      return new Schema(columns);
    }
  }

  /**
   * Give a query a name.
   *
   * @param text of the query
   */
  record CreateView(String name, String text, Schema columns, IfThere ifThere)
      implements SqlStatement {}

  /** Forget tables or views. */
  record Drop(List<String> names, boolean isView, boolean ifExists) implements SqlStatement {}

  /** CREATE INDEX. */
  record CreateIndex(String name, String table, List<String> columns, boolean ifNotExists)
      implements SqlStatement {}

  /** DROP INDEX. */
  record DropIndex(List<String> names, boolean ifExists) implements SqlStatement {}

  /**
   * Add rows to a table.
   *
   * @param target what {@code table} means to the statement
   * @param query with the table's columns and types, and behind them what its rules say of each row
   */
  record Insert(String table, TableSource target, LogicalQuery query) implements SqlStatement {}

  /**
   * Put other rows in place of a table's rows.
   *
   * @param target what {@code table} means to the statement
   * @param query with the table's columns and types; for an update with one more, which is true in
   *     changed rows, and behind it what the table's rules say of each row
   * @param deletes whether what is missing afterwards was deleted
   */
  record Rewrite(String table, TableSource target, LogicalQuery query, boolean deletes)
      implements SqlStatement {}

  /**
   * Write rows to a file.
   *
   * @param format how
   * @param layout whether to one file
   */
  record CopyTo(LogicalQuery query, String path, CopyFormat format, CopyLayout layout)
      implements SqlStatement {}

  /** Change a setting. */
  record Assign(String setting, String value) implements SqlStatement {}

  /** Show a setting; null for all. */
  record ShowSetting(@Nullable String setting) implements SqlStatement {
    @Override
    public Schema schema() {
      return SETTINGS;
    }
  }

  /** Begin or end a transaction. */
  record Transaction(TransactionStep step) implements SqlStatement {}

  /** Columns of {@link ShowSetting}. */
  Schema SETTINGS =
      Schema.of(new Field("name", DataType.UTF8, false), new Field("value", DataType.UTF8, true));

  /** Nothing to do. */
  record Nothing() implements SqlStatement {}
}
