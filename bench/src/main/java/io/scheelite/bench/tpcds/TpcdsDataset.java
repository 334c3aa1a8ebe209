package io.scheelite.bench.tpcds;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.dataset.TableFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Parquet files of one scale factor, one per table, kept in a cache folder and made on first
 * use.
 */
public final class TpcdsDataset {
  /** Counts up when generated files change, so that old caches are not mistaken for new ones. */
  private static final String VERSION = "v1";

  private final ScaleFactor scaleFactor;
  private final Path cacheFolder;
  private final TableFolder tables;

  private TpcdsDataset(ScaleFactor scaleFactor, Path cacheFolder) {
    this.scaleFactor = scaleFactor;
    this.cacheFolder = cacheFolder;
    this.tables =
        new TableFolder(
            cacheFolder.resolve("tpcds-" + VERSION).resolve(scaleFactor.folderName()),
            TpcdsGenerator.tableNames());
  }

  /** The dataset's place below the user's cache folder. */
  public static TpcdsDataset inUserCache(ScaleFactor scaleFactor) {
    return in(TableFolder.userCache(), scaleFactor);
  }

  /** The dataset's place below {@code cacheFolder}. */
  public static TpcdsDataset in(Path cacheFolder, ScaleFactor scaleFactor) {
    return new TpcdsDataset(scaleFactor, cacheFolder);
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

  /** Table name to file, for all 24 tables. */
  public Map<String, Path> files() {
    return tables.files();
  }

  /**
   * Makes the missing tables in a process of its own; see {@link TpcdsGenerator}. Returns when all
   * are there.
   */
  public void ensure() throws IOException, InterruptedException {
    if (tables.missing().isEmpty()) {
      return;
    }
    TpcdsGenerator.runInChildProcess(this);
    List<String> missing = tables.missing();
    if (!missing.isEmpty()) {
      throw new IOException(
          "TPC-DS generation left tables out: missing=" + missing + " folder=" + tables.folder());
    }
  }
}
