package io.scheelite.sql.calcite;

import com.google.common.collect.ImmutableSet;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.sql.SqlException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.StructKind;
import org.apache.calcite.sql.type.SqlTypeCoercionRule;
import org.apache.calcite.sql.type.SqlTypeName;

/** Maps our types to Calcite's and back. */
final class CalciteTypes {
  /** What may be cast at all; our own typing says more. */
  static final SqlTypeCoercionRule CASTS = casts();

  private CalciteTypes() {}

  private static SqlTypeCoercionRule casts() {
    Map<SqlTypeName, ImmutableSet<SqlTypeName>> from =
        new EnumMap<>(SqlTypeCoercionRule.lenientInstance().getTypeMapping());
    for (SqlTypeName text : List.of(SqlTypeName.CHAR, SqlTypeName.VARCHAR)) {
      from.merge(
          text,
          ImmutableSet.of(
              SqlTypeName.ARRAY,
              SqlTypeName.MAP,
              SqlTypeName.ROW,
              SqlTypeName.BINARY,
              SqlTypeName.VARBINARY),
          CalciteTypes::both);
    }
    for (SqlTypeName number :
        List.of(SqlTypeName.REAL, SqlTypeName.FLOAT, SqlTypeName.DOUBLE, SqlTypeName.DECIMAL)) {
      from.merge(number, ImmutableSet.of(SqlTypeName.BOOLEAN), CalciteTypes::both);
    }
    from.merge(
        SqlTypeName.VARBINARY,
        ImmutableSet.of(SqlTypeName.CHAR, SqlTypeName.VARCHAR),
        CalciteTypes::both);
    return SqlTypeCoercionRule.instance(from);
  }

  private static ImmutableSet<SqlTypeName> both(
      ImmutableSet<SqlTypeName> some, ImmutableSet<SqlTypeName> more) {
    return ImmutableSet.<SqlTypeName>builder().addAll(some).addAll(more).build();
  }

  /** Whether values are made of others. */
  static boolean isNested(RelDataType type) {
    return type.isStruct()
        || switch (type.getSqlTypeName()) {
          case ARRAY, MULTISET, MAP, ROW, STRUCTURED -> true;
          default -> false;
        };
  }

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
          case DataType.Binary _ -> factory.createSqlType(SqlTypeName.VARBINARY);
          case DataType.List list ->
              factory.createArrayType(toCalcite(factory, list.element(), true), -1);
          case DataType.Map map ->
              factory.createMapType(
                  toCalcite(factory, map.key(), false), toCalcite(factory, map.value(), true));
          case DataType.Struct struct ->
              factory.createStructType(
                  StructKind.FULLY_QUALIFIED,
                  struct.fields().stream()
                      .map(field -> toCalcite(factory, field.type(), true))
                      .toList(),
                  struct.fields().stream().map(Field::name).toList());
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
      case BINARY, VARBINARY -> DataType.BINARY;
      case ARRAY, MULTISET ->
          new DataType.List(fromCalcite(Objects.requireNonNull(type.getComponentType())));
      case MAP ->
          new DataType.Map(
              fromCalcite(Objects.requireNonNull(type.getKeyType())),
              fromCalcite(Objects.requireNonNull(type.getValueType())));
      case ROW, STRUCTURED ->
          new DataType.Struct(
              type.getFieldList().stream()
                  .map(field -> new Field(field.getName(), fromCalcite(field.getType()), true))
                  .toList());
      default -> throw SqlException.unsupported("type " + type.getFullTypeString());
    };
  }
}
