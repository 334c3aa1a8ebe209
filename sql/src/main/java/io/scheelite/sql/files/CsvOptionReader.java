package io.scheelite.sql.files;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.text.DateTimeFormat;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.command.TypeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the options of {@code read_csv}. */
final class CsvOptionReader {
  private static final List<String> NAMES =
      List.of(
          "delim",
          "sep",
          "delimiter",
          "header",
          "quote",
          "escape",
          "comment",
          "nullstr",
          "null",
          "all_varchar",
          "skip",
          "ignore_errors",
          "null_padding",
          "max_line_size",
          "names",
          "columns",
          "types",
          "dtypes",
          "sample_size",
          "dateformat",
          "timestampformat",
          "auto_detect");

  private CsvOptionReader() {}

  static CsvOptions read(Map<String, String> options) {
    CsvOptions result = CsvOptions.defaults();
    List<String> names = new ArrayList<>();
    Map<String, DataType> types = new HashMap<>();
    for (Map.Entry<String, String> entry : options.entrySet()) {
      OptionText option = OptionText.of(entry);
      try {
        result =
            switch (option.name()) {
              case "names" -> {
                names.addAll(option.list());
                yield result;
              }
              case "types", "dtypes", "column_types" -> {
                types.putAll(types(option, names, options));
                yield result;
              }
              default -> with(result, option);
            };
      } catch (IllegalArgumentException e) {
        throw SqlException.of(ErrorCode.INVALID_QUERY, String.valueOf(e.getMessage()));
      }
    }
    return result.withNames(names, types);
  }

  private static CsvOptions with(CsvOptions before, OptionText option) {
    return switch (option.name()) {
      case "delim", "sep", "delimiter" -> before.withDelimiter(option.character());
      case "quote" -> before.withQuote(option.characterOrNone());
      case "escape" -> before.withEscape(option.characterOrNone());
      case "comment" -> before.withComment(option.characterOrNone());
      case "header" -> before.withHeader(option.truth());
      case "nullstr", "null" -> before.withNullText(option.value());
      case "all_varchar" -> before.withAllText(option.truth());
      case "skip" -> before.withSkippedLines(notNegative(option));
      case "ignore_errors" -> before.withIgnoreErrors(option.truth());
      case "null_padding" -> before.withNullPadding(option.truth());
      case "max_line_size", "maximum_line_size" -> before.withMaxLineBytes(option.number());
      case "sample_size" -> before.withSampleLines(option.sampleSize());
      case "dateformat" -> before.withDateFormat(new DateTimeFormat(option.value()));
      case "timestampformat" -> before.withTimestampFormat(new DateTimeFormat(option.value()));
      case "columns" -> before.withColumns(columns(option));
      case "auto_detect" -> {
        boolean _ = option.truth(); // what is said is not found out anyway
        yield before;
      }
      default -> throw option.unknown("CSV", NAMES);
    };
  }

  private static int notNegative(OptionText option) {
    int number = option.number();
    if (number < 0) {
      throw option.bad("a number");
    }
    return number;
  }

  private static List<Field> columns(OptionText option) {
    List<Field> columns = new ArrayList<>();
    option.struct().forEach((name, type) -> columns.add(new Field(name, type(type), true)));
    return columns;
  }

  /** By names, or one after the other beside the option names. */
  private static Map<String, DataType> types(
      OptionText option, List<String> names, Map<String, String> options) {
    Map<String, DataType> types = new HashMap<>();
    if (option.isStruct()) {
      option.struct().forEach((name, type) -> types.put(name.toLowerCase(Locale.ROOT), type(type)));
      return types;
    }
    List<String> named =
        options.containsKey("names") ? new OptionText("names", options.get("names")).list() : names;
    List<String> list = option.list();
    for (int i = 0; i < list.size(); i++) {
      String name = i < named.size() ? named.get(i).toLowerCase(Locale.ROOT) : "#" + i;
      types.put(name, type(list.get(i)));
    }
    return types;
  }

  private static DataType type(String text) {
    return TypeText.parse(text);
  }
}
