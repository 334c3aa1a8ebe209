package io.scheelite.bench.scan;

import io.scheelite.bench.dataset.GeneratorProcess;
import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.scan.ScanCase.Csv;
import io.scheelite.bench.scan.ScanCase.Parquet;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.sql.Engine;
import io.scheelite.sql.StatementExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Files of the tables that are scanned, made from those of TPC-H on first use and kept in folders
 * beside them, one for each writer and codec.
 */
public final class ScanDataset {
  /** Counts up when files change, so that old ones are not mistaken for new ones. */
  private static final String VERSION = "scan-v1";

  /** Of CSV: what takes long in files of Parquet takes longer here, so the rest is left out. */
  private static final List<String> CSV_QUERIES = List.of("four-columns", "all-columns");

  private final TpchDataset tables;

  /** Files of these tables, which are made here if they are not there. */
  public ScanDataset(TpchDataset tables) throws IOException, InterruptedException {
    tables.ensure();
    this.tables = tables;
  }

  /** The cases of Parquet files of one writer and codec. */
  public List<ScanCase> parquet(ScanWriter writer, Compression compression) {
    Parquet format = new Parquet(compression);
    List<ScanCase> cases = new ArrayList<>();
    for (ScanTable table : ScanTable.values()) {
      Path file = file(writer.label() + "-" + format.codec(), table.tableName() + ".parquet");
      queries(table)
          .forEach(
              (name, query) ->
                  cases.add(
                      new ScanCase(table.tableName() + "/" + name, query, file, writer, format)));
    }
    Path file = nested(writer, format);
    NestedTable.queries()
        .forEach(
            (name, query) ->
                cases.add(
                    new ScanCase(NestedTable.NAME + "/" + name, query, file, writer, format)));
    return cases;
  }

  private Path nested(ScanWriter writer, Parquet format) {
    return file(writer.label() + "-" + format.codec(), NestedTable.NAME + ".parquet");
  }

  /** The cases of CSV files. */
  public List<ScanCase> csv(ScanWriter writer) {
    List<ScanCase> cases = new ArrayList<>();
    for (ScanTable table : ScanTable.values()) {
      Path file = file(writer.label() + "-csv", table.tableName() + ".csv");
      Map<String, ScanQuery> queries = queries(table);
      for (String name : CSV_QUERIES) {
        String label = "csv/" + table.tableName() + "/" + name;
        cases.add(new ScanCase(label, present(queries, name), file, writer, new Csv()));
      }
    }
    return cases;
  }

  private Map<String, ScanQuery> queries(ScanTable table) {
    Schema schema = ParquetTable.open(present(tables.files(), table.tableName())).schema();
    return table.queries(schema, tables.scaleFactor().asDouble());
  }

  private static <T> T present(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }

  private Path file(String folder, String name) {
    return tables.folder().resolve(VERSION).resolve(folder).resolve(name);
  }

  /**
   * Makes the file of a case if it is not there; it appears by a rename: what is there is whole.
   */
  public void ensure(ScanCase scan) throws IOException, InterruptedException {
    Path file = scan.file();
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling("." + file.getFileName());
    String options =
        switch (scan.format()) {
          case Parquet parquet -> "FORMAT parquet, COMPRESSION " + parquet.codec();
          case Csv _ -> "FORMAT csv, HEADER true";
        };
    String copy = "COPY (" + rows(scan) + ") TO '" + temporary + "' (" + options + ")";
    switch (scan.writer()) {
      case SCHEELITE -> GeneratorProcess.run(ScanDataset.class, List.of(), List.of(copy));
      case DUCKDB -> {
        try (PeerProcess duckDb =
            PeerProcess.start(
                PeerKind.DUCKDB, PeerSettings.ofThreads(1), TablePlace.FILES, Map.of())) {
          duckDb.execute(copy);
        }
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A query that yields the rows of a case's file. */
  private String rows(ScanCase scan) throws IOException, InterruptedException {
    String name = scan.file().getFileName().toString();
    String table = name.substring(0, name.indexOf('.'));
    if (!table.equals(NestedTable.NAME)) {
      return "SELECT * FROM '" + present(tables.files(), table) + "'";
    }
    if (scan.writer() == ScanWriter.DUCKDB) {
      return NestedTable.select(
          present(tables.files(), "orders"), present(tables.files(), "lineitem"));
    }
    Path nested = nested(ScanWriter.DUCKDB, new Parquet(Compression.UNCOMPRESSED));
    ensure(
        new ScanCase(
            scan.label(),
            scan.query(),
            nested,
            ScanWriter.DUCKDB,
            new Parquet(Compression.UNCOMPRESSED)));
    return "SELECT * FROM '" + nested + "'";
  }

  /** Entry point of the child process that runs our {@code COPY}: one thread keeps the order. */
  public static void main(String[] arguments) {
    GeneratorProcess.generate(
        () -> {
          try (Engine engine = Engine.builder().threads(1).build();
              StatementExecution copy = engine.statement(arguments[0], List.of())) {
            copy.execute();
          }
        });
  }
}
