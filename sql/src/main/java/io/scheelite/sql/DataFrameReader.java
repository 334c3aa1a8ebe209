package io.scheelite.sql;

import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.formats.parquet.ParquetTable;
import java.nio.file.Path;

/** Makes data frames of files; the files are opened when the query runs. Immutable. */
public final class DataFrameReader {
  private final Engine engine;

  DataFrameReader(Engine engine) {
    this.engine = engine;
  }

  /** A Parquet file, or a folder or glob of files that share one schema. */
  public DataFrame parquet(Path path) {
    return engine.scan(ParquetTable.open(path), path.toString());
  }

  /** As {@link #parquet(Path)}; a URL if a provider for its scheme is on the class path. */
  public DataFrame parquet(String location) {
    return engine.scan(ParquetTable.open(InputFiles.installed(), location), location);
  }

  /** A UTF-8 file of comma-separated values, a folder or a glob of them. */
  public DataFrame csv(Path path, CsvOptions options) {
    return engine.scan(CsvTable.open(path, options), path.toString());
  }

  /** As {@link #csv(Path, CsvOptions)}; what the files look like is found out. */
  public DataFrame csv(Path path) {
    return csv(path, CsvOptions.defaults());
  }

  /** UTF-8 files of JSON objects: one, a folder or a glob of them. */
  public DataFrame json(Path path, JsonOptions options) {
    return engine.scan(JsonTable.open(path, options), path.toString());
  }

  /** As {@link #json(Path, JsonOptions)}; what the files look like is found out. */
  public DataFrame json(Path path) {
    return json(path, JsonOptions.defaults());
  }

  /** An Arrow IPC file, or a stream saved to a file. */
  public DataFrame arrow(Path path) {
    return engine.scan(ArrowTable.open(path), path.toString());
  }
}
