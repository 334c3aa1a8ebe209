package io.scheelite.sql.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values in JSON: numbers and booleans bare, lists as arrays, structs and maps as objects, all else
 * as text.
 */
final class JsonValues {
  static final JsonFactory FACTORY = new JsonFactory();

  private JsonValues() {}

  static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean truth -> json.writeBoolean(truth);
      case Number number when Double.isFinite(number.doubleValue()) ->
          json.writeNumber(ValueText.of(number));
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Object key = entry.getKey();
          json.writeFieldName(key == null ? "null" : ValueText.of(key));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> json.writeString(ValueText.of(value));
    }
  }

  /** A nested value as a text by itself. */
  static String text(Object nested) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, nested);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
