package io.scheelite.formats.parquet;

import io.scheelite.columnar.DataType;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An in-memory DuckDB: writes and reads Parquet files independently of us. */
public final class DuckDb implements AutoCloseable {
  /** What the driver gives in the form that {@code Batches.rows} has, without being told types. */
  private static final List<DataType> ALIKE =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.DATE,
          DataType.UTF8);

  private final Connection connection;

  public DuckDb() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET threads=1");
    execute("SET TimeZone='UTC'");
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query in the form of {@code Batches.rows}. */
  public List<List<@Nullable Object>> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(
              result.getMetaData().getColumnTypeName(i).startsWith("TIMESTAMP")
                  ? result.getObject(i, LocalDateTime.class)
                  : canonical(result.getObject(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Whether {@link #query(String)} gives columns of these types as {@code Batches.rows} does. */
  public static boolean showsAlike(List<DataType> types) {
    return ALIKE.containsAll(types);
  }

  /** The names of the types of a query's columns. */
  public List<String> types(String sql) throws SQLException {
    List<String> types = new ArrayList<>();
    for (List<@Nullable Object> column : query("DESCRIBE " + sql)) {
      types.add(String.valueOf(column.get(1)));
    }
    return types;
  }

  /**
   * The rows of a query in the form that {@code Batches.rows} has for columns of these types. What
   * is of another type comes in any form. Of entries of a map with one key the last is left.
   */
  public List<List<@Nullable Object>> query(String sql, List<DataType> types) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          Object value =
              types.get(i).equals(DataType.TIMESTAMP) // of another class they have no era
                  ? result.getObject(i + 1, LocalDateTime.class)
                  : result.getObject(i + 1);
          row.add(DuckValues.of(types.get(i), value));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Our rows in the form of {@link #query(String, List)}. */
  public static List<List<@Nullable Object>> shown(
      List<DataType> types, List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> shown = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(DuckValues.withSingleKeys(types.get(i), row.get(i)));
      }
      shown.add(values);
    }
    return shown;
  }

  private static @Nullable Object canonical(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Byte number -> number.longValue();
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case BigInteger number -> number.longValueExact();
      case Date date -> date.toLocalDate();
      case UUID uuid -> uuid.toString();
      case LocalDate date -> date;
      default -> value;
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
