package io.scheelite.bench.tpch;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.columnar.Batch;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TaskMemory;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * Generates the missing tables of a dataset: rows from the dbgen port, Parquet by our own writer.
 *
 * <p>Runs in a process of its own, because dbgen's text pool alone takes 300 MiB of heap, which
 * must not count against the process that runs queries afterwards.
 */
public final class TpchGenerator {
  /**
   * The text pool is one array of 300 MiB: a small young generation leaves it room in the old one.
   */
  private static final List<String> JVM_OPTIONS = List.of("-Xmx416m", "-Xmn64m");

  private static final long MEMORY_BYTES = 128L << 20;
  private static final long ROWS_BYTES = 4L << 20;
  private static final long WRITER_BYTES = 120L << 20;

  private final TpchDataset dataset;
  private final GenerationProgress progress;

  private TpchGenerator(TpchDataset dataset, GenerationProgress progress) {
    this.dataset = dataset;
    this.progress = progress;
  }

  /**
   * Entry point of the child process: {@code CACHE_FOLDER SCALE_FACTOR ON_TERMINAL}. Progress goes
   * to standard error, the reason of a failure to standard output.
   */
  public static void main(String[] arguments) {
    TpchDataset dataset = TpchDataset.in(Path.of(arguments[0]), ScaleFactor.parse(arguments[1]));
    boolean onTerminal = Boolean.parseBoolean(arguments[2]);
    GenerationProgress progress =
        new GenerationProgress(dataset.scaleFactor(), System.err, onTerminal);
    try {
      new TpchGenerator(dataset, progress).generate();
    } catch (IOException | ScheeliteException failure) {
      System.out.println(failure.getMessage());
      System.exit(1);
    }
  }

  /** Generates in a child process whose progress shows on this process's standard error. */
  static void runInChildProcess(TpchDataset dataset) throws IOException, InterruptedException {
    List<String> command =
        JavaProcess.command(
            TpchGenerator.class,
            JVM_OPTIONS,
            JavaProcess.ownClassPath(),
            List.of(
                dataset.cacheFolder().toString(),
                dataset.scaleFactor().value().toPlainString(),
                Boolean.toString(GenerationProgress.isOnTerminal())));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String reason =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IOException(
            "TPC-H data could not be generated: "
                + (reason.isEmpty() ? "exitCode=" + exitCode : reason));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private void generate() throws IOException {
    try (MemoryManager manager =
            new MemoryManager(
                MemoryConfig.defaults().withOffHeapBytes(MEMORY_BYTES), Runnable::run);
        QueryMemory query =
            manager.admit("tpch-generator", ROWS_BYTES + WRITER_BYTES, MEMORY_BYTES).join();
        TaskMemory task = query.newTask("write")) {
      for (TpchTable<?> table : dataset.missingTables()) {
        write(table, task);
      }
    }
    progress.finished();
  }

  private <E extends TpchEntity> void write(TpchTable<E> table, TaskMemory task)
      throws IOException {
    progress.startTable(table.getTableName());
    Iterator<E> rows = table.createGenerator(dataset.scaleFactor().asDouble(), 1, 1).iterator();
    var gate = task.newGate(table.getTableName());
    try (MemoryConsumer memory = task.newConsumer(gate, "rows", ROWS_BYTES, Reclaimable.NONE);
        MemoryConsumer writerMemory =
            task.newConsumer(gate, "parquet", WRITER_BYTES, Reclaimable.NONE);
        ScratchAllocator scratch = new ScratchAllocator(memory);
        ParquetWriter writer =
            new ParquetWriter(
                dataset.file(table),
                TpchTableSchema.of(table),
                ParquetWriteOptions.defaults(),
                writerMemory)) {
      TpchBatchBuilder<E> builder = new TpchBatchBuilder<>(table, scratch);
      for (Batch batch = builder.next(rows); batch.numRows() > 0; batch = builder.next(rows)) {
        writer.write(batch);
        progress.addRows(batch.numRows());
      }
    }
  }
}
