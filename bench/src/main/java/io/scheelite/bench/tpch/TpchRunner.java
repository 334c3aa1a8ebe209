package io.scheelite.bench.tpch;

import io.scheelite.bench.tpch.TpchResult.Verdict;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryMetrics;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Runs TPC-H queries on an engine and checks the answers. The engine stays the caller's. */
public final class TpchRunner {
  private final Engine engine;

  /** Registers the dataset's tables with the engine. */
  public TpchRunner(Engine engine, TpchDataset dataset) {
    this.engine = engine;
    for (Map.Entry<String, Path> table : dataset.files().entrySet()) {
      engine.registerParquet(table.getKey(), table.getValue());
    }
  }

  /** Runs a query once and compares its rows with {@code expected}, if there is one. */
  public TpchResult run(TpchQuery query, Optional<TpchAnswer> expected) {
    long start = System.nanoTime();
    try (QueryResult result = engine.sql(query.text()).collect()) {
      StringBuilder csv = new StringBuilder();
      result.write(ResultFormat.CSV, csv);
      double millis = (System.nanoTime() - start) / 1e6;
      AnswerCheck check = new AnswerCheck(result.schema(), query.sortColumns());
      TpchAnswer actual = TpchAnswer.parse(csv.toString());
      Verdict verdict =
          expected
              .map(answer -> Verdict.of(check.difference(actual.rows(), answer.rows())))
              .orElse(Verdict.UNCHECKED);
      QueryMetrics metrics = result.metrics();
      return new TpchResult(
          query,
          metrics.rows(),
          millis,
          metrics.peakMemoryBytes(),
          metrics.spilledBytes(),
          0,
          verdict);
    }
  }
}
