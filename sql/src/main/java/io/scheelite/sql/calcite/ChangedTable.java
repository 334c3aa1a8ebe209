package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.catalog.TableRules;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/**
 * The table that a statement changes.
 *
 * @param source what its name means to the statement
 * @param session knows places in the statement
 */
record ChangedTable(String name, TableSource source, CalciteSession session) {
  /** The table that a name means; refused at its place if there is none. */
  static ChangedTable of(SqlNode table, Catalog catalog, CalciteSession session) {
    String name = lastName(table);
    List<String> qualifier = names(table).subList(0, names(table).size() - 1);
    if (!Catalog.isOwnSchema(qualifier)) {
      throw session.error(
          table.getParserPosition(), ErrorCode.UNKNOWN_TABLE, Catalog.unknownSchema(qualifier));
    }
    TableSource found = catalog.find(name);
    if (found == null) {
      List<String> names = catalog.entries().stream().map(Catalog.Entry::name).toList();
      throw session.error(
          table.getParserPosition(),
          ErrorCode.UNKNOWN_TABLE,
          "unknown table: " + name + NearNames.hint(name, names));
    }
    return new ChangedTable(name, found, session);
  }

  Schema schema() {
    return source.schema();
  }

  TableRules rules() {
    return TableRules.of(source);
  }

  private static List<String> names(SqlNode named) {
    return ((SqlIdentifier) named).names;
  }

  /** Of a qualified name the last part. */
  static String lastName(SqlNode named) {
    return names(named).getLast();
  }

  /** Where the column stands that a name means. */
  int column(SqlNode named) {
    String column = lastName(named);
    Schema schema = schema();
    for (int i = 0; i < schema.size(); i++) {
      if (schema.fields().get(i).name().equalsIgnoreCase(column)) {
        return i;
      }
    }
    List<String> names = schema.fields().stream().map(Field::name).toList();
    throw at(
        named,
        ErrorCode.UNKNOWN_COLUMN,
        "unknown column: " + column + NearNames.hint(column, names));
  }

  SqlException at(SqlNode node, ErrorCode code, String message) {
    return session.error(node.getParserPosition(), code, message);
  }
}
