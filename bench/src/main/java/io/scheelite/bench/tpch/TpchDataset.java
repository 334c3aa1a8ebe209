package io.scheelite.bench.tpch;

import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Parquet files of one scale factor, one per table, kept in a cache folder and made on first
 * use.
 *
 * <p>Every file appears by an atomic rename, so that a folder with all eight files is complete
 * whatever was killed before.
 */
public final class TpchDataset {
  /** Counts up when generated files change, so that old caches are not mistaken for new ones. */
  private static final String VERSION = "v2";

  private final ScaleFactor scaleFactor;
  private final Path cacheFolder;
  private final Path folder;

  private TpchDataset(ScaleFactor scaleFactor, Path cacheFolder) {
    this.scaleFactor = scaleFactor;
    this.cacheFolder = cacheFolder;
    this.folder = cacheFolder.resolve("tpch-" + VERSION).resolve(scaleFactor.folderName());
  }

  /**
   * The dataset's place below the user's cache folder ({@code XDG_CACHE_HOME} or {@code ~/.cache}).
   */
  public static TpchDataset inUserCache(ScaleFactor scaleFactor) {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return in(cache.resolve("scheelite"), scaleFactor);
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

  /** Folder of the files. */
  public Path folder() {
    return folder;
  }

  /** Table name to file, for all eight tables. */
  public Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    TpchTable.getTables().forEach(table -> files.put(table.getTableName(), file(table)));
    return files;
  }

  /** Whether every table is there. */
  public boolean complete() {
    return missingTables().isEmpty();
  }

  /**
   * Makes the missing tables in a process of its own; see {@link TpchGenerator}. Returns when all
   * are there.
   */
  public void ensure() throws IOException, InterruptedException {
    if (complete()) {
      return;
    }
    Files.createDirectories(folder);
    TpchGenerator.runInChildProcess(this);
    if (!complete()) {
      throw new IOException(
          "TPC-H generation left tables out: missing=" + missingNames() + " folder=" + folder);
    }
  }

  List<TpchTable<?>> missingTables() {
    return TpchTable.getTables().stream()
        .<TpchTable<?>>map(t -> t)
        .filter(t -> !Files.exists(file(t)))
        .toList();
  }

  Path file(TpchTable<?> table) {
    return folder.resolve(table.getTableName() + ".parquet");
  }

  private List<String> missingNames() {
    return missingTables().stream().map(TpchTable::getTableName).toList();
  }
}
