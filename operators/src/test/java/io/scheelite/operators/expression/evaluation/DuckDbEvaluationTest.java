package io.scheelite.operators.expression.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Conversions and functions give what DuckDB gives, compared as text.
 *
 * <p>Left out, since we differ on purpose: years before 1 (we count 0000, -0001 …), hour 24,
 * numbers with underscores or in hexadecimal, and ß, which has no upper case here.
 */
@ExtendWith(LedgerCheck.class)
class DuckDbEvaluationTest {
  private static final Decimal DECIMAL = new Decimal(12, 3);
  private static final Expression.ColumnRef TEXT = new Expression.ColumnRef(0, DataType.UTF8, true);

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0.0",
          "1",
          "-1",
          "0.1",
          "0.5",
          "1.5",
          "2.5",
          "-2.5",
          "0.0001",
          "0.00001",
          "1e15",
          "1e16",
          "123456789012345680",
          "3.4028235e38",
          "16777217",
          "100",
          "1234567.891",
          "-99999999.9995",
          "0.0005",
          "-0.0005",
          "0.00049",
          "1e-7",
          "9007199254740993",
          "0.3333333333333333",
          "127.5",
          "128",
          "-128.5",
          "-129",
          "32767.4",
          "2147483647.5",
          "9223372036854775807",
          "9223372036854775808",
          "  42 ",
          "+7",
          "",
          "1e",
          "abc",
          ".5",
          "5.",
          "1 2",
          "nan",
          "inf",
          "-Infinity");

  private static final List<String> DATES =
      List.of(
          "1970-01-01",
          "1996-02-29",
          "1900-02-28",
          "2000-12-31",
          "1969-12-31",
          "0101-01-01",
          "9999-12-31",
          "2023-02-29",
          "2023-13-01",
          "1998-1-2",
          "1998-09-02 12:34:56",
          "1998-09-02 12:34:56.789",
          "1998-09-02T01:02:03.000001",
          "x",
          "",
          "1998/09/02",
          "1998-09/02",
          "1998 09 02",
          "1998-09-02T01:02Z",
          "1998-09-02 01:02:03 +01:30",
          "1998-09-02 01:02:03.4567891-05",
          "1998-09-02 01:02:03 Europe/Berlin",
          "1998-09-02 01:02:03x",
          "1998-12-31 24:00:00",
          "1998-12-31 24:00:01");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "abc",
          "PROMO BURNISHED COPPER",
          "forest green antique",
          "special requests",
          "no special packages or requests",
          "ÄÖÜ grün",
          "日本語テキスト",
          "a_b%c",
          "   spaced   ",
          "the quick brown fox jumps over the lazy dog",
          "MiXeD CaSe",
          "x".repeat(300));

  private static List<@Nullable String> ours(Expression expression, List<String> inputs) {
    Schema schema = new Schema(List.of(new Field("text", DataType.UTF8, true)));
    Expression text =
        expression.type() instanceof DataType.Utf8
            ? expression
            : new Expression.Cast(expression, DataType.UTF8, false);
    TestMemory memory = TestMemory.create(16 << 20);
    List<@Nullable String> result = new ArrayList<>();
    try (Batches batches = new Batches(memory)) {
      MemoryConsumer consumer =
          memory.reserved("projector", Projector.floorBytes(List.of(text), schema, inputs.size()));
      try (ScratchAllocator scratch = new ScratchAllocator(consumer);
          Projector projector = new Projector(List.of(text), schema, inputs.size(), scratch)) {
        Batch batch =
            projector.project(batches.batch(schema, inputs.stream().map(List::of).toList()));
        Batches.rows(batch).forEach(row -> result.add((String) row.getFirst()));
      }
      consumer.close();
    }
    memory.close();
    return result;
  }

  private static List<@Nullable String> theirs(String sql, List<String> inputs)
      throws SQLException {
    List<@Nullable String> result = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT CAST(" + sql + " AS VARCHAR) FROM (SELECT CAST(? AS VARCHAR) AS x)")) {
      for (String input : inputs) {
        statement.setString(1, input);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          result.add(rows.getString(1));
        }
      }
    }
    return result;
  }

  private static void check(Expression expression, String sql, List<String> inputs)
      throws SQLException {
    List<@Nullable String> ours = ours(expression, inputs);
    List<@Nullable String> theirs = theirs(sql, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(ours.get(i)).as(sql + " of '" + inputs.get(i) + "'").isEqualTo(theirs.get(i));
    }
  }

  private static Expression parsed(DataType type) {
    return new Expression.Cast(TEXT, type, true);
  }

  private static Expression call(ScalarFunction function, DataType type, Expression... arguments) {
    return new Expression.FunctionCall(function, Arrays.asList(arguments), type, true);
  }

  private static Literal integer(long value) {
    return new Literal(value, DataType.INT64);
  }

  @Test
  void numbersAreReadAndWrittenAlike() throws SQLException {
    check(parsed(DataType.FLOAT64), "TRY_CAST(x AS DOUBLE)", NUMBERS);
    check(parsed(DataType.FLOAT32), "TRY_CAST(x AS REAL)", NUMBERS);
    check(parsed(DataType.INT64), "TRY_CAST(x AS BIGINT)", NUMBERS);
    check(parsed(DataType.INT8), "TRY_CAST(x AS TINYINT)", NUMBERS);
    check(parsed(DECIMAL), "TRY_CAST(x AS DECIMAL(12, 3))", NUMBERS);
  }

  @Test
  void numbersConvertAlike() throws SQLException {
    for (String type : List.of("TINYINT", "BIGINT", "DECIMAL(12, 3)", "REAL")) {
      DataType target =
          switch (type) {
            case "TINYINT" -> DataType.INT8;
            case "BIGINT" -> DataType.INT64;
            case "REAL" -> DataType.FLOAT32;
            default -> DECIMAL;
          };
      check(
          new Expression.Cast(parsed(DataType.FLOAT64), target, true),
          "TRY_CAST(TRY_CAST(x AS DOUBLE) AS " + type + ")",
          NUMBERS);
      check(
          new Expression.Cast(parsed(new Decimal(18, 4)), target, true),
          "TRY_CAST(TRY_CAST(x AS DECIMAL(18, 4)) AS " + type + ")",
          NUMBERS);
    }
  }

  @Test
  void datesAreReadWrittenAndShiftedAlike() throws SQLException {
    check(parsed(DataType.DATE), "TRY_CAST(x AS DATE)", DATES);
    check(parsed(DataType.TIMESTAMP), "TRY_CAST(x AS TIMESTAMP)", DATES);
    for (ScalarFunction part :
        List.of(ScalarFunction.YEAR, ScalarFunction.MONTH, ScalarFunction.DAY)) {
      check(
          call(part, DataType.INT64, parsed(DataType.DATE)), part + "(TRY_CAST(x AS DATE))", DATES);
    }
    for (int months : List.of(1, -1, 12, 25, -240)) {
      check(
          call(ScalarFunction.ADD_MONTHS, DataType.DATE, parsed(DataType.DATE), integer(months)),
          "CAST(TRY_CAST(x AS DATE) + INTERVAL (" + months + ") MONTH AS DATE)",
          DATES);
    }
  }

  @Test
  void textFunctionsAgree() throws SQLException {
    check(call(ScalarFunction.UPPER, DataType.UTF8, TEXT), "upper(x)", TEXTS);
    check(call(ScalarFunction.LOWER, DataType.UTF8, TEXT), "lower(x)", TEXTS);
    check(call(ScalarFunction.TRIM, DataType.UTF8, TEXT), "trim(x)", TEXTS);
    check(call(ScalarFunction.LENGTH, DataType.INT64, TEXT), "length(x)", TEXTS);
    for (int start : List.of(1, 2, 5, 13, 1000)) {
      check(
          call(ScalarFunction.SUBSTRING, DataType.UTF8, TEXT, integer(start), integer(7)),
          "substring(x, " + start + ", 7)",
          TEXTS);
    }
    for (String pattern :
        List.of("PROMO%", "%green%", "%special%requests%", "%e", "_", "%語%", "a\\_b%", "%o_", "")) {
      check(
          new Expression.Like(TEXT, pattern, '\\'), "x LIKE '" + pattern + "' ESCAPE '\\'", TEXTS);
    }
  }

  @Test
  void farDatesHaveTheSameParts() throws SQLException {
    List<String> dates = new ArrayList<>();
    for (LocalDate date = LocalDate.of(1, 1, 1);
        date.getYear() < 4000;
        date = date.plusDays(9973)) {
      dates.add(date.toString());
    }
    check(
        call(ScalarFunction.YEAR, DataType.INT64, parsed(DataType.DATE)),
        "year(CAST(x AS DATE))",
        dates);
  }
}
