package io.scheelite.sql.result;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads nested values as lists and maps of Java objects, see {@link ValueReader}. */
final class NestedValues {
  private final NestedReader reader = new NestedReader();

  private NestedValues() {}

  /** The value behind a view. */
  static Object read(DataType type, long view) {
    NestedValues values = new NestedValues();
    values.reader.reset(view);
    return values.value(type);
  }

  private Object value(DataType type) {
    return switch (type) {
      case DataType.List list -> list(list.element());
      case DataType.Struct struct -> struct(struct);
      case DataType.Map map -> map(map);
      case DataType.Bool _ -> reader.readBoolean();
      case DataType.Int8 _ -> (byte) reader.readInteger(Byte.BYTES);
      case DataType.Int16 _ -> (short) reader.readInteger(Short.BYTES);
      case DataType.Int32 _ -> (int) reader.readInteger(Integer.BYTES);
      case DataType.Int64 _ -> reader.readInteger(Long.BYTES);
      case DataType.Float32 _ -> reader.readFloat32();
      case DataType.Float64 _ -> reader.readFloat64();
      case DataType.Decimal decimal -> new BigDecimal(reader.readDecimal(decimal), decimal.scale());
      case DataType.Date _ -> LocalDate.ofEpochDay(reader.readInteger(Integer.BYTES));
      case DataType.Timestamp _ -> ValueReader.timestamp(reader.readInteger(Long.BYTES));
      case DataType.Utf8 _ -> new String(reader.readByteArray(), StandardCharsets.UTF_8);
      case DataType.Binary _ -> reader.readByteArray();
      case DataType.Null _ -> throw new IllegalStateException("a value of the type of nulls");
    };
  }

  private @Nullable Object marked(Mark mark, DataType type) {
    return mark == Mark.NULL ? null : value(type);
  }

  private List<@Nullable Object> list(DataType element) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (Mark mark = reader.next(element); mark != Mark.END; mark = reader.next(element)) {
      elements.add(marked(mark, element));
    }
    return Collections.unmodifiableList(elements);
  }

  private Map<String, @Nullable Object> struct(DataType.Struct struct) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Field field : struct.fields()) {
      fields.put(field.name(), marked(reader.next(field.type()), field.type()));
    }
    return Collections.unmodifiableMap(fields);
  }

  private Map<@Nullable Object, @Nullable Object> map(DataType.Map map) {
    Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
    DataType entry = map.entry();
    while (reader.next(entry) != Mark.END) {
      Object key = marked(reader.next(map.key()), map.key());
      entries.put(key, marked(reader.next(map.value()), map.value()));
    }
    return Collections.unmodifiableMap(entries);
  }
}
