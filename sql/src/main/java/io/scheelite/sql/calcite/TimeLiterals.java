package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.evaluation.DateTimeText;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.DateString;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code DATE '…'} and {@code TIMESTAMP '…'} as casts read texts: Calcite wants all parts of
 * a time, and would cut years off after four digits.
 */
final class TimeLiterals extends SqlShuttle {
  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private TimeLiterals() {}

  /** The statement with such constants in the form that Calcite reads. */
  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new TimeLiterals()));
  }

  @Override
  public @Nullable SqlNode visit(SqlLiteral literal) {
    if (!(literal instanceof SqlUnknownLiteral unknown)) {
      return literal;
    }
    return switch (unknown.tag.toUpperCase(Locale.ROOT)) {
      case "DATE" -> date(unknown);
      case "TIMESTAMP", "DATETIME" -> timestamp(unknown);
      case "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE" ->
          throw CalciteErrors.at(
              unknown.getParserPosition(),
              ErrorCode.UNSUPPORTED,
              "not supported yet: type " + unknown.tag.toUpperCase(Locale.ROOT));
      default -> literal;
    };
  }

  private static SqlNode date(SqlUnknownLiteral literal) {
    Long days = DateTimeText.parseDate(literal.getValue().strip());
    if (days == null) {
      throw refuse(literal, DataType.DATE);
    }
    LocalDate date = LocalDate.ofEpochDay(days);
    return isWritable(date.getYear())
        ? SqlLiteral.createDate(new DateString(date.toString()), literal.getParserPosition())
        : cast(literal, SqlTypeName.DATE);
  }

  private static SqlNode timestamp(SqlUnknownLiteral literal) {
    Long micros = DateTimeText.parseTimestamp(literal.getValue().strip());
    if (micros == null) {
      throw refuse(literal, DataType.TIMESTAMP);
    }
    int nanos = (int) Math.floorMod(micros, (long) MICROS_PER_SECOND) * NANOS_PER_MICRO;
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, (long) MICROS_PER_SECOND), nanos, ZoneOffset.UTC);
    return isWritable(time.getYear())
        ? ParameterValues.timestamp(time, literal.getParserPosition())
        : cast(literal, SqlTypeName.TIMESTAMP);
  }

  /** Calcite's constants have years of four digits. */
  private static boolean isWritable(int year) {
    return year >= 1 && year <= 9999;
  }

  private static SqlNode cast(SqlUnknownLiteral literal, SqlTypeName type) {
    SqlParserPos place = literal.getParserPosition();
    return SqlStdOperatorTable.CAST.createCall(
        place,
        SqlLiteral.createCharString(literal.getValue(), place),
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, place), place));
  }

  private static RuntimeException refuse(SqlUnknownLiteral literal, DataType type) {
    return CalciteErrors.at(
        literal.getParserPosition(),
        ErrorCode.INVALID_DATE_TIME,
        "not a date or time that can be represented: "
            + type.sqlName()
            + " '"
            + literal.getValue()
            + "'");
  }
}
