package io.scheelite.sql.files;

import io.scheelite.columnar.Field;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.input.InputFiles;
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

  /** Of a format that takes no options: what would change nothing is refused. */
  private static FileReference alone(FileReference file) {
    if (!file.options().isEmpty()) {
      Map.Entry<String, String> first = file.options().entrySet().iterator().next();
      throw OptionText.of(first).unknown(file.format().name(), List.of());
    }
    return file;
  }

  /** Opens the files that a statement names. */
  public static TableSource open(FileReference file) {
    return switch (file.format()) {
      case PARQUET ->
          ParquetTable.open(
              ParquetReadOptions.defaults(), InputFiles.installed(), locations(alone(file)));
      case ARROW -> ArrowTable.open(paths(alone(file)).toArray(Path[]::new));
      case CSV -> CsvTable.open(paths(file), CsvOptionReader.read(file.options()));
      case JSON -> JsonTable.open(paths(file), JsonOptionReader.read(file.options()));
      case RANGE -> Objects.requireNonNull(RangeTable.of(file.path()), file.path());
    };
  }

  /** Opens files of texts whose columns are known. */
  public static TableSource open(FileReference file, List<Field> columns) {
    List<Path> paths = paths(file);
    return file.format() == FileReference.Format.JSON
        ? JsonTable.open(paths, JsonOptionReader.read(file.options()).withColumns(columns))
        : CsvTable.open(paths, CsvOptionReader.read(file.options()).withColumns(columns));
  }
}
