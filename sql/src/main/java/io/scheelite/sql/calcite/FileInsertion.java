package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.logical.TableScans;
import java.util.ArrayList;
import java.util.List;

/** COPY FROM as an INSERT of a file's rows. Used by one thread, for one statement. */
final class FileInsertion {
  private final Catalog catalog;
  private final ColumnFactory columns;

  FileInsertion(Catalog catalog, ColumnFactory columns) {
    this.catalog = catalog;
    this.columns = columns;
  }

  SqlStatement translate(Command.CopyFrom copy) {
    TableSource table = catalog.find(copy.table());
    if (table == null) {
      List<String> names = catalog.entries().stream().map(Catalog.Entry::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_TABLE,
          "unknown table: " + copy.table() + NearNames.hint(copy.table(), names));
    }
    Schema schema = table.schema();
    int[] targets = targets(copy, schema);
    FileReference file = CopySource.of(copy.path(), copy.options());
    List<Field> wanted = new ArrayList<>();
    for (int target : targets) {
      wanted.add(schema.fields().get(target).withNullable(true));
    }
    // values are read as the columns' types, so that an error names the line of the file
    boolean texts =
        file.format() == FileReference.Format.CSV || file.format() == FileReference.Format.JSON;
    TableSource source = texts ? catalog.open(file, wanted) : catalog.open(file);
    LogicalQuery rows = TableScans.scan(source, copy.path(), columns);
    if (rows.outputs().size() != targets.length) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "number of columns of the file differs from that of the table: file="
              + rows.outputs().size()
              + " table="
              + targets.length);
    }
    TableRules rules = TableRules.of(table);
    List<Expression> defaults = new DeclaredExpressions(catalog, columns).defaults(rules, schema);
    LogicalQuery assigned = RowInsertion.assigned(rows, schema, defaults, targets, columns);
    return new SqlStatement.Insert(
        copy.table(), table, DeclaredExpressions.checked(assigned, rules, columns));
  }

  private static int[] targets(Command.CopyFrom copy, Schema schema) {
    int[] targets = new int[copy.columns().isEmpty() ? schema.size() : copy.columns().size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = copy.columns().isEmpty() ? i : column(copy.columns().get(i), schema);
    }
    return targets;
  }

  private static int column(String name, Schema schema) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.fields().get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    List<String> names = schema.fields().stream().map(Field::name).toList();
    throw SqlException.of(
        ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + NearNames.hint(name, names));
  }
}
