package io.scheelite.bench.tpch;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.dataset.TableFolder;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Parquet files of one scale factor, one per table, kept in a cache folder and made on first
 * use.
 */
public final class TpchDataset {
  /** Counts up when generated files change, so that old caches are not mistaken for new ones. */
  private static final String VERSION = "v2";

  private final ScaleFactor scaleFactor;
  private final Path cacheFolder;
  private final TableFolder tables;

  private TpchDataset(ScaleFactor scaleFactor, Path cacheFolder) {
    this.scaleFactor = scaleFactor;
    this.cacheFolder = cacheFolder;
    this.tables =
        new TableFolder(
            cacheFolder.resolve("tpch-" + VERSION).resolve(scaleFactor.folderName()),
            TpchTable.getTables().stream().map(TpchTable::getTableName).toList());
  }

  /** The dataset's place below the user's cache folder. */
  public static TpchDataset inUserCache(ScaleFactor scaleFactor) {
    return in(TableFolder.userCache(), scaleFactor);
  }

  /** The dataset's place below {@code cacheFolder}. */
  public static TpchDataset in(Path cacheFolder, ScaleFactor scaleFactor) {
    return new TpchDataset(scaleFactor, cacheFolder);
  }

  /** How large it is. */
  public ScaleFactor scaleFactor() {
    return scaleFactor;
  }

  /** Folder that holds the datasets of all scale factors. */
  Path cacheFolder() {
    return cacheFolder;
  }

  TableFolder tables() {
    return tables;
  }

  /** Folder of the files. */
  public Path folder() {
    return tables.folder();
  }

  /** Table name to file, for all eight tables. */
  public Map<String, Path> files() {
    return tables.files();
  }

  /** Whether every table is there. */
  public boolean complete() {
    return tables.missing().isEmpty();
  }

  /**
   * Makes the missing tables in a process of its own; see {@link TpchGenerator}. Returns when all
   * are there.
   */
  public void ensure() throws IOException, InterruptedException {
    if (complete()) {
      return;
    }
    TpchGenerator.runInChildProcess(this);
    List<String> missing = tables.missing();
    if (!missing.isEmpty()) {
      throw new IOException(
          "TPC-H generation left tables out: missing=" + missing + " folder=" + folder());
    }
  }
}
