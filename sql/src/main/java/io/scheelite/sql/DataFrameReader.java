package io.scheelite.sql;

import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.dataset.FieldIdColumn;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.files.FileTables;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes data frames of files; the files are opened when the query runs. A location is a file, a
 * folder, a glob, or a URL if there is a provider for its scheme; several files are one table, as
 * {@code read_parquet} and the like make one of them. Immutable.
 */
public final class DataFrameReader {
  private final Engine engine;
  private final FileTables files;
  private final Map<String, String> options;

  DataFrameReader(Engine engine, FileTables files, Map<String, String> options) {
    this.engine = engine;
    this.files = files;
    this.options = Map.copyOf(options);
  }

  /**
   * With an option of {@code read_parquet}, {@code read_csv}, {@code read_json} or {@code
   * read_arrow}: {@code option("union_by_name", "true")}. Texts are without quotes; lists and
   * structs are written as in SQL: {@code option("hive_types", "{'year': 'INTEGER'}")}.
   */
  public DataFrameReader option(String name, String value) {
    Map<String, String> all = new HashMap<>(options);
    all.put(name.toLowerCase(Locale.ROOT), value);
    return new DataFrameReader(engine, files, all);
  }

  /** Parquet files. */
  public DataFrame parquet(Path path) {
    return parquet(path.toString());
  }

  /** As {@link #parquet(Path)}, at any location. */
  public DataFrame parquet(String location) {
    return engine.scan(parquetTable(location), location);
  }

  /**
   * Parquet files with these columns, which are found by the numbers that the files give to them,
   * as those of table formats do; of {@link #option} it takes {@code filename}.
   */
  public DataFrame parquet(String location, List<FieldIdColumn> columns) {
    return engine.scan(files.parquet(location, options, columns), location);
  }

  TableSource parquetTable(String location) {
    return table(location, FileReference.Format.PARQUET);
  }

  private TableSource table(String location, FileReference.Format format) {
    return files.open(new FileReference(location, format, options), List.of());
  }

  /** UTF-8 files of comma-separated values; of {@link #option} it takes those of datasets. */
  public DataFrame csv(Path path, CsvOptions options) {
    return csv(path.toString(), options);
  }

  /** As {@link #csv(Path, CsvOptions)}, at any location. */
  public DataFrame csv(String location, CsvOptions texts) {
    return engine.scan(files.csv(location, options, texts), location);
  }

  /** As {@link #csv(Path, CsvOptions)}; what no {@link #option} says is found out. */
  public DataFrame csv(Path path) {
    return csv(path.toString());
  }

  /** As {@link #csv(Path)}, at any location. */
  public DataFrame csv(String location) {
    return engine.scan(table(location, FileReference.Format.CSV), location);
  }

  /** UTF-8 files of JSON objects; of {@link #option} it takes those of datasets. */
  public DataFrame json(Path path, JsonOptions options) {
    return json(path.toString(), options);
  }

  /** As {@link #json(Path, JsonOptions)}, at any location. */
  public DataFrame json(String location, JsonOptions texts) {
    return engine.scan(files.json(location, options, texts), location);
  }

  /** As {@link #json(Path, JsonOptions)}; what no {@link #option} says is found out. */
  public DataFrame json(Path path) {
    return json(path.toString());
  }

  /** As {@link #json(Path)}, at any location. */
  public DataFrame json(String location) {
    return engine.scan(table(location, FileReference.Format.JSON), location);
  }

  /** Arrow IPC files, or streams saved to files. */
  public DataFrame arrow(Path path) {
    return engine.scan(arrowTable(path.toString()), path.toString());
  }

  TableSource arrowTable(String location) {
    return table(location, FileReference.Format.ARROW);
  }
}
