package io.scheelite.sql.logical;

import io.scheelite.columnar.Field;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;

/** Makes scans of whole tables. */
public final class TableScans {
  private TableScans() {}

  /** All columns of a table, under fresh identities. */
  public static LogicalQuery scan(TableSource table, String name, ColumnFactory columns) {
    List<PlanColumn> row = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    for (Field field : table.schema().fields()) {
      positions.add(row.size());
      row.add(columns.create(field.name(), field.type(), field.nullable()));
    }
    return LogicalQuery.of(new LogicalPlan.Scan(table, name, row, positions, List.of()));
  }
}
