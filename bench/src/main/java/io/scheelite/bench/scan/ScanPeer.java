package io.scheelite.bench.scan;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.bench.tpch.TpchAnswer;
import java.io.IOException;
import java.util.Map;

/**
 * Another reader of the same files, in a process of its own. Reading is compared, not planning: an
 * engine that speaks SQL prepares a statement once and executes it for each run. Not thread-safe.
 */
public final class ScanPeer implements AutoCloseable {
  private static final double DUCKDB_TARGET = 0.9;
  private static final double DUCKDB_CSV_TARGET = 1.5;
  private static final double PARQUET_JAVA_TARGET = 0.2;

  private final Kind kind;
  private final PeerQueries queries;

  private ScanPeer(Kind kind, PeerQueries queries) {
    this.kind = kind;
    this.queries = queries;
  }

  /** Who there is. */
  public enum Kind {
    /** DuckDB through JDBC. */
    DUCKDB("duckdb"),
    /** The reader of records of parquet-java. */
    PARQUET_JAVA("parquet-java");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name in reports and options. */
    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * One run.
   *
   * @param millis from text to last value
   * @param answer the row
   */
  record Run(double millis, TpchAnswer answer) {}

  /** Starts it. */
  public static ScanPeer start(Kind kind, PeerSettings settings)
      throws IOException, InterruptedException {
    PeerProcess process =
        switch (kind) {
          case DUCKDB -> PeerProcess.start(PeerKind.DUCKDB, settings, TablePlace.FILES, Map.of());
          case PARQUET_JAVA -> PeerProcess.startParquetJava(settings);
        };
    return new ScanPeer(kind, new PeerQueries(process));
  }

  String label() {
    return kind.toString();
  }

  boolean takes(ScanCase scan) {
    return switch (scan.format()) {
      case ScanCase.Parquet _ -> true;
      case ScanCase.Csv _ -> kind == Kind.DUCKDB;
    };
  }

  /** Our time over its time that we aim at. */
  double target(ScanCase scan) {
    return switch (kind) {
      case DUCKDB -> scan.format() instanceof ScanCase.Csv ? DUCKDB_CSV_TARGET : DUCKDB_TARGET;
      case PARQUET_JAVA -> PARQUET_JAVA_TARGET;
    };
  }

  Run run(ScanCase scan) throws IOException {
    double millis =
        switch (kind) {
          case DUCKDB -> queries.runPrepared(scan.sql());
          case PARQUET_JAVA -> queries.run(scan.query().recordRequest(scan.file().toString()));
        };
    return new Run(millis, TpchAnswer.read(queries.answerFile()));
  }

  void forgetPeak() throws IOException {
    queries.process().forgetPeak();
  }

  long peakResidentBytes() throws IOException {
    return queries.process().peakResidentBytes();
  }

  @Override
  public void close() throws IOException {
    queries.close();
  }
}
