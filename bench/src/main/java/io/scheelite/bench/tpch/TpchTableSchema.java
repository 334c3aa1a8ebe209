package io.scheelite.bench.tpch;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchTable;

/**
 * Maps the generator's tables to schemas of the specification's types: money DECIMAL(15,2), days
 * DATE, nothing nullable.
 */
final class TpchTableSchema {
  private static final DataType MONEY = new DataType.Decimal(15, 2);

  private TpchTableSchema() {}

  static Schema of(TpchTable<?> table) {
    return new Schema(
        table.getColumns().stream()
            .map(column -> new Field(column.getColumnName(), type(column), false))
            .toList());
  }

  /** Most bytes of a string in this column (the generator's texts are ASCII). */
  static int maxTextBytes(TpchColumn<?> column) {
    return Math.toIntExact(column.getType().getPrecision().orElseThrow());
  }

  static boolean isText(TpchColumn<?> column) {
    return column.getType().getBase() == TpchColumnType.Base.VARCHAR;
  }

  private static DataType type(TpchColumn<?> column) {
    return switch (column.getType().getBase()) {
      case INTEGER -> DataType.INT32;
      case IDENTIFIER -> DataType.INT64;
      case DATE -> DataType.DATE;
      case DOUBLE -> MONEY;
      case VARCHAR -> DataType.UTF8;
    };
  }
}
