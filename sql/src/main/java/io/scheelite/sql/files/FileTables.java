package io.scheelite.sql.files;

import io.scheelite.columnar.Field;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.dataset.DatasetFiles;
import io.scheelite.formats.dataset.DatasetOptions;
import io.scheelite.formats.dataset.DatasetTable;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.RangeTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Opens files as tables. Stateless. */
public final class FileTables {
  private static final Pattern LIST = Pattern.compile("\\[\\s*'");

  private FileTables() {}

  private static List<String> locations(FileReference file) {
    boolean several = LIST.matcher(file.path()).lookingAt(); // a glob may begin with a bracket
    return several ? new OptionText("path", file.path()).list() : List.of(file.path());
  }

  private static List<Path> paths(FileReference file) {
    return locations(file).stream().map(location -> path(file, location)).toList();
  }

  private static Path path(FileReference file, String location) {
    if (InputFiles.isUrl(location)) {
      throw SqlException.of(
          ErrorCode.UNSUPPORTED,
          "only Parquet is read from URLs, copy the file: format="
              + file.format()
              + " url="
              + location);
    }
    return Path.of(location);
  }

  /** Of a format that takes no options of its own: what would change nothing is refused. */
  private static void refuse(FileReference file, Map<String, String> options) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      throw OptionText.of(option).unknown(file.format().name(), List.of());
    }
  }

  /** Opens the files that a statement names. */
  public static TableSource open(FileReference file) {
    if (file.format() == FileReference.Format.RANGE) {
      return Objects.requireNonNull(RangeTable.of(file.path()), file.path());
    }
    DatasetOptions dataset = DatasetOptionReader.read(file.options());
    Map<String, String> options = DatasetOptionReader.others(file.options());
    return switch (file.format()) {
      case PARQUET -> {
        refuse(file, options);
        yield parquet(file, dataset);
      }
      case ARROW -> {
        refuse(file, options);
        yield arrow(paths(file), dataset);
      }
      case CSV -> csv(paths(file), dataset, CsvOptionReader.read(options));
      case JSON -> json(paths(file), dataset, JsonOptionReader.read(options));
      case RANGE -> throw new AssertionError(file);
    };
  }

  private static TableSource parquet(FileReference file, DatasetOptions options) {
    List<String> locations = locations(file);
    if (locations.stream().anyMatch(InputFiles::isUrl)) {
      if (!options.equals(DatasetOptions.defaults())) {
        throw SqlException.of(
            ErrorCode.UNSUPPORTED,
            "files at URLs must have the same columns, the options for others are for local ones:"
                + " options="
                + file.options().keySet()
                + " files="
                + locations);
      }
      return ParquetTable.open(ParquetReadOptions.defaults(), InputFiles.installed(), locations);
    }
    List<Path> paths = paths(file);
    DatasetFiles files = DatasetFiles.find(paths, ".parquet");
    List<ParquetTable> tables = ParquetTable.openEach(files.paths());
    return DatasetTable.isNeeded(files, options) || !haveSameColumns(tables)
        ? DatasetTable.of(files, options, tables)
        : ParquetTable.together(paths, tables);
  }

  private static boolean haveSameColumns(List<ParquetTable> tables) {
    List<Field> first = nullable(tables.getFirst());
    return tables.stream().allMatch(table -> nullable(table).equals(first));
  }

  private static List<Field> nullable(TableSource table) {
    return table.schema().fields().stream().map(field -> field.withNullable(true)).toList();
  }

  private static TableSource arrow(List<Path> paths, DatasetOptions options) {
    DatasetFiles files = DatasetFiles.find(paths, ".arrow");
    return DatasetTable.isNeeded(files, options)
        ? DatasetTable.of(files, options, files.paths().stream().map(ArrowTable::open).toList())
        : ArrowTable.open(files.paths().toArray(Path[]::new));
  }

  private static TableSource csv(List<Path> paths, DatasetOptions options, CsvOptions texts) {
    DatasetFiles files = DatasetFiles.find(paths, ".csv");
    if (!DatasetTable.isNeeded(files, options)) {
      return CsvTable.open(paths, texts);
    }
    List<CsvTable> tables =
        options.unionByName()
            ? CsvTable.openEach(files.paths(), texts)
            : CsvTable.open(files.paths(), texts).perFile();
    return DatasetTable.of(files, options, tables);
  }

  private static TableSource json(List<Path> paths, DatasetOptions options, JsonOptions texts) {
    DatasetFiles files = DatasetFiles.find(paths, ".json");
    if (!DatasetTable.isNeeded(files, options)) {
      return JsonTable.open(paths, texts);
    }
    JsonTable table =
        options.unionByName()
            ? JsonTable.openUnion(files.paths(), texts)
            : JsonTable.open(files.paths(), texts);
    return DatasetTable.of(files, options, table.perFile());
  }

  /** Opens files of texts whose columns are known. */
  public static TableSource open(FileReference file, List<Field> columns) {
    List<Path> paths = paths(file);
    return file.format() == FileReference.Format.JSON
        ? JsonTable.open(paths, JsonOptionReader.read(file.options()).withColumns(columns))
        : CsvTable.open(paths, CsvOptionReader.read(file.options()).withColumns(columns));
  }
}
