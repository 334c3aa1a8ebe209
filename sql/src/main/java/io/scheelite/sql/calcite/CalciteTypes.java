package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.SqlException;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** Maps our types to Calcite's and back. */
final class CalciteTypes {
  private CalciteTypes() {}

  static RelDataType toCalcite(RelDataTypeFactory factory, DataType type, boolean nullable) {
    RelDataType result =
        switch (type) {
          case DataType.Null _ -> factory.createSqlType(SqlTypeName.NULL);
          case DataType.Bool _ -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case DataType.Int8 _ -> factory.createSqlType(SqlTypeName.TINYINT);
          case DataType.Int16 _ -> factory.createSqlType(SqlTypeName.SMALLINT);
          case DataType.Int32 _ -> factory.createSqlType(SqlTypeName.INTEGER);
          case DataType.Int64 _ -> factory.createSqlType(SqlTypeName.BIGINT);
          case DataType.Float32 _ -> factory.createSqlType(SqlTypeName.REAL);
          case DataType.Float64 _ -> factory.createSqlType(SqlTypeName.DOUBLE);
          case DataType.Decimal decimal ->
              factory.createSqlType(SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
          case DataType.Date _ -> factory.createSqlType(SqlTypeName.DATE);
          case DataType.Timestamp _ -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
          case DataType.Utf8 _ -> factory.createSqlType(SqlTypeName.VARCHAR);
        };
    return factory.createTypeWithNullability(result, nullable);
  }

  static DataType fromCalcite(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case NULL -> DataType.NULL;
      case BOOLEAN -> DataType.BOOLEAN;
      case TINYINT -> DataType.INT8;
      case SMALLINT -> DataType.INT16;
      case INTEGER -> DataType.INT32;
      case BIGINT -> DataType.INT64;
      case REAL -> DataType.FLOAT32;
      case FLOAT, DOUBLE -> DataType.FLOAT64;
      case DECIMAL -> new DataType.Decimal(Math.max(1, type.getPrecision()), type.getScale());
      case DATE -> DataType.DATE;
      case TIMESTAMP -> DataType.TIMESTAMP;
      case CHAR, VARCHAR -> DataType.UTF8;
      default -> throw SqlException.unsupported("type " + type.getFullTypeString());
    };
  }
}
