package io.scheelite.bench.tpch;

import io.scheelite.bench.dataset.GeneratedTable;
import io.scheelite.bench.dataset.GenerationProgress;
import io.scheelite.bench.dataset.GeneratorProcess;
import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScratchAllocator;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Generates the missing tables of a dataset: rows from the dbgen port, Parquet by our own writer.
 *
 * <p>Runs in a process of its own, because dbgen's text pool alone takes 300 MiB of heap.
 */
public final class TpchGenerator {
  /**
   * The text pool is one array of 300 MiB: a small young generation leaves it room in the old one.
   */
  private static final List<String> JVM_OPTIONS = List.of("-Xmx416m", "-Xmn64m");

  /** Sum of the tables' rows, at scale factor 1. */
  private static final double ROWS_AT_SCALE_1 =
      6_001_215 + 1_500_000 + 800_000 + 200_000 + 150_000 + 10_000 + 25 + 5;

  private TpchGenerator() {}

  /** Entry point of the child process: {@code CACHE_FOLDER SCALE_FACTOR ON_TERMINAL}. */
  public static void main(String[] arguments) {
    TpchDataset dataset = TpchDataset.in(Path.of(arguments[0]), ScaleFactor.parse(arguments[1]));
    double scale = dataset.scaleFactor().asDouble();
    GenerationProgress progress =
        new GenerationProgress(
            "TPC-H", ROWS_AT_SCALE_1 * scale, System.err, Boolean.parseBoolean(arguments[2]));
    List<String> missing = dataset.tables().missing();
    List<Table<?>> tables =
        TpchTable.getTables().stream()
            .filter(table -> missing.contains(table.getTableName()))
            .<Table<?>>map(table -> new Table<>(table, scale))
            .toList();
    GeneratorProcess.generate(() -> dataset.tables().write(tables, progress));
  }

  /** Generates in a child process whose progress shows on this process's standard error. */
  static void runInChildProcess(TpchDataset dataset) throws IOException, InterruptedException {
    GeneratorProcess.run(
        TpchGenerator.class,
        JVM_OPTIONS,
        List.of(
            dataset.cacheFolder().toString(),
            dataset.scaleFactor().value().toPlainString(),
            Boolean.toString(GenerationProgress.isOnTerminal())));
  }

  private record Table<E extends TpchEntity>(TpchTable<E> table, double scale)
      implements GeneratedTable {
    @Override
    public String name() {
      return table.getTableName();
    }

    @Override
    public Schema schema() {
      return TpchTableSchema.of(table);
    }

    @Override
    public Supplier<Batch> batches(ScratchAllocator scratch) {
      Iterator<E> rows = table.createGenerator(scale, 1, 1).iterator();
      TpchBatchBuilder<E> builder = new TpchBatchBuilder<>(table, scratch);
      return () -> builder.next(rows);
    }
  }
}
