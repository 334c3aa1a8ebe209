package io.scheelite.formats.csv;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.HeadInput;
import io.scheelite.formats.text.DateTimeFormat;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.formats.text.TextValues;
import io.scheelite.memory.ErrorCode;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final int LINES_OF_DELIMITERS = 100;
  private static final long MOST_BYTES = 16 << 20;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  /** The narrowest type that all values of a column have is its type. */
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN, DataType.INT64, DataType.FLOAT64, DataType.DATE, DataType.TIMESTAMP);

  /** The same, with other columns. */
  CsvSample withColumns(List<Field> other) {
    return new CsvSample(delimiter, header, other, rowBytes);
  }

  /** Looks at a file. */
  static CsvSample of(FoundFile file, CsvOptions options) {
    if (!file.isFar()) {
      return sampled(file, options);
    }
    try (HeadInput head = new HeadInput(file)) {
      return sampled(head.asFile(), options);
    }
  }

  private static CsvSample sampled(FoundFile file, CsvOptions options) {
    // is given back before anybody reads the table, so that no query's memory has to pay for it
    try (Arena arena = Arena.ofConfined()) {
      return sampled(file, options, arena.allocate(CsvRecords.windowBytes(options)).address());
    }
  }

  private static CsvSample sampled(FoundFile file, CsvOptions options, long address) {
    Character known = options.dialect().delimiter();
    char delimiter = known == null ? delimiter(file, options, address) : known;
    CsvColumns said = options.columns();
    try (CsvRecords records = new CsvRecords(file, options, delimiter, address)) {
      int most = said.sampleLines() < 0 ? Integer.MAX_VALUE : Math.max(2, said.sampleLines());
      List<List<@Nullable String>> lines = lines(records, most);
      double bytes = records.window().bytes().bytesRead();
      double rowBytes =
          records.window().next(false) == RecordWindow.Found.END
              ? Math.max(1, bytes / Math.max(1, lines.size()))
              : Math.max(1, (double) records.window().recordOffset() / Math.max(1, lines.size()));
      Boolean wanted = options.dialect().header();
      boolean header =
          wanted != null
              ? wanted
              : said.known().isEmpty() ? hasHeader(lines) : hasNames(lines, said);
      List<Field> columns = said.known().isEmpty() ? columns(lines, header, said) : said.known();
      requireKnown(file, lines, columns, said);
      return new CsvSample(delimiter, header, columns, rowBytes);
    }
  }

  /** Whoever names a column that is not there has another file in mind. */
  private static void requireKnown(
      FoundFile file, List<List<@Nullable String>> lines, List<Field> columns, CsvColumns said) {
    int found = lines.isEmpty() ? columns.size() : lines.getFirst().size();
    if (said.names().size() > found) {
      throw file.site()
          .error(
              ErrorCode.INVALID_QUERY,
              "more names than columns, name fewer: names="
                  + said.names().size()
                  + " columns="
                  + found);
    }
    for (String name : said.types().keySet()) {
      boolean there =
          name.startsWith("#")
              || columns.stream().anyMatch(column -> column.name().equalsIgnoreCase(name));
      if (!there) {
        throw file.site()
            .column(name)
            .error(ErrorCode.UNKNOWN_COLUMN, "no column has the name of this type, correct it");
      }
    }
  }

  private static List<List<@Nullable String>> lines(CsvRecords records, int most) {
    List<List<@Nullable String>> lines = new ArrayList<>();
    long _ = records.begin(false);
    while (lines.size() < most
        && (records.window().recordOffset() < MOST_BYTES || most == Integer.MAX_VALUE)
        && records.window().next(false) == RecordWindow.Found.RECORD) {
      CsvTokenizer tokenizer = records.tokenizer();
      if (!tokenizer.isEmpty()) {
        List<@Nullable String> fields = new ArrayList<>();
        for (int i = 0; i < tokenizer.numFields(); i++) {
          fields.add(records.text(i));
        }
        lines.add(fields);
      }
    }
    return lines;
  }

  /** The one that divides all lines into the same number of fields, and into most. */
  private static char delimiter(FoundFile file, CsvOptions options, long address) {
    char best = ',';
    int bestFields = 1;
    for (char candidate : DELIMITERS) {
      if (candidate == options.dialect().quote() || candidate == options.dialect().comment()) {
        continue;
      }
      try (CsvRecords records = new CsvRecords(file, options, candidate, address)) {
        List<List<@Nullable String>> lines = lines(records, LINES_OF_DELIMITERS);
        int fields = usualFields(lines, options.rules());
        if (fields > bestFields) {
          best = candidate;
          bestFields = fields;
        }
      } catch (FormatException malformed) {
        continue; // quotes that make no sense with this one
      }
    }
    return best;
  }

  /**
   * How many fields nearly all lines have, the first among them, or most where malformed ones are
   * allowed; else 0.
   */
  private static int usualFields(List<List<@Nullable String>> lines, CsvRules rules) {
    Map<Integer, Integer> counts = new HashMap<>();
    lines.forEach(line -> counts.merge(line.size(), 1, Integer::sum));
    if (counts.size() < 2) {
      return lines.isEmpty() ? 0 : lines.getFirst().size();
    }
    if (rules.nullPadding()) {
      return counts.keySet().stream().mapToInt(fields -> fields).max().orElse(0);
    }
    int usual =
        counts.entrySet().stream()
            .filter(count -> isUsual(count.getValue(), lines.size(), rules))
            .mapToInt(Map.Entry::getKey)
            .findAny()
            .orElse(0);
    return rules.ignoreErrors() || lines.getFirst().size() == usual ? usual : 0;
  }

  /** A few odd lines, such as a last one that is cut, are better named than guessed around. */
  private static boolean isUsual(int numLines, int all, CsvRules rules) {
    return rules.ignoreErrors() ? 2L * numLines > all : 10L * numLines >= 9L * all;
  }

  /** The names that are known, or what cannot be values. */
  private static boolean hasNames(List<List<@Nullable String>> lines, CsvColumns said) {
    List<@Nullable String> first = lines.isEmpty() ? List.of() : lines.getFirst();
    List<Field> columns = said.known();
    boolean named = first.size() == columns.size();
    boolean values = true;
    for (int i = 0; i < Math.min(first.size(), columns.size()); i++) {
      String text = first.get(i);
      named &= text != null && text.strip().equalsIgnoreCase(columns.get(i).name());
      values &= text == null || isA(columns.get(i).type(), text, said);
    }
    return named || !values;
  }

  private static boolean isA(DataType type, String text, CsvColumns said) {
    DateTimeFormat format = said.format(type);
    return format == null ? TextValues.isA(type, text) : format.matches(type, text);
  }

  /** Names are texts, all there and all different. */
  private static boolean hasHeader(List<List<@Nullable String>> lines) {
    if (lines.isEmpty()) {
      return false;
    }
    Set<String> names = new HashSet<>();
    for (String name : lines.getFirst()) {
      if (name == null
          || name.isBlank()
          || TYPES.stream().anyMatch(type -> TextValues.isA(type, name))
          || !names.add(name.strip().toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  private static List<Field> columns(
      List<List<@Nullable String>> lines, boolean header, CsvColumns said) {
    List<@Nullable String> first = lines.isEmpty() ? List.of() : lines.getFirst();
    List<List<@Nullable String>> values =
        lines.subList(header && !lines.isEmpty() ? 1 : 0, lines.size());
    List<Field> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < Math.max(first.size(), said.names().size()); i++) {
      String name = header && i < first.size() ? first.get(i) : null;
      name = i < said.names().size() ? said.names().get(i) : name;
      String base = name == null || name.isBlank() ? "column" + i : name.strip();
      String unique = base;
      for (int n = 1; !names.add(unique.toLowerCase(Locale.ROOT)); n++) {
        unique = base + "_" + n;
      }
      DataType wanted = said.type(unique, i);
      DataType type =
          wanted != null ? wanted : said.allText() ? DataType.UTF8 : type(values, i, said);
      columns.add(new Field(unique, type, true));
    }
    return columns;
  }

  private static DataType type(List<List<@Nullable String>> lines, int column, CsvColumns said) {
    List<DataType> possible = new ArrayList<>(TYPES);
    boolean some = false;
    for (List<@Nullable String> line : lines) {
      String text = column < line.size() ? line.get(column) : null;
      if (text != null) {
        some = true;
        possible.removeIf(type -> !isA(type, text, said));
        if (possible.isEmpty()) {
          break;
        }
      }
    }
    return some && !possible.isEmpty() ? possible.getFirst() : DataType.UTF8;
  }
}
