package io.scheelite.bench.tpcds;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import io.trino.tpcds.column.ColumnType;
import java.util.Arrays;

/**
 * Maps the generator's tables to schemas of the specification's types: keys BIGINT, whole numbers
 * INTEGER, money DECIMAL; everything may be null.
 */
final class TpcdsTableSchema {
  private TpcdsTableSchema() {}

  static Schema of(Table table) {
    return new Schema(
        Arrays.stream(table.getColumns())
            .map(column -> new Field(name(column), type(column.getType()), true))
            .toList());
  }

  /** The specification's name, which the generator has changed for one column. */
  private static String name(Column column) {
    return column.getName().equals("c_last_review_date_sk")
        ? "c_last_review_date"
        : column.getName();
  }

  static DataType type(ColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> DataType.INT64;
      case INTEGER -> DataType.INT32;
      case DATE -> DataType.DATE;
      case DECIMAL ->
          new DataType.Decimal(type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
      case VARCHAR, CHAR -> DataType.UTF8;
      case TIME -> throw new IllegalArgumentException("no table for queries has times of day");
    };
  }
}
