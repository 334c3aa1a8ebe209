package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.catalog.Catalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** Which types the places of a statement's parameters have, as far as that can be told. */
final class ParameterTypes {
  private final Catalog catalog;
  private final CalciteSession session;

  ParameterTypes(Catalog catalog, CalciteSession session) {
    this.catalog = catalog;
    this.session = session;
  }

  /** By the columns that they are for, or that they are compared with; NULL where neither is. */
  List<DataType> of(SqlNode parsed, int count) {
    DataType[] types = new DataType[count];
    Arrays.fill(types, DataType.NULL);
    if (count > 0 && parsed instanceof SqlInsert insert) {
      ofInsert(insert, types);
    } else if (count > 0 && parsed.isA(SqlKind.QUERY)) {
      ofQuery(parsed, types);
    }
    return List.of(types);
  }

  private void ofInsert(SqlInsert insert, DataType[] types) {
    ChangedTable table = ChangedTable.of(insert.getTargetTable(), catalog, session);
    if (!(insert.getSource() instanceof SqlBasicCall values)
        || values.getKind() != SqlKind.VALUES) {
      return;
    }
    SqlNodeList named = insert.getTargetColumnList();
    List<DataType> targets = new ArrayList<>();
    for (int i = 0; i < (named == null ? table.schema().size() : named.size()); i++) {
      int target = named == null ? i : table.column(named.get(i));
      targets.add(table.schema().fields().get(target).type());
    }
    for (SqlNode row : values.getOperandList()) {
      List<SqlNode> items =
          row instanceof SqlCall call && row.getKind() == SqlKind.ROW
              ? call.getOperandList()
              : List.of(row);
      for (int i = 0; i < Math.min(items.size(), targets.size()); i++) {
        if (items.get(i) instanceof SqlDynamicParam parameter) {
          types[parameter.getIndex()] = targets.get(i);
        }
      }
    }
  }

  private void ofQuery(SqlNode query, DataType[] types) {
    List<RelDataType> found;
    try {
      found = session.parameterTypes(query);
    } catch (RuntimeException unknown) { // a place that says nothing, such as an item of a SELECT
      return;
    }
    for (int i = 0; i < Math.min(types.length, found.size()); i++) {
      try {
        types[i] = CalciteTypes.fromCalcite(found.get(i));
      } catch (RuntimeException ignored) {
        types[i] = DataType.NULL;
      }
    }
  }
}
