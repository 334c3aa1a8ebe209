package io.scheelite.sql.command;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command says. Queries in it are texts as long as the whole statement up to their end, with
 * blanks for what is not theirs: so places in them are places in the statement.
 */
public sealed interface Command {
  /** What to do if there is such a table already. */
  enum IfThere {
    /** Fail. */
    REFUSE,
    /** Do nothing. */
    KEEP,
    /** Drop it. */
    REPLACE
  }

  /**
   * An expression of a declaration.
   *
   * @param text as it is written
   * @param query that selects it, which stands at its place unless lines before are too short
   */
  record Selected(String text, String query) {}

  /**
   * A column of CREATE TABLE or ALTER TABLE.
   *
   * @param defaultValue null if none is declared
   */
  record Column(Field field, @Nullable Selected defaultValue) {}

  /** A condition that no row may make false. */
  record Check(String name, Selected condition) {}

  /**
   * Columns whose values another table has.
   *
   * @param referenced empty for its primary key
   */
  record ForeignKey(List<String> columns, String table, List<String> referenced) {
    /** Copies the lists. */
    public ForeignKey {
      columns = List.copyOf(columns);
      referenced = List.copyOf(referenced);
    }
  }

  /** CREATE TABLE with columns. */
  record CreateTable(
      String name,
      List<Column> columns,
      List<String> primaryKey,
      List<Check> checks,
      List<ForeignKey> foreignKeys,
      IfThere ifThere)
      implements Command {
    /** Copies the lists. */
    public CreateTable {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
      checks = List.copyOf(checks);
      foreignKeys = List.copyOf(foreignKeys);
    }
  }

  /** What ALTER TABLE does. */
  sealed interface Alteration {
    /** Adds a column. */
    record Add(Column column, List<ForeignKey> foreignKeys, boolean ifMissing)
        implements Alteration {
      /** Copies the list. */
      public Add {
        foreignKeys = List.copyOf(foreignKeys);
      }
    }

    /** Takes a column away. */
    record Drop(String column, boolean ifThere) implements Alteration {}

    /** Gives a column another name. */
    record RenameColumn(String column, String name) implements Alteration {}

    /** Changes what a column gets where an INSERT has no value for it; null for a null. */
    record SetDefault(String column, @Nullable Selected defaultValue) implements Alteration {}

    /** Lets a column have nulls, or not. */
    record SetNullable(String column, boolean nullable) implements Alteration {}

    /** Converts a column. */
    record SetType(String column, DataType type) implements Alteration {}

    /** Gives the table another name. */
    record Rename(String name) implements Alteration {}
  }

  /** ALTER TABLE. */
  record Alter(String table, boolean ifExists, Alteration alteration) implements Command {}

  /**
   * CREATE TABLE AS, or CREATE VIEW.
   *
   * @param columnNames of the first columns; the others have those of the query
   * @param withoutRows whether the table has the query's columns alone
   */
  record CreateAs(
      String name,
      List<String> columnNames,
      String query,
      boolean isView,
      boolean withoutRows,
      IfThere ifThere)
      implements Command {
    /** Copies the list. */
    public CreateAs {
      columnNames = List.copyOf(columnNames);
    }
  }

  /** DROP TABLE or DROP VIEW. */
  record Drop(List<String> names, boolean isView, boolean ifExists) implements Command {
    /** Copies the list. */
    public Drop {
      names = List.copyOf(names);
    }
  }

  /**
   * COPY query TO.
   *
   * @param options by their names in lower case; some are lists
   */
  record CopyTo(String query, String path, Map<String, List<String>> options) implements Command {
    /** Copies the options. */
    public CopyTo {
      options = Map.copyOf(options);
    }
  }

  /**
   * COPY table FROM.
   *
   * @param columns empty for all
   * @param options by their names in lower case
   */
  record CopyFrom(String table, List<String> columns, String path, Map<String, String> options)
      implements Command {
    /** Copies the list and the options. */
    public CopyFrom {
      columns = List.copyOf(columns);
      options = Map.copyOf(options);
    }
  }

  /**
   * CREATE INDEX: a hint that is checked and remembered, since no query needs it.
   *
   * @param columns of the table; expressions are left out
   */
  record CreateIndex(String name, String table, List<String> columns, boolean ifNotExists)
      implements Command {
    /** Copies the list. */
    public CreateIndex {
      columns = List.copyOf(columns);
    }
  }

  /** DROP INDEX. */
  record DropIndex(List<String> names, boolean ifExists) implements Command {
    /** Copies the list. */
    public DropIndex {
      names = List.copyOf(names);
    }
  }

  /** TRUNCATE, the text of which is a DELETE. */
  record Truncate(String table) implements Command {}

  /** SHOW TABLES. */
  record ShowTables() implements Command {}

  /** DESCRIBE of a table or of a query's text. */
  record Describe(String query) implements Command {}

  /** SET. */
  record Assign(String setting, String value) implements Command {}

  /** SHOW of a setting; null for all. */
  record ShowSetting(@Nullable String setting) implements Command {}

  /** What happens to a transaction. */
  enum TransactionStep {
    /** It is opened. */
    BEGIN,
    /** Its changes stay. */
    COMMIT,
    /** Its changes are undone. */
    ROLLBACK
  }

  /** BEGIN, COMMIT and the like. */
  record Transaction(TransactionStep step) implements Command {}

  /**
   * What has no effect here: ANALYZE, VACUUM and the like, since tables keep themselves in order.
   */
  record Nothing() implements Command {}
}
