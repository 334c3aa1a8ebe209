package io.scheelite.formats.csv;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.text.DateTimeFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the columns before a file is looked at.
 *
 * @param known names and types; empty to find them out
 * @param names in place of those of the file, from the first one on
 * @param types of some columns by their names in lower case, or by # and their position from 0
 * @param allText whether all columns are VARCHAR
 * @param sampleLines from which types are found out; −1 for all
 * @param dateFormat null for ISO 8601's
 * @param timestampFormat likewise
 */
public record CsvColumns(
    List<Field> known,
    List<String> names,
    Map<String, DataType> types,
    boolean allText,
    int sampleLines,
    @Nullable DateTimeFormat dateFormat,
    @Nullable DateTimeFormat timestampFormat) {
  static final int DEFAULT_SAMPLE_LINES = 20_480;

  /** Copies the lists. */
  public CsvColumns {
    known = List.copyOf(known);
    names = List.copyOf(names);
    types = Map.copyOf(types);
  }

  static CsvColumns defaults() {
    return new CsvColumns(List.of(), List.of(), Map.of(), false, DEFAULT_SAMPLE_LINES, null, null);
  }

  /** The type that a column is said to have; null if none is. */
  @Nullable DataType type(String name, int position) {
    DataType named = types.get(name.toLowerCase(Locale.ROOT));
    return named == null ? types.get("#" + position) : named;
  }

  /** How values of a type are written; null for the usual way. */
  @Nullable DateTimeFormat format(DataType type) {
    return switch (type) {
      case DataType.Date _ -> dateFormat;
      case DataType.Timestamp _ -> timestampFormat;
      default -> null;
    };
  }
}
