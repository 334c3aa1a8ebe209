package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.expression.NumericTypes;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Tells Calcite's validator the dialect's type rules, so that it believes what we compute. */
final class DialectTypeSystem extends RelDataTypeSystemImpl {
  private static final int TIMESTAMP_DIGITS = 6;

  @Override
  public int getMaxPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL -> DataType.Decimal.MAX_PRECISION;
      case TIMESTAMP -> TIMESTAMP_DIGITS;
      default -> super.getMaxPrecision(typeName);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName typeName) {
    return typeName == SqlTypeName.DECIMAL
        ? DataType.Decimal.MAX_PRECISION
        : super.getMaxScale(typeName);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName typeName) {
    return switch (typeName) {
      case DECIMAL -> DataType.Decimal.MAX_INT64_PRECISION;
      case TIMESTAMP -> TIMESTAMP_DIGITS;
      default -> super.getDefaultPrecision(typeName);
    };
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  @Override
  public RelDataType deriveDecimalDivideType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    if (!SqlTypeUtil.isDecimal(left) && !SqlTypeUtil.isDecimal(right)) {
      return super.deriveDecimalDivideType(factory, left, right);
    }
    return factory.createTypeWithNullability(
        factory.createSqlType(SqlTypeName.DOUBLE), left.isNullable() || right.isNullable());
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    DataType type = CalciteTypes.fromCalcite(argument);
    DataType sum = NumericTypes.sumType(type);
    return sum == null ? argument : CalciteTypes.toCalcite(factory, sum, argument.isNullable());
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    return CalciteTypes.toCalcite(factory, DataType.FLOAT64, argument.isNullable());
  }
}
