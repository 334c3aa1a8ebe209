package io.scheelite.formats.parquet;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings values of DuckDB's driver into the form of {@code Batches.rows}. */
final class DuckValues {
  private DuckValues() {}

  /** A value of a column that we hold to be of this type; any other value is left as it is. */
  static @Nullable Object of(DataType type, @Nullable Object value) throws SQLException {
    return switch (type) {
      case DataType.List(DataType element) when value instanceof Array array ->
          elements(element, (Object[]) array.getArray());
      case DataType.Struct(List<Field> fields) when value instanceof Struct struct ->
          fields(fields, struct.getAttributes());
      case DataType.Map map when value instanceof Map<?, ?> entries -> entries(map, entries);
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          value instanceof Byte || value instanceof Short || value instanceof Integer
              ? (Object) ((Number) value).longValue()
              : value;
      case DataType.Float32 _ -> value instanceof Float number ? number.doubleValue() : value;
      case DataType.Decimal _ ->
          switch (value) {
            case BigInteger number -> new BigDecimal(number);
            case Long number -> BigDecimal.valueOf(number);
            case null, default -> value;
          };
      case DataType.Date _ -> value instanceof Date date ? date.toLocalDate() : value;
      case DataType.Timestamp _ ->
          switch (value) {
            case LocalDateTime time -> micros(time);
            case Timestamp time -> micros(time.toLocalDateTime());
            case OffsetDateTime time ->
                micros(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
            case null, default -> value;
          };
      case DataType.Utf8 _ -> value == null ? null : value.toString(); // JSON and UUID, too
      case DataType.Binary _ ->
          value instanceof Blob blob
              ? ByteBuffer.wrap(blob.getBytes(1, (int) blob.length()))
              : value;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float64 _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          value;
    };
  }

  private static LocalDateTime micros(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  private static List<@Nullable Object> elements(DataType type, @Nullable Object[] values)
      throws SQLException {
    List<@Nullable Object> result = new ArrayList<>();
    for (Object value : values) {
      result.add(of(type, value));
    }
    return result;
  }

  private static List<@Nullable Object> fields(List<Field> fields, @Nullable Object[] values)
      throws SQLException {
    List<@Nullable Object> result = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      result.add(i < fields.size() ? of(fields.get(i).type(), values[i]) : values[i]);
    }
    return result;
  }

  private static List<@Nullable Object> entries(DataType.Map map, Map<?, ?> entries)
      throws SQLException {
    List<@Nullable Object> result = new ArrayList<>();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      result.add(Arrays.asList(of(map.key(), entry.getKey()), of(map.value(), entry.getValue())));
    }
    return result;
  }

  /** One of our values with maps as DuckDB's driver shows them: with each key once. */
  static @Nullable Object withSingleKeys(DataType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case DataType.List(DataType element) -> {
        List<@Nullable Object> result = new ArrayList<>();
        ((List<?>) value).forEach(part -> result.add(withSingleKeys(element, part)));
        yield result;
      }
      case DataType.Struct(List<Field> fields) -> {
        List<@Nullable Object> result = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
          result.add(withSingleKeys(fields.get(i).type(), ((List<?>) value).get(i)));
        }
        yield result;
      }
      case DataType.Map map -> {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (Object part : (List<?>) value) {
          List<?> entry = (List<?>) part;
          entries.put(
              withSingleKeys(map.key(), entry.get(0)), withSingleKeys(map.value(), entry.get(1)));
        }
        List<@Nullable Object> result = new ArrayList<>();
        entries.forEach((key, entry) -> result.add(Arrays.asList(key, entry)));
        yield result;
      }
      default -> value;
    };
  }
}
