package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.TypedExpressions;
import java.math.BigDecimal;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimestampString;

/** Translates constants. */
final class RexLiterals {
  private RexLiterals() {}

  static Expression translate(RexLiteral literal) {
    if (literal.isNull()) {
      return new Literal(null, CalciteTypes.fromCalcite(literal.getType()));
    }
    DataType type = CalciteTypes.fromCalcite(literal.getType());
    return switch (type) {
      case DataType.Bool _ -> new Literal(RexLiteral.booleanValue(literal), type);
      case DataType.Float32 _, DataType.Float64 _ ->
          new Literal(RexLiteral.numberValue(literal).doubleValue(), type);
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          TypedExpressions.cast(Literals.number(value(literal, BigDecimal.class)), type);
      case DataType.Decimal decimal -> number(value(literal, BigDecimal.class), decimal);
      case DataType.Date _, DataType.Timestamp _ -> TypedExpressions.cast(time(literal), type);
      case DataType.Utf8 _ -> new Literal(value(literal, String.class), type);
      case DataType.Null _ -> new Literal(null, type);
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw SqlException.unsupported("constant of type " + type.sqlName());
    };
  }

  /** Calcite gives a constant of one of both types the other without converting the value. */
  private static Expression time(RexLiteral literal) {
    return literal.getTypeName() == SqlTypeName.DATE
        ? new Literal(value(literal, Integer.class).longValue(), DataType.DATE)
        : TypedExpressions.cast(
            new Literal(value(literal, TimestampString.class).toString(), DataType.UTF8),
            DataType.TIMESTAMP);
  }

  /** As wide as the type of CAST says; the literal's own type may be narrower than Calcite's. */
  private static Expression number(BigDecimal value, DataType.Decimal type) {
    if (value.precision() > DataType.Decimal.MAX_PRECISION
        || value.scale() > DataType.Decimal.MAX_PRECISION) {
      throw SqlException.of(
          ErrorCode.NUMERIC_OVERFLOW, "a number has more than 38 digits: " + value);
    }
    Literal number = Literals.number(value);
    int scale = Math.max(0, value.scale());
    int numWhole = Math.max(0, value.precision() - value.scale());
    boolean fits = scale <= type.scale() && numWhole <= type.precision() - type.scale();
    return fits && !number.type().equals(type) ? TypedExpressions.cast(number, type) : number;
  }

  private static <T> T value(RexLiteral literal, Class<T> type) {
    T value = literal.getValueAs(type);
    if (value == null) {
      throw new IllegalStateException("literal without a value: " + literal);
    }
    return value;
  }
}
