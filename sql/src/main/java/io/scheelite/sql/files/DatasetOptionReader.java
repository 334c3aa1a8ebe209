package io.scheelite.sql.files;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.dataset.DatasetOptions;
import io.scheelite.sql.command.TypeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the options that all formats have: those that make one table of several files. */
final class DatasetOptionReader {
  static final List<String> NAMES =
      List.of(
          "hive_partitioning", "hive_types", "hive_types_autocast", "union_by_name", "filename");

  private static final String FILE_COLUMN = "filename";

  private DatasetOptionReader() {}

  static DatasetOptions read(Map<String, String> options) {
    DatasetOptions result = DatasetOptions.defaults();
    for (Map.Entry<String, String> entry : options.entrySet()) {
      if (NAMES.contains(entry.getKey())) {
        result = with(result, OptionText.of(entry));
      }
    }
    return result;
  }

  private static DatasetOptions with(DatasetOptions before, OptionText option) {
    return switch (option.name()) {
      case "hive_partitioning" -> before.withHivePartitioning(option.truth());
      case "hive_types_autocast" -> before.withHiveTypesAutocast(option.truth());
      case "union_by_name" -> before.withUnionByName(option.truth());
      case "hive_types" -> {
        Map<String, DataType> types = new LinkedHashMap<>();
        option.struct().forEach((name, type) -> types.put(name, type(option, type)));
        yield before.withHiveTypes(types);
      }
      default -> before.withFileColumn(fileColumn(option));
    };
  }

  private static DataType type(OptionText option, String text) {
    DataType type = TypeText.parse(text);
    return switch (type) {
      case DataType.List _, DataType.Struct _, DataType.Map _, DataType.Binary _, DataType.Null _ ->
          throw option.bad("types that are not nested");
      default -> type;
    };
  }

  /** A truth value, or the column's name. */
  private static @Nullable String fileColumn(OptionText option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "true", "1", "on" -> FILE_COLUMN;
      case "false", "0", "off" -> null;
      case "" -> throw option.bad("true, false or a name");
      default -> option.value();
    };
  }

  /** The options that are none of these. */
  static Map<String, String> others(Map<String, String> options) {
    Map<String, String> others = new LinkedHashMap<>(options);
    others.keySet().removeAll(NAMES);
    return others;
  }
}
