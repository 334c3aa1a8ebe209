package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Puts the values of parameters where a statement has question marks. */
final class ParameterValues extends SqlShuttle {
  /** Digits of a second's fraction. */
  private static final int MICROSECONDS = 6;

  private final List<? extends @Nullable Object> values;

  private ParameterValues(List<? extends @Nullable Object> values) {
    this.values = values;
  }

  /** How many question marks there are. */
  static int count(SqlNode parsed) {
    int[] count = new int[1];
    parsed.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            count[0] = Math.max(count[0], parameter.getIndex() + 1);
            return null;
          }
        });
    return count[0];
  }

  /** The statement with the values in it, which are literals then. */
  static SqlNode put(SqlNode parsed, List<? extends @Nullable Object> values) {
    int wanted = count(parsed);
    require(wanted, values);
    SqlNode result = wanted == 0 ? parsed : parsed.accept(new ParameterValues(values));
    return result == null ? parsed : result;
  }

  /** The statement, if all rows have values for its parameters. */
  static SqlNode require(
      SqlNode parsed, List<? extends List<? extends @Nullable Object>> rowsOfValues) {
    int wanted = count(parsed);
    rowsOfValues.forEach(values -> require(wanted, values));
    return parsed;
  }

  private static void require(int wanted, List<? extends @Nullable Object> values) {
    if (wanted != values.size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "a value for each parameter is needed: numParameters="
              + wanted
              + " numValues="
              + values.size());
    }
  }

  @Override
  public SqlNode visit(SqlDynamicParam parameter) {
    return literal(values.get(parameter.getIndex()), parameter.getParserPosition());
  }

  /** A number written into GROUP BY or ORDER BY is that of a column, a parameter is a value. */
  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode result = super.visit(call);
    if (call instanceof SqlSelect before && result instanceof SqlSelect after) {
      keepValues(before.getGroup(), after.getGroup());
    } else if (call instanceof SqlOrderBy before && result instanceof SqlOrderBy after) {
      keepValues(before.orderList, after.orderList);
    }
    return result;
  }

  private static void keepValues(@Nullable SqlNodeList before, @Nullable SqlNodeList after) {
    for (int i = 0; before != null && after != null && i < before.size(); i++) {
      SqlNode value = SelectSyntax.withoutDirection(after.get(i));
      if (SelectSyntax.withoutDirection(before.get(i)) instanceof SqlDynamicParam
          && value instanceof SqlNumericLiteral) {
        SqlNode expression =
            SqlStdOperatorTable.UNARY_PLUS.createCall(value.getParserPosition(), value);
        after.set(i, SelectSyntax.inDirection(after.get(i), expression));
      }
    }
  }

  /** A constant; dates and times of years from 1 to 9999. */
  static SqlNode literal(@Nullable Object value, SqlParserPos pos) {
    return switch (value) {
      case null -> SqlLiteral.createNull(pos);
      case Boolean flag -> SqlLiteral.createBoolean(flag, pos);
      case BigDecimal number -> exact(number, pos);
      case Float number -> approximate(number.doubleValue(), pos);
      case Double number -> approximate(number, pos);
      case Number number -> SqlLiteral.createExactNumeric(number.toString(), pos);
      case LocalDate date ->
          SqlLiteral.createDate(new DateString(inRange(date, date.getYear()).toString()), pos);
      case LocalDateTime time -> timestamp(inRange(time, time.getYear()), pos);
      case String text -> SqlLiteral.createCharString(text, pos);
      default ->
          throw SqlException.unsupported("parameters of class " + value.getClass().getName());
    };
  }

  /** A constant of a year from 1 to 9999. */
  static SqlNode timestamp(LocalDateTime time, SqlParserPos pos) {
    return SqlLiteral.createTimestamp(
        SqlTypeName.TIMESTAMP, new TimestampString(ValueText.of(time)), MICROSECONDS, pos);
  }

  /** Literals have years of four digits. */
  private static <T> T inRange(T time, int year) {
    if (year < 1 || year > 9999) {
      throw SqlException.of(
          ErrorCode.INVALID_DATE_TIME,
          "a parameter is not of a year from 1 to 9999: value=" + time);
    }
    return time;
  }

  private static SqlNode exact(BigDecimal number, SqlParserPos pos) {
    int most = DataType.Decimal.MAX_PRECISION;
    if (number.scale() > most || (long) number.precision() - number.scale() > most) {
      throw SqlException.of(
          ErrorCode.NUMERIC_OVERFLOW, "a parameter has more than 38 digits: value=" + number);
    }
    return SqlLiteral.createExactNumeric(number.toPlainString(), pos);
  }

  private static SqlNode approximate(double number, SqlParserPos pos) {
    if (Double.isNaN(number) || Double.isInfinite(number)) { // there are no such literals
      return SqlStdOperatorTable.CAST.createCall(
          pos,
          SqlLiteral.createCharString(Double.toString(number), pos),
          new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DOUBLE, pos), pos));
    }
    return SqlLiteral.createApproxNumeric(Double.toString(number), pos);
  }
}
