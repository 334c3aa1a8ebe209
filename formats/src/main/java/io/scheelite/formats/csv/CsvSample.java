package io.scheelite.formats.csv;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.csv.CsvRecords.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the first lines of a file say about it.
 *
 * @param delimiter between fields
 * @param header whether the first line has names
 * @param columns names and types
 * @param rowBytes average size of a row
 */
record CsvSample(char delimiter, boolean header, List<Field> columns, double rowBytes) {
  private static final int LINES = 10_000;
  private static final int LINES_OF_DELIMITERS = 100;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  /** The narrowest type that all values of a column have is its type. */
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN, DataType.INT64, DataType.FLOAT64, DataType.DATE, DataType.TIMESTAMP);

  static CsvSample of(Path path, CsvOptions options) {
    Character known = options.delimiter();
    char delimiter = known == null ? delimiter(path, options) : known;
    try (CsvRecords records = new CsvRecords(path, options, delimiter)) {
      List<Line> lines = lines(records, LINES);
      double rowBytes = Math.max(1, (double) records.bytesRead() / Math.max(1, lines.size()));
      Boolean said = options.header();
      boolean header =
          said == null
              ? options.columns().isEmpty() ? hasHeader(lines) : hasNames(lines, options.columns())
              : said;
      List<Field> columns =
          options.columns().isEmpty() ? columns(lines, header, options) : options.columns();
      return new CsvSample(delimiter, header, columns, rowBytes);
    }
  }

  private static List<Line> lines(CsvRecords records, int most) {
    List<Line> lines = new ArrayList<>();
    for (Line line = records.next(); line != null && lines.size() < most; line = records.next()) {
      if (!line.fields().isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The one that divides all lines into the same number of fields, and into most. */
  private static char delimiter(Path path, CsvOptions options) {
    char best = ',';
    int bestFields = 1;
    for (char candidate : DELIMITERS) {
      try (CsvRecords records = new CsvRecords(path, options, candidate)) {
        List<Line> lines = lines(records, LINES_OF_DELIMITERS);
        int fields = lines.isEmpty() ? 0 : lines.getFirst().fields().size();
        boolean same = lines.stream().allMatch(line -> line.fields().size() == fields);
        if (same && fields > bestFields) {
          best = candidate;
          bestFields = fields;
        }
      } catch (FormatException malformed) {
        continue; // quotes that make no sense with this one
      }
    }
    return best;
  }

  /** The names that are known, or what cannot be values. */
  private static boolean hasNames(List<Line> lines, List<Field> columns) {
    List<@Nullable String> first = lines.isEmpty() ? List.of() : lines.getFirst().fields();
    boolean named = first.size() == columns.size();
    boolean values = true;
    for (int i = 0; i < Math.min(first.size(), columns.size()); i++) {
      String text = first.get(i);
      named &= text != null && text.strip().equalsIgnoreCase(columns.get(i).name());
      values &= text == null || CsvValues.isA(columns.get(i).type(), text);
    }
    return named || !values;
  }

  /** Names are texts, all there and all different. */
  private static boolean hasHeader(List<Line> lines) {
    if (lines.isEmpty()) {
      return false;
    }
    Set<String> names = new HashSet<>();
    for (String name : lines.getFirst().fields()) {
      if (name == null
          || name.isBlank()
          || TYPES.stream().anyMatch(type -> CsvValues.isA(type, name))
          || !names.add(name.strip().toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  private static List<Field> columns(List<Line> lines, boolean header, CsvOptions options) {
    List<@Nullable String> first = lines.isEmpty() ? List.of() : lines.getFirst().fields();
    List<Line> values = lines.subList(header && !lines.isEmpty() ? 1 : 0, lines.size());
    List<Field> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < first.size(); i++) {
      String name = header ? first.get(i) : null;
      String base = name == null || name.isBlank() ? "column" + i : name.strip();
      String unique = base;
      for (int n = 1; !names.add(unique.toLowerCase(Locale.ROOT)); n++) {
        unique = base + "_" + n;
      }
      columns.add(new Field(unique, options.allText() ? DataType.UTF8 : type(values, i), true));
    }
    return columns;
  }

  private static DataType type(List<Line> lines, int column) {
    List<DataType> possible = new ArrayList<>(TYPES);
    boolean some = false;
    for (Line line : lines) {
      String text = column < line.fields().size() ? line.fields().get(column) : null;
      if (text != null) {
        some = true;
        possible.removeIf(type -> !CsvValues.isA(type, text));
        if (possible.isEmpty()) {
          break;
        }
      }
    }
    return some && !possible.isEmpty() ? possible.getFirst() : DataType.UTF8;
  }
}
