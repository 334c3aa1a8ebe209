package io.scheelite.sql.files;

import io.scheelite.columnar.Field;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.dataset.DatasetOptions;
import io.scheelite.formats.dataset.DatasetTable;
import io.scheelite.formats.dataset.FieldIdColumn;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.FileOpener;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.RangeTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Opens files as tables. Immutable and thread-safe. */
public final class FileTables implements FileOpener {
  private static final String CSV = ".csv";
  private static final String JSON = ".json";
  private static final Pattern LIST = Pattern.compile("\\[\\s*'");

  private final InputFiles inputs;

  /** Of files that are found by their locations. */
  public FileTables(InputFiles inputs) {
    this.inputs = inputs;
  }

  private static List<String> locations(FileReference file) {
    boolean several = LIST.matcher(file.path()).lookingAt(); // a glob may begin with a bracket
    return several ? new OptionText("path", file.path()).list() : List.of(file.path());
  }

  private FoundFiles find(FileReference file, String ending) {
    return FoundFiles.find(inputs, locations(file), ending);
  }

  /** Of a format that takes no options of its own: what would change nothing is refused. */
  private static void refuse(FileReference file, Map<String, String> options) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      throw OptionText.of(option).unknown(file.format().name(), List.of());
    }
  }

  @Override
  public TableSource open(FileReference file, List<Field> columns) {
    return columns.isEmpty() ? open(file) : known(file, columns);
  }

  private TableSource open(FileReference file) {
    if (file.format() == FileReference.Format.RANGE) {
      return Objects.requireNonNull(RangeTable.of(file.path()), file.path());
    }
    DatasetOptions dataset = DatasetOptionReader.read(file.options());
    Map<String, String> options = DatasetOptionReader.others(file.options());
    return switch (file.format()) {
      case PARQUET -> {
        DatasetOptions chosen = FieldIdReader.with(dataset, options);
        options.remove(FieldIdReader.OPTION);
        refuse(file, options);
        yield parquet(find(file, ".parquet"), chosen);
      }
      case ARROW -> {
        refuse(file, options);
        yield arrow(find(file, ".arrow"), dataset);
      }
      case CSV -> csv(find(file, CSV), dataset, CsvOptionReader.read(options));
      case JSON -> json(find(file, JSON), dataset, JsonOptionReader.read(options));
      case RANGE -> throw new AssertionError(file);
    };
  }

  private static TableSource parquet(FoundFiles files, DatasetOptions options) {
    List<ParquetTable> tables = ParquetTable.openEach(files);
    return DatasetTable.isNeeded(files, options) || !haveSameColumns(tables)
        ? DatasetTable.of(files, options, tables)
        : ParquetTable.together(files, tables);
  }

  private static boolean haveSameColumns(List<ParquetTable> tables) {
    List<Field> first = nullable(tables.getFirst());
    return tables.stream().allMatch(table -> nullable(table).equals(first));
  }

  private static List<Field> nullable(TableSource table) {
    return table.schema().fields().stream().map(field -> field.withNullable(true)).toList();
  }

  private static TableSource arrow(FoundFiles files, DatasetOptions options) {
    return DatasetTable.isNeeded(files, options)
        ? DatasetTable.of(files, options, ArrowTable.openEach(files))
        : ArrowTable.open(files);
  }

  private static TableSource csv(FoundFiles files, DatasetOptions options, CsvOptions texts) {
    if (!DatasetTable.isNeeded(files, options)) {
      return CsvTable.open(files, texts);
    }
    List<CsvTable> tables =
        options.unionByName()
            ? CsvTable.openEach(files, texts)
            : CsvTable.open(files, texts).perFile();
    return DatasetTable.of(files, options, tables);
  }

  private static TableSource json(FoundFiles files, DatasetOptions options, JsonOptions texts) {
    if (!DatasetTable.isNeeded(files, options)) {
      return JsonTable.open(files, texts);
    }
    JsonTable table =
        options.unionByName() ? JsonTable.openUnion(files, texts) : JsonTable.open(files, texts);
    return DatasetTable.of(files, options, table.perFile());
  }

  /** Opens Parquet files whose columns are found by their numbers. */
  public TableSource parquet(
      String location, Map<String, String> options, List<FieldIdColumn> columns) {
    FileReference file = new FileReference(location, FileReference.Format.PARQUET, Map.of());
    DatasetOptions dataset = DatasetOptionReader.read(datasetsOnly(file, options));
    return parquet(find(file, ".parquet"), FieldIdReader.with(dataset, columns));
  }

  /** Opens CSV by options that are no text, and {@code options} of datasets. */
  public TableSource csv(String location, Map<String, String> options, CsvOptions texts) {
    FileReference file = new FileReference(location, FileReference.Format.CSV, Map.of());
    return csv(find(file, CSV), DatasetOptionReader.read(datasetsOnly(file, options)), texts);
  }

  /** As {@link #csv(String, Map, CsvOptions)}, of JSON. */
  public TableSource json(String location, Map<String, String> options, JsonOptions texts) {
    FileReference file = new FileReference(location, FileReference.Format.JSON, Map.of());
    return json(find(file, JSON), DatasetOptionReader.read(datasetsOnly(file, options)), texts);
  }

  private static Map<String, String> datasetsOnly(FileReference file, Map<String, String> options) {
    refuse(file, DatasetOptionReader.others(options));
    return options;
  }

  private TableSource known(FileReference file, List<Field> columns) {
    if (file.format() == FileReference.Format.JSON) {
      Map<String, String> texts = DatasetOptionReader.others(file.options());
      return json(
          find(file, JSON),
          DatasetOptionReader.read(file.options()),
          JsonOptionReader.read(texts).withColumns(columns));
    }
    return CsvTable.open(
        find(file, CSV), CsvOptionReader.read(file.options()).withColumns(columns));
  }
}
