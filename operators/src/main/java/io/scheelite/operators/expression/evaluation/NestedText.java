package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The text of nested values: JSON, maps as objects. Numbers that JSON does not have (NaN, the
 * infinite ones) are strings in it, as are dates, timestamps and bytes. Used by one thread.
 */
public final class NestedText {
  private final NestedReader reader = new NestedReader();
  private final StringBuilder text = new StringBuilder();

  /** The text of the value behind a view. */
  public String of(DataType type, long view) {
    text.setLength(0);
    reader.reset(view);
    append(type);
    return text.toString();
  }

  private void append(DataType type) {
    switch (type) {
      case DataType.List list -> appendList(list.element());
      case DataType.Map map -> appendMap(map);
      case DataType.Struct struct -> appendStruct(struct);
      case DataType.Bool _ -> text.append(reader.readBoolean());
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          text.append(integer(type));
      case DataType.Decimal decimal ->
          text.append(ValueText.decimal(reader.readDecimal(decimal), decimal.scale()));
      case DataType.Float32 _ -> {
        float value = reader.readFloat32();
        appendNumber(ValueText.float32(value), Float.isFinite(value));
      }
      case DataType.Float64 _ -> {
        double value = reader.readFloat64();
        appendNumber(ValueText.float64(value), Double.isFinite(value));
      }
      case DataType.Date _ -> quote(ValueText.date(integer(type)));
      case DataType.Timestamp _ -> quote(ValueText.timestamp(integer(type)));
      case DataType.Utf8 _ -> quote(new String(reader.readByteArray(), StandardCharsets.UTF_8));
      case DataType.Binary _ -> quote(ValueText.binary(reader.readByteArray()));
      case DataType.Null _ -> throw new IllegalStateException("a value of the type of nulls");
    }
  }

  private long integer(DataType type) {
    return reader.readInteger(type.physicalType().widthBytes());
  }

  private void appendNumber(String number, boolean finite) {
    if (finite) {
      text.append(number);
    } else {
      quote(number);
    }
  }

  private void appendMarked(Mark mark, DataType type) {
    if (mark == Mark.NULL) {
      text.append("null");
    } else {
      append(type);
    }
  }

  private void appendList(DataType element) {
    String separator = "[";
    for (Mark mark = reader.next(element); mark != Mark.END; mark = reader.next(element)) {
      text.append(separator);
      appendMarked(mark, element);
      separator = ",";
    }
    text.append(separator.equals("[") ? "[]" : "]");
  }

  private void appendStruct(DataType.Struct struct) {
    String separator = "{";
    for (Field field : struct.fields()) {
      text.append(separator);
      quote(field.name());
      text.append(':');
      appendMarked(reader.next(field.type()), field.type());
      separator = ",";
    }
    text.append('}');
  }

  private void appendMap(DataType.Map map) {
    DataType entry = map.entry();
    String separator = "{";
    while (reader.next(entry) != Mark.END) {
      text.append(separator);
      appendKey(map.key());
      text.append(':');
      appendMarked(reader.next(map.value()), map.value());
      separator = ",";
    }
    text.append(separator.equals("{") ? "{}" : "}");
  }

  /** Names in JSON are strings, so the text of any other key becomes one. */
  private void appendKey(DataType key) {
    int start = text.length();
    appendMarked(reader.next(key), key);
    if (text.charAt(start) != '"') {
      String bare = text.substring(start);
      text.setLength(start);
      quote(bare);
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (c < ' ') {
            text.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
