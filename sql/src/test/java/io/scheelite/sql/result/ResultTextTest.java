package io.scheelite.sql.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Text of results: the formats' own rules, and DuckDB's text of doubles. */
class ResultTextTest {
  private static final Schema SCHEMA =
      Schema.of(
          new Field("id", DataType.INT32, false),
          new Field("a,b", DataType.UTF8, true),
          new Field("price", new DataType.Decimal(9, 2), true));

  private static String text(ResultFormat format, List<List<@Nullable Object>> rows)
      throws IOException {
    StringBuilder target = new StringBuilder();
    ResultWriter writer = format.writer(target);
    writer.begin(SCHEMA);
    for (List<@Nullable Object> row : rows) {
      writer.row(row);
    }
    writer.end();
    return target.toString();
  }

  private static List<List<@Nullable Object>> rows() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.add(Arrays.asList(1, "plain", new BigDecimal("1.50")));
    rows.add(Arrays.asList(22, "with \"quotes\", comma\nand line", null));
    rows.add(Arrays.asList(333, "", new BigDecimal("-0.05")));
    rows.add(Arrays.asList(4, null, new BigDecimal("1000000.00")));
    return rows;
  }

  @Test
  void csvTellsNullFromEmptyText() throws IOException {
    assertThat(text(ResultFormat.CSV, rows()))
        .isEqualTo(
            """
            id,"a,b",price
            1,plain,1.50
            22,"with ""quotes"", comma
            and line",
            333,"",-0.05
            4,,1000000.00
            """);
  }

  @Test
  void jsonIsOneObjectPerLine() throws IOException {
    assertThat(text(ResultFormat.JSON, rows()))
        .isEqualTo(
            """
            {"id":1,"a,b":"plain","price":1.50}
            {"id":22,"a,b":"with \\"quotes\\", comma\\nand line","price":null}
            {"id":333,"a,b":"","price":-0.05}
            {"id":4,"a,b":null,"price":1000000.00}
            """);
  }

  @Test
  void tableAlignsNumbersToTheRight() throws IOException {
    List<List<@Nullable Object>> rows = rows();
    rows.remove(1);
    assertThat(text(ResultFormat.TABLE, rows).lines().map(String::stripTrailing))
        .containsExactly(
            "  id | a,b   |      price",
            "-----+-------+------------",
            "   1 | plain |       1.50",
            " 333 |       |      -0.05",
            "   4 | NULL  | 1000000.00",
            "(3 rows)");
  }

  @Test
  void datesAndTimestamps() {
    assertThat(ValueText.of(LocalDate.of(2024, 2, 29))).isEqualTo("2024-02-29");
    assertThat(ValueText.of(LocalDateTime.of(2024, 2, 29, 1, 2, 3)))
        .isEqualTo("2024-02-29 01:02:03");
    assertThat(ValueText.of(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 450_000_000)))
        .isEqualTo("2024-02-29 01:02:03.45");
  }

  @Test
  void doublesReadAsInDuckDb() throws SQLException {
    List<Double> values =
        new ArrayList<>(
            List.of(
                0.0,
                -0.0,
                1.0,
                0.1,
                1e15,
                1e16,
                1e17,
                1e22,
                123456789012345680.0,
                1e-3,
                1e-4,
                1e-5,
                1.5e-7,
                100.0,
                12345.678,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                -1e300));
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(-12, 25)));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement statement =
            connection.prepareStatement("select cast(cast(? as double) as varchar)")) {
      for (double value : values) {
        statement.setDouble(1, value);
        try (ResultSet result = statement.executeQuery()) {
          assertThat(result.next()).isTrue();
          assertThat(ValueText.of(value)).isEqualTo(result.getString(1));
        }
      }
    }
  }
}
