package io.scheelite.bench.statement;

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
 * Our side of a comparison of statements. The engine stays the caller's; it keeps the plan of a
 * statement that is repeated, as peers keep what they have prepared.
 */
public final class OwnEngine {
  private final Engine engine;

  /** Runs statements on that engine. */
  public OwnEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * One run.
   *
   * @param millis from text to last value
   * @param answer the rows
   * @param schema of the rows
   * @param nanos that operators worked, over all threads
   * @param decompressNanos of these that went into decompression
   * @param spilledBytes written to spill files
   */
  public record Run(
      double millis,
      TpchAnswer answer,
      Schema schema,
      long nanos,
      long decompressNanos,
      long spilledBytes) {}

  /** Runs a query to its last value. */
  public Run run(String sql) {
    long start = System.nanoTime();
    try (StatementExecution statement = engine.statement(sql, List.of())) {
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
          profile.decompressNanos(),
          profile.spilledBytes());
    }
  }

  /** Runs a statement without rows. */
  public void execute(String sql) {
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
    }
  }
}
