package io.scheelite.sql.jdbc;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** How our types look through JDBC. */
final class JdbcTypes {
  private static final int LONGEST_TEXT = Integer.MAX_VALUE;

  private JdbcTypes() {}

  /** As in {@link Types}. */
  static int sqlType(DataType type) {
    return switch (type) {
      case DataType.Null _ -> Types.NULL;
      case DataType.Bool _ -> Types.BOOLEAN;
      case DataType.Int8 _ -> Types.TINYINT;
      case DataType.Int16 _ -> Types.SMALLINT;
      case DataType.Int32 _ -> Types.INTEGER;
      case DataType.Int64 _ -> Types.BIGINT;
      case DataType.Float32 _ -> Types.REAL;
      case DataType.Float64 _ -> Types.DOUBLE;
      case DataType.Decimal _ -> Types.DECIMAL;
      case DataType.Date _ -> Types.DATE;
      case DataType.Timestamp _ -> Types.TIMESTAMP;
      case DataType.Utf8 _ -> Types.VARCHAR;
      case DataType.Binary _ -> Types.VARBINARY;
      case DataType.List _ -> Types.ARRAY;
      case DataType.Struct _ -> Types.STRUCT;
      case DataType.Map _ -> Types.JAVA_OBJECT;
    };
  }

  /** Without precision. */
  static String name(DataType type) {
    return type instanceof DataType.Decimal ? "DECIMAL" : type.sqlName();
  }

  /** Of what {@code getObject} gives: the mapping of the JDBC specification. */
  static Class<?> javaClass(DataType type) {
    return switch (type) {
      case DataType.Null _ -> Object.class;
      case DataType.Bool _ -> Boolean.class;
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _ -> Integer.class;
      case DataType.Int64 _ -> Long.class;
      case DataType.Float32 _ -> Float.class;
      case DataType.Float64 _ -> Double.class;
      case DataType.Decimal _ -> BigDecimal.class;
      case DataType.Date _ -> Date.class;
      case DataType.Timestamp _ -> Timestamp.class;
      case DataType.Utf8 _ -> String.class;
      case DataType.Binary _ -> byte[].class;
      case DataType.List _ -> List.class;
      case DataType.Struct _, DataType.Map _ -> Map.class;
    };
  }

  /** The text of a constant as it is kept; see {@code Expression.Literal}. */
  static String literal(Object value, DataType type) {
    return switch (type) {
      case DataType.Utf8 _ -> "'" + value.toString().replace("'", "''") + "'";
      case DataType.Decimal decimal ->
          new BigDecimal(new BigInteger(value.toString()), decimal.scale()).toPlainString();
      case DataType.Date _ -> "'" + LocalDate.ofEpochDay(((Number) value).longValue()) + "'";
      case DataType.Timestamp _ ->
          "'"
              + ValueText.of(
                  LocalDateTime.ofEpochSecond(
                      Math.floorDiv(((Number) value).longValue(), 1_000_000L),
                      (int) Math.floorMod(((Number) value).longValue(), 1_000_000L) * 1000,
                      ZoneOffset.UTC))
              + "'";
      default -> value.toString();
    };
  }

  static int precision(DataType type) {
    return switch (type) {
      case DataType.Null _ -> 0;
      case DataType.Bool _ -> 1;
      case DataType.Int8 _ -> 3;
      case DataType.Int16 _ -> 5;
      case DataType.Int32 _ -> 10;
      case DataType.Int64 _ -> 19;
      case DataType.Float32 _ -> 7;
      case DataType.Float64 _ -> 15;
      case DataType.Decimal decimal -> decimal.precision();
      case DataType.Date _ -> 10;
      case DataType.Timestamp _ -> 26;
      case DataType.Utf8 _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          LONGEST_TEXT;
    };
  }

  static int scale(DataType type) {
    return switch (type) {
      case DataType.Decimal decimal -> decimal.scale();
      case DataType.Timestamp _ -> 6;
      default -> 0;
    };
  }

  static int displaySize(DataType type) {
    return switch (type) {
      case DataType.Null _ -> 4;
      case DataType.Bool _ -> 5;
      case DataType.Int8 _ -> 4;
      case DataType.Int16 _ -> 6;
      case DataType.Int32 _ -> 11;
      case DataType.Int64 _ -> 20;
      case DataType.Float32 _ -> 15;
      case DataType.Float64 _ -> 25;
      case DataType.Decimal decimal -> decimal.precision() + 2;
      case DataType.Date _ -> 10;
      case DataType.Timestamp _ -> 26;
      case DataType.Utf8 _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          LONGEST_TEXT;
    };
  }

  static boolean isSigned(DataType type) {
    return switch (sqlType(type)) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.DOUBLE,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }
}
