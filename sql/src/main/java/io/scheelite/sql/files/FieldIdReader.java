package io.scheelite.sql.files;

import io.scheelite.formats.dataset.DatasetOptions;
import io.scheelite.formats.dataset.FieldIdColumn;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.command.TypeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which columns are found in Parquet files by their field ids. */
final class FieldIdReader {
  static final String OPTION = "schema";

  private static final String FORM =
      "columns by field ids as MAP {1: {name: 'a', type: 'BIGINT', default_value: NULL}}";
  private static final Set<String> PARTS = Set.of("name", "type", "default_value");

  private FieldIdReader() {}

  /** Adds the columns of {@link #OPTION} to the other options. */
  static DatasetOptions with(DatasetOptions options, Map<String, String> texts) {
    String text = texts.get(OPTION);
    return text == null ? options : with(options, columns(new OptionText(OPTION, text)));
  }

  /** Adds columns to the other options. */
  static DatasetOptions with(DatasetOptions options, List<FieldIdColumn> columns) {
    if (options.unionByName() || Boolean.TRUE.equals(options.hivePartitioning())) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "columns by field ids do not go with union_by_name or hive_partitioning, leave them out");
    }
    return options.withFieldIdColumns(columns);
  }

  private static List<FieldIdColumn> columns(OptionText option) {
    List<FieldIdColumn> columns = new ArrayList<>();
    BracedText.read(option.value(), () -> option.bad(FORM))
        .forEach((id, column) -> columns.add(column(option, id, column)));
    if (columns.isEmpty()) {
      throw option.bad(FORM);
    }
    return columns;
  }

  private static FieldIdColumn column(OptionText option, String id, @Nullable Object said) {
    if (!(said instanceof Map<?, ?> parts)) {
      throw option.bad(FORM);
    }
    for (Object part : parts.keySet()) {
      if (!PARTS.contains(part)) {
        throw option.bad(FORM);
      }
    }
    Object value = parts.get("default_value");
    if (!(parts.get("name") instanceof String name)
        || !(parts.get("type") instanceof String type)
        || value instanceof Map<?, ?>) {
      throw option.bad(FORM);
    }
    try {
      return new FieldIdColumn(Integer.parseInt(id), name, TypeText.parse(type), (String) value);
    } catch (NumberFormatException e) {
      throw option.bad(FORM);
    }
  }
}
