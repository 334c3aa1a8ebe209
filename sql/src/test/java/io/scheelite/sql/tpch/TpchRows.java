package io.scheelite.sql.tpch;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.reference.RowsTable;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generated TPC-H tables as Java rows, in the standard's types. */
public final class TpchRows {
  private TpchRows() {}

  /** All eight tables. */
  public static List<RowsTable> tables(double scaleFactor) {
    List<RowsTable> tables = new ArrayList<>();
    for (TpchTable<?> table : TpchTable.getTables()) {
      tables.add(table(table, scaleFactor));
    }
    return tables;
  }

  private static <E extends TpchEntity> RowsTable table(TpchTable<E> table, double scaleFactor) {
    List<TpchColumn<E>> columns = table.getColumns();
    List<Field> fields =
        columns.stream().map(c -> new Field(c.getColumnName(), type(c), false)).toList();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (E entity : table.createGenerator(scaleFactor, 1, 1)) {
      @Nullable Object[] row = new @Nullable Object[columns.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = value(columns.get(i), entity);
      }
      rows.add(row);
    }
    return new RowsTable(table.getTableName().replace("_", ""), new Schema(fields), rows);
  }

  private static DataType type(TpchColumn<?> column) {
    return switch (column.getType().getBase()) {
      case INTEGER -> DataType.INT32;
      case IDENTIFIER -> DataType.INT64;
      case DATE -> DataType.DATE;
      case DOUBLE -> new DataType.Decimal(15, 2);
      case VARCHAR -> DataType.UTF8;
    };
  }

  private static <E extends TpchEntity> Object value(TpchColumn<E> column, E entity) {
    return switch (column.getType().getBase()) {
      case INTEGER -> (long) column.getInteger(entity);
      case IDENTIFIER -> column.getIdentifier(entity);
      case DATE -> (long) column.getDate(entity);
      case DOUBLE -> BigDecimal.valueOf(column.getDouble(entity)).setScale(2, RoundingMode.HALF_UP);
      case VARCHAR -> column.getString(entity);
    };
  }
}
