package io.scheelite.sql.catalog;

import io.scheelite.columnar.Field;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Files that a statement names in place of a table.
 *
 * @param path a file, a folder or a glob
 * @param format how they are read
 * @param options of {@code read_csv}, by lower-case names
 */
public record FileReference(String path, Format format, Map<String, String> options) {
  /** Formats of files. */
  public enum Format {
    /** Parquet, also where a path says nothing else. */
    PARQUET,
    /** Arrow IPC files and streams. */
    ARROW,
    /** Comma-separated values. */
    CSV,
    /** None: numbers, whose path is the call that gives them. */
    RANGE
  }

  private static final List<String> OPTIONS =
      List.of(
          "delim", "sep", "delimiter", "header", "quote", "nullstr", "null", "all_varchar", "skip");

  /** Copies the options. */
  public FileReference {
    options = Map.copyOf(options);
  }

  /** What the ending of a path says. */
  public static FileReference of(String path) {
    return new FileReference(path, format(path), Map.of());
  }

  /** Numbers; see {@link RangeTable}. */
  public static FileReference ofRange(String call) {
    return new FileReference(call, Format.RANGE, Map.of());
  }

  private static Format format(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".arrow") || name.endsWith(".arrows")) {
      return Format.ARROW;
    }
    boolean csv =
        name.endsWith(".csv")
            || name.endsWith(".tsv")
            || name.endsWith(".csv.gz")
            || name.endsWith(".tsv.gz");
    return csv ? Format.CSV : Format.PARQUET;
  }

  /** Opens the files as a table. */
  public TableSource open() {
    return switch (format) {
      case PARQUET -> ParquetTable.open(Path.of(path));
      case ARROW -> ArrowTable.open(Path.of(path));
      case CSV -> CsvTable.open(Path.of(path), csvOptions());
      case RANGE -> Objects.requireNonNull(RangeTable.of(path), path);
    };
  }

  /** Opens files of comma-separated values whose columns are known. */
  public TableSource open(List<Field> columns) {
    return CsvTable.open(Path.of(path), csvOptions().withColumns(columns));
  }

  private CsvOptions csvOptions() {
    CsvOptions result = CsvOptions.defaults();
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      result =
          switch (option.getKey()) {
            case "delim", "sep", "delimiter" -> result.withDelimiter(character(option));
            case "quote" -> result.withQuote(character(option));
            case "header" -> result.withHeader(truth(option));
            case "nullstr", "null" -> result.withNullText(value);
            case "all_varchar" -> result.withAllText(truth(option));
            case "skip" -> result.withSkippedLines(number(option));
            default ->
                throw SqlException.of(
                    ErrorCode.INVALID_QUERY,
                    "unknown option of CSV: "
                        + option.getKey()
                        + NearNames.hint(option.getKey(), OPTIONS));
          };
    }
    return result;
  }

  private static char character(Map.Entry<String, String> option) {
    String value = option.getValue().equals("\\t") ? "\t" : option.getValue();
    if (value.length() != 1) {
      throw bad(option, "one character");
    }
    return value.charAt(0);
  }

  private static boolean truth(Map.Entry<String, String> option) {
    return switch (option.getValue().toLowerCase(Locale.ROOT)) {
      case "true", "1", "on" -> true;
      case "false", "0", "off" -> false;
      default -> throw bad(option, "true or false");
    };
  }

  private static int number(Map.Entry<String, String> option) {
    try {
      return Integer.parseUnsignedInt(option.getValue());
    } catch (NumberFormatException e) {
      throw bad(option, "a number");
    }
  }

  private static SqlException bad(Map.Entry<String, String> option, String wanted) {
    return SqlException.of(
        ErrorCode.INVALID_QUERY,
        "option of CSV must be " + wanted + ": " + option.getKey() + "=" + option.getValue());
  }
}
