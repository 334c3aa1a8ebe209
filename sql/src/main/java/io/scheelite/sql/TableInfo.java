package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a name of the catalog stands for.
 *
 * @param kind {@code TABLE} or {@code VIEW}
 * @param rules its declaration's
 */
public record TableInfo(String name, String kind, Schema schema, TableRules rules) {
  static List<TableInfo> all(Catalog catalog) {
    List<TableInfo> all = new ArrayList<>();
    for (Catalog.Entry entry : catalog.entries()) {
      TableSource table = entry.table();
      all.add(new TableInfo(entry.name(), "TABLE", table.schema(), TableRules.of(table)));
    }
    for (Catalog.View view : catalog.views()) {
      all.add(new TableInfo(view.name(), "VIEW", view.schema(), TableRules.none(view.schema())));
    }
    all.sort(Comparator.comparing(TableInfo::name));
    return all;
  }
}
