package io.scheelite.sql.reference;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** DuckDB in this process, holding copies of {@link RowsTable}s, to compare answers with. */
public final class DuckDbOracle implements AutoCloseable {
  private final DuckDBConnection connection;

  /** An empty database in memory. */
  public DuckDbOracle() throws SQLException {
    Connection opened = DriverManager.getConnection("jdbc:duckdb:");
    connection = opened.unwrap(DuckDBConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set threads = 1");
      // in 2.0.0 it finds no row that exists if two do: NOT EXISTS over a row that equals the count
      // of nothing
      statement.execute("set disabled_optimizers = 'statistics_propagation'");
    }
  }

  /** Copies a table. */
  public void load(RowsTable table) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (Field field : table.schema().fields()) {
      columns.add(field.name() + " " + field.type().sqlName());
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table " + table.name() + "(" + String.join(", ", columns) + ")");
    }
    try (DuckDBAppender appender = connection.createAppender("main", table.name())) {
      for (@Nullable Object[] row : table.rows()) {
        appender.beginRow();
        for (int i = 0; i < row.length; i++) {
          append(appender, row[i], table.schema().type(i));
        }
        appender.endRow();
      }
    }
  }

  private static void append(DuckDBAppender appender, @Nullable Object value, DataType type)
      throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case Long days when type instanceof DataType.Date ->
          appender.append(LocalDate.ofEpochDay(days));
      case Long number when type instanceof DataType.Int32 -> appender.append(number.intValue());
      case Long number -> appender.append(number);
      case Double number -> appender.append(number);
      case BigDecimal number -> appender.append(number);
      default -> appender.append(value.toString());
    }
  }

  /** Writes a table as a Parquet file. */
  public void writeParquet(String table, Path path) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "copy " + table + " to '" + path + "' (format parquet, row_group_size 4096)");
    }
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Rows as they are.
   *
   * @param types a letter per column: I integer, R other number, T anything else
   */
  public record Answer(String types, List<List<@Nullable Object>> rows) {}

  /** The rows of a query, dates and times as classes of {@code java.time}. */
  public Answer answer(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder types = new StringBuilder();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        types.append(letter(result.getMetaData().getColumnTypeName(i)));
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= types.length(); i++) {
          Object value = result.getObject(i);
          row.add(value instanceof Timestamp time ? time.toLocalDateTime() : value);
        }
        rows.add(row);
      }
      return new Answer(types.toString(), rows);
    }
  }

  private static char letter(String type) {
    if (type.startsWith("DECIMAL") || type.equals("DOUBLE") || type.equals("FLOAT")) {
      return 'R';
    }
    return type.endsWith("INT") || type.equals("INTEGER") ? 'I' : 'T';
  }

  /** The rows of a query as texts that {@link #texts} also gives for ours. */
  public List<String> query(String sql) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        @Nullable Object[] row = new @Nullable Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = result.getObject(i + 1);
        }
        rows.add(row);
      }
    }
    return texts(rows);
  }

  /** Rows as comparable texts: numbers with twelve significant digits, dates as days. */
  public static List<String> texts(List<@Nullable Object[]> rows) {
    List<String> result = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      List<String> values = new ArrayList<>();
      for (Object value : row) {
        values.add(text(value));
      }
      result.add(String.join("|", values));
    }
    return result;
  }

  /** The same texts in an order of their own, for answers without one. */
  public static List<String> sorted(List<String> texts) {
    return texts.stream().sorted(Comparator.naturalOrder()).toList();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case LocalDate date -> number(BigDecimal.valueOf(date.toEpochDay()));
      case Double number -> number(new BigDecimal(number));
      case Float number -> number(new BigDecimal(number));
      case BigDecimal number -> number(number);
      case BigInteger number -> number(new BigDecimal(number));
      case Number number -> number(BigDecimal.valueOf(number.longValue()));
      default -> value.toString();
    };
  }

  private static String number(BigDecimal value) {
    return value.signum() == 0
        ? "0"
        : value.round(new MathContext(12)).stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
