package io.scheelite.sql.files;

import io.scheelite.columnar.Field;
import io.scheelite.formats.json.JsonLayout;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.command.TypeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the options of {@code read_json}. */
final class JsonOptionReader {
  private static final List<String> NAMES =
      List.of(
          "format",
          "ignore_errors",
          "maximum_object_size",
          "sample_size",
          "columns",
          "maximum_depth",
          "field_appearance_threshold",
          "map_inference_threshold",
          "auto_detect");

  private JsonOptionReader() {}

  static JsonOptions read(Map<String, String> options) {
    JsonOptions result = JsonOptions.defaults();
    for (Map.Entry<String, String> entry : options.entrySet()) {
      try {
        result = with(result, OptionText.of(entry));
      } catch (IllegalArgumentException e) {
        throw SqlException.of(ErrorCode.INVALID_QUERY, String.valueOf(e.getMessage()));
      }
    }
    return result;
  }

  private static JsonOptions with(JsonOptions before, OptionText option) {
    return switch (option.name()) {
      case "format" -> before.withLayout(layout(option));
      case "ignore_errors" -> before.withIgnoreErrors(option.truth());
      case "maximum_object_size" -> before.withMaxObjectBytes(option.number());
      case "sample_size" -> before.withSampleObjects(option.sampleSize());
      case "columns" -> before.withColumns(columns(option));
      case "maximum_depth" -> before.withNested(before.nested().withMostDepth(option.number()));
      case "field_appearance_threshold" ->
          before.withNested(before.nested().withFieldShare(option.real()));
      case "map_inference_threshold" ->
          before.withNested(before.nested().withMapFields(option.number()));
      case "auto_detect" -> {
        boolean _ = option.truth(); // what is said is not found out anyway
        yield before;
      }
      default -> throw option.unknown("JSON", NAMES);
    };
  }

  private static JsonLayout layout(OptionText option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "auto" -> JsonLayout.AUTO;
      case "newline_delimited", "nd" -> JsonLayout.LINES;
      case "array" -> JsonLayout.ARRAY;
      case "unstructured" -> JsonLayout.SEQUENCE;
      default -> throw option.bad("auto, newline_delimited, array or unstructured");
    };
  }

  private static List<Field> columns(OptionText option) {
    List<Field> columns = new ArrayList<>();
    option
        .struct()
        .forEach((name, type) -> columns.add(new Field(name, TypeText.parse(type), true)));
    return columns;
  }
}
