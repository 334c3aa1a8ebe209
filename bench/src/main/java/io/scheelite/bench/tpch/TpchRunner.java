package io.scheelite.bench.tpch;

import io.scheelite.bench.tpch.TpchResult.Verdict;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.DataFrame;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryMetrics;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs TPC-H queries on an engine and checks the answers. The engine stays the caller's. */
public final class TpchRunner {
  private final Function<TpchQuery, DataFrame> frames;

  /** Registers the dataset's tables with the engine; queries are planned from their text. */
  public TpchRunner(Engine engine, TpchDataset dataset) {
    this(engine, dataset, query -> engine.sql(query.text()));
  }

  /** Registers the dataset's tables with the engine; {@code frames} makes the queries. */
  public TpchRunner(Engine engine, TpchDataset dataset, Function<TpchQuery, DataFrame> frames) {
    this.frames = frames;
    for (Map.Entry<String, Path> table : dataset.files().entrySet()) {
      engine.registerParquet(table.getKey(), table.getValue());
    }
  }

  private TpchRunner(Function<TpchQuery, DataFrame> frames) {
    this.frames = frames;
  }

  /** Loads the dataset into tables of the engine's memory; queries are planned from their text. */
  public static TpchRunner inMemory(Engine engine, TpchDataset dataset) {
    for (Map.Entry<String, Path> table : dataset.files().entrySet()) {
      String sql =
          "CREATE TABLE " + table.getKey() + " AS SELECT * FROM '" + table.getValue() + "'";
      try (StatementExecution load = engine.statement(sql, List.of())) {
        load.execute();
      }
    }
    return new TpchRunner(query -> engine.sql(query.text()));
  }

  /**
   * A run and what is left of its result.
   *
   * @param millis from text to last value
   * @param answer all rows
   * @param schema of the rows
   * @param metrics of the query
   */
  public record Answered(
      TpchQuery query, double millis, TpchAnswer answer, Schema schema, QueryMetrics metrics) {

    /** The first difference to an expected answer in words, or nothing. */
    public Optional<String> difference(TpchAnswer expected, AnswerCheck.Quotients quotients) {
      return new AnswerCheck(schema, query.sortColumns(), quotients)
          .difference(answer.rows(), expected.rows());
    }
  }

  /** Runs a query once. */
  public Answered answer(TpchQuery query) {
    long start = System.nanoTime();
    try (QueryResult result = frames.apply(query).collect()) {
      StringBuilder csv = new StringBuilder();
      result.write(ResultFormat.CSV, csv);
      double millis = (System.nanoTime() - start) / 1e6;
      return new Answered(
          query, millis, TpchAnswer.parse(csv.toString()), result.schema(), result.metrics());
    }
  }

  /** Runs a query once. */
  public TpchPeer.Run run(TpchQuery query) {
    Answered run = answer(query);
    return new TpchPeer.Run(run.millis(), run.answer());
  }

  /** Runs a query once and compares its rows with {@code expected}, if there is one. */
  public TpchResult run(TpchQuery query, Optional<TpchAnswer> expected) {
    Answered run = answer(query);
    Verdict verdict =
        expected
            .map(answer -> Verdict.of(run.difference(answer, AnswerCheck.Quotients.DOUBLE)))
            .orElse(Verdict.UNCHECKED);
    QueryMetrics metrics = run.metrics();
    return new TpchResult(
        query,
        metrics.rows(),
        run.millis(),
        metrics.peakMemoryBytes(),
        metrics.spilledBytes(),
        metrics.cluster(),
        verdict);
  }
}
