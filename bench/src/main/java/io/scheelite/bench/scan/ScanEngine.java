package io.scheelite.bench.scan;

import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import io.scheelite.sql.result.ResultFormat;
import java.util.List;
import java.util.Objects;

/**
 * Our side of a comparison. The engine stays the caller's; it keeps the plan of a statement that is
 * repeated, as the others do.
 */
public final class ScanEngine {
  private final Engine engine;

  /** Runs cases on that engine. */
  public ScanEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * One run.
   *
   * @param millis from text to last value
   * @param answer the row
   * @param schema of the row
   * @param nanos that operators worked, over all threads
   * @param decompressNanos of these that went into decompression
   */
  record Run(double millis, TpchAnswer answer, Schema schema, long nanos, long decompressNanos) {}

  Run run(ScanCase scan) {
    long start = System.nanoTime();
    try (StatementExecution statement = engine.statement(scan.sql(), List.of())) {
      statement.execute();
      QueryResult result = Objects.requireNonNull(statement.rows(), "a query has rows");
      StringBuilder csv = new StringBuilder();
      result.write(ResultFormat.CSV, csv);
      double millis = (System.nanoTime() - start) / 1e6;
      ExecutionProfile profile = result.profile();
      return new Run(
          millis,
          TpchAnswer.parse(csv.toString()),
          result.schema(),
          profile.nanos(),
          profile.decompressNanos());
    }
  }
}
