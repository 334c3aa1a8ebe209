package io.scheelite.bench.tpcds;

import de.siegmar.fastcsv.reader.CsvReader;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an answer that was written as CSV, comparable with those of another engine.
 *
 * @param rows numbers as {@link BigDecimal}, other values as text, nothing as null
 */
record TpcdsAnswer(List<List<@Nullable Object>> rows) {
  /** How engines that turn dates into timestamps write midnight. */
  private static final String MIDNIGHT = " 00:00:00";

  /**
   * Reads an answer with a header.
   *
   * @param schema types of the columns
   */
  static TpcdsAnswer read(Reader csv, Schema schema) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    // a row of one column without a value is an empty line
    try (var records = CsvReader.builder().skipEmptyLines(false).ofCsvRecord(csv)) {
      Iterator<? extends List<String>> lines =
          records.stream().map(record -> record.getFields()).iterator();
      lines.next();
      while (lines.hasNext()) {
        rows.add(row(lines.next(), schema));
      }
    }
    return new TpcdsAnswer(rows);
  }

  private static List<@Nullable Object> row(List<String> fields, Schema schema) {
    List<@Nullable Object> row = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      row.add(value(fields.get(i), schema.type(i)));
    }
    return row;
  }

  private static @Nullable Object value(String text, DataType type) {
    if (text.isEmpty()) {
      return null;
    }
    if (type == DataType.UTF8 || type instanceof DataType.Bool) {
      return text;
    }
    if (type == DataType.DATE || type instanceof DataType.Timestamp) {
      return text.endsWith(MIDNIGHT) ? text.substring(0, text.length() - MIDNIGHT.length()) : text;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notFinite) {
      return text;
    }
  }
}
