package io.scheelite.bench.scan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a file: one value for each of some columns, of all rows or of those in a range.
 *
 * <p>Every value of the columns must be decoded, and as little as possible be done with it. Numbers
 * are summed up; of dates, which have no sum, the latest is sought; of strings the lengths in bytes
 * are summed up, which asks each for its place but leaves what stands there alone (lengths in
 * characters would count through all bytes in some engines and not in others). An aggregate without
 * groups costs every engine about a nanosecond a value. None of these can be answered from a file's
 * statistics, as {@code COUNT(*)} or a lonely {@code MAX} can: next to a sum, engines read.
 *
 * @param values of the answer
 * @param range rows that count; null for all
 */
public record ScanQuery(List<Value> values, @Nullable Range range) {
  /** Copies the list. */
  public ScanQuery {
    values = List.copyOf(values);
  }

  /**
   * A value of the answer.
   *
   * @param sql an aggregate
   * @param request what readers of records are asked for
   */
  public record Value(String sql, String request) {
    /** Of a column. */
    static Value of(Field column) {
      String name = column.name();
      return switch (Function.of(column.type())) {
        case SUM -> new Value("SUM(" + name + ")", "sum " + name);
        case MAX -> new Value("MAX(" + name + ")", "max " + name);
        case BYTES -> new Value("SUM(strlen(" + name + "))", "bytes " + name);
      };
    }
  }

  /**
   * A condition.
   *
   * @param column of whole numbers
   * @param from the least value
   * @param to the greatest value
   */
  public record Range(String column, long from, long to) {}

  /** Of these columns of a table, or of all if none is named. */
  static ScanQuery of(Schema schema, List<String> names, @Nullable Range range) {
    List<Value> values =
        schema.fields().stream()
            .filter(field -> names.isEmpty() || names.contains(field.name()))
            .map(Value::of)
            .toList();
    return new ScanQuery(values, range);
  }

  private enum Function {
    SUM,
    MAX,
    BYTES;

    static Function of(DataType type) {
      return switch (type) {
        case DataType.Date _, DataType.Timestamp _ -> MAX;
        case DataType.Utf8 _ -> BYTES;
        case DataType.Int8 _,
            DataType.Int16 _,
            DataType.Int32 _,
            DataType.Int64 _,
            DataType.Float32 _,
            DataType.Float64 _,
            DataType.Decimal _ ->
            SUM;
        case DataType.Null _,
            DataType.Bool _,
            DataType.Binary _,
            DataType.List _,
            DataType.Struct _,
            DataType.Map _ ->
            throw new IllegalArgumentException("column cannot be summed up: type=" + type);
      };
    }
  }

  /**
   * For engines that speak SQL.
   *
   * @param table what stands behind FROM
   */
  public String sql(String table) {
    String aggregates = values.stream().map(Value::sql).collect(Collectors.joining(", "));
    String sql = "SELECT " + aggregates + " FROM " + table;
    Range rows = range;
    return rows == null
        ? sql
        : sql + " WHERE " + rows.column + " BETWEEN " + rows.from + " AND " + rows.to;
  }

  /** For the reader of records of parquet-java; its program tells the words. */
  public String recordRequest(String file) {
    StringBuilder request = new StringBuilder("file ").append(file).append('\n');
    Range rows = range;
    if (rows != null) {
      request
          .append("filter ")
          .append(rows.column)
          .append(' ')
          .append(rows.from)
          .append(' ')
          .append(rows.to)
          .append('\n');
    }
    values.forEach(value -> request.append(value.request).append('\n'));
    return request.toString();
  }
}
