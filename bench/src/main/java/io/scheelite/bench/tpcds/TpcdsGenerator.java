package io.scheelite.bench.tpcds;

import io.scheelite.bench.dataset.GeneratedTable;
import io.scheelite.bench.dataset.GenerationProgress;
import io.scheelite.bench.dataset.GeneratorProcess;
import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScratchAllocator;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Generates the missing tables of a dataset: rows from the dsdgen port, Parquet by our own writer.
 * It runs in a process of its own.
 */
public final class TpcdsGenerator {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m");

  /** Sum of the tables' rows at scale factor 1, most of which grow with it. */
  private static final double ROWS_AT_SCALE_1 = 19_557_378;

  private TpcdsGenerator() {}

  /** All tables that queries use: those of the data warehouse without the generator's own one. */
  static List<String> tableNames() {
    return Table.getBaseTables().stream()
        .filter(table -> table != Table.DBGEN_VERSION)
        .map(Table::getName)
        .toList();
  }

  /** Entry point of the child process: {@code CACHE_FOLDER SCALE_FACTOR ON_TERMINAL}. */
  public static void main(String[] arguments) {
    TpcdsDataset dataset = TpcdsDataset.in(Path.of(arguments[0]), ScaleFactor.parse(arguments[1]));
    double scale = dataset.scaleFactor().asDouble();
    GenerationProgress progress =
        new GenerationProgress(
            "TPC-DS", ROWS_AT_SCALE_1 * scale, System.err, Boolean.parseBoolean(arguments[2]));
    List<GeneratedTable> tables =
        dataset.tables().missing().stream().map(name -> table(name, scale)).toList();
    GeneratorProcess.generate(() -> dataset.tables().write(tables, progress));
  }

  static GeneratedTable table(String name, double scale) {
    return new WarehouseTable(Table.getTable(name), scale);
  }

  /** Generates in a child process whose progress shows on this process's standard error. */
  static void runInChildProcess(TpcdsDataset dataset) throws IOException, InterruptedException {
    GeneratorProcess.run(
        TpcdsGenerator.class,
        JVM_OPTIONS,
        List.of(
            dataset.cacheFolder().toString(),
            dataset.scaleFactor().value().toPlainString(),
            Boolean.toString(GenerationProgress.isOnTerminal())));
  }

  private record WarehouseTable(Table table, double scale) implements GeneratedTable {
    @Override
    public String name() {
      return table.getName();
    }

    @Override
    public Schema schema() {
      return TpcdsTableSchema.of(table);
    }

    @Override
    public Supplier<Batch> batches(ScratchAllocator scratch) {
      Session session = Session.getDefaultSession().withTable(table).withScale(scale);
      Iterator<List<List<String>>> rows = Results.constructResults(table, session).iterator();
      TpcdsBatchBuilder builder = new TpcdsBatchBuilder(table, scratch);
      return () -> builder.next(rows);
    }
  }
}
