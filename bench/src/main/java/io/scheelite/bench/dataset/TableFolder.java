package io.scheelite.bench.dataset;

import io.scheelite.columnar.Batch;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TaskMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A folder with one Parquet file per table.
 *
 * <p>Every file appears by an atomic rename, so that a folder with all files is complete whatever
 * was killed before.
 *
 * @param tableNames all that belong to it
 */
public record TableFolder(Path folder, List<String> tableNames) {
  /** Most memory of the rows of a batch. */
  public static final long ROWS_BYTES = 16L << 20;

  private static final long MEMORY_BYTES = 160L << 20;
  private static final long WRITER_BYTES = 120L << 20;

  /** Copies the list. */
  public TableFolder {
    tableNames = List.copyOf(tableNames);
  }

  /** Our folder in the user's cache, {@code XDG_CACHE_HOME} or {@code ~/.cache}. */
  public static Path userCache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return cache.resolve("scheelite");
  }

  /** Where a table is or will be. */
  public Path file(String tableName) {
    return folder.resolve(tableName + ".parquet");
  }

  /** Table name to file, for all tables. */
  public Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    tableNames.forEach(name -> files.put(name, file(name)));
    return files;
  }

  /** Tables whose files are not there. */
  public List<String> missing() {
    return tableNames.stream().filter(name -> !Files.exists(file(name))).toList();
  }

  /** Generates and writes tables within a fixed amount of memory, one after the other. */
  public void write(List<? extends GeneratedTable> tables, GenerationProgress progress)
      throws IOException {
    Files.createDirectories(folder);
    try (MemoryManager manager =
            new MemoryManager(
                MemoryConfig.defaults().withOffHeapBytes(MEMORY_BYTES), Runnable::run);
        QueryMemory query =
            manager.admit("generator", ROWS_BYTES + WRITER_BYTES, MEMORY_BYTES).join();
        TaskMemory task = query.newTask("write")) {
      for (GeneratedTable table : tables) {
        progress.startTable(table.name());
        write(table, task, progress);
      }
    }
    progress.finished();
  }

  private void write(GeneratedTable table, TaskMemory task, GenerationProgress progress)
      throws IOException {
    var gate = task.newGate(table.name());
    try (MemoryConsumer memory = task.newConsumer(gate, "rows", ROWS_BYTES, Reclaimable.NONE);
        MemoryConsumer writerMemory =
            task.newConsumer(gate, "parquet", WRITER_BYTES, Reclaimable.NONE);
        ScratchAllocator scratch = new ScratchAllocator(memory);
        ParquetWriter writer =
            new ParquetWriter(
                file(table.name()), table.schema(), ParquetWriteOptions.defaults(), writerMemory)) {
      Supplier<Batch> batches = table.batches(scratch);
      for (Batch batch = batches.get(); batch.numRows() > 0; batch = batches.get()) {
        writer.write(batch);
        progress.addRows(batch.numRows());
      }
    }
  }
}
