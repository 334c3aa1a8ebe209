package io.scheelite.sql;

import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.SqlStatement;
import java.util.List;

/**
 * Checks and remembers indexes. They are hints that no query needs: scans skip blocks by what is
 * known of their values. Stateless; the catalog remembers.
 */
final class Indexes {
  private final Catalog catalog;

  Indexes(Catalog catalog) {
    this.catalog = catalog;
  }

  StatementOutcome create(SqlStatement.CreateIndex create) {
    TableSource table = catalog.find(create.table());
    if (table == null) {
      List<String> names = catalog.entries().stream().map(Catalog.Entry::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_TABLE,
          "unknown table: " + create.table() + NearNames.hint(create.table(), names));
    }
    List<String> columns = table.schema().fields().stream().map(Field::name).toList();
    for (String column : create.columns()) {
      if (columns.stream().noneMatch(column::equalsIgnoreCase)) {
        throw SqlException.of(
            ErrorCode.UNKNOWN_COLUMN,
            "unknown column: " + column + NearNames.hint(column, columns));
      }
    }
    if (!catalog.addIndex(create.name(), create.table()) && !create.ifNotExists()) {
      throw SqlException.of(ErrorCode.DUPLICATE_TABLE, "index is there already: " + create.name());
    }
    return StatementOutcome.changed(0);
  }

  StatementOutcome drop(SqlStatement.DropIndex drop) {
    for (String name : drop.names()) {
      if (!drop.ifExists() && !catalog.hasIndex(name)) {
        throw SqlException.of(ErrorCode.UNKNOWN_TABLE, "unknown index: " + name);
      }
    }
    drop.names().forEach(catalog::removeIndex);
    return StatementOutcome.changed(0);
  }
}
