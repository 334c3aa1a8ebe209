package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.sql.result.ResultFormat;
import io.scheelite.sql.result.ResultWriter;
import io.scheelite.sql.result.ValueReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, read batch by batch while it runs; what is not read yet waits in memory the
 * engine may spill. One thread reads; {@link #cancel} from any. Whoever collected it closes it, at
 * the end or before.
 */
public final class QueryResult implements AutoCloseable {
  private final QueryExecution execution;
  private final long planningNanos;
  private final long startNanos;
  private final CompletableFuture<Long> endNanos;
  private long numRows;

  QueryResult(QueryExecution execution, long planningNanos, long startNanos) {
    this.execution = execution;
    this.planningNanos = planningNanos;
    this.startNanos = startNanos;
    this.endNanos = execution.ended().handle((done, failure) -> System.nanoTime());
  }

  /** Columns of the rows. */
  public Schema schema() {
    return execution.cursor().schema();
  }

  /** What is executed. */
  PlanNode plan() {
    return execution.plan();
  }

  /** The next rows, lent until the next call; null at the end. Waits for them. */
  public @Nullable Batch next() {
    Batch batch = execution.cursor().next();
    if (batch != null) {
      numRows += batch.numSelectedRows();
    }
    return batch;
  }

  /** All rows not read yet as Java objects; see {@link ValueReader} for their classes. */
  public List<List<@Nullable Object>> rows() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Batch batch = next(); batch != null; batch = next()) {
      rows.addAll(ValueReader.rows(batch));
    }
    return rows;
  }

  /** Writes all rows not read yet as text. */
  public void write(ResultFormat format, Appendable target) {
    try {
      write(format.writer(target));
    } catch (IOException failure) {
      throw new UncheckedIOException("result could not be written", failure);
    }
  }

  private void write(ResultWriter writer) throws IOException {
    writer.begin(schema());
    for (Batch batch = next(); batch != null; batch = next()) {
      for (int i = 0; i < batch.numSelectedRows(); i++) {
        writer.row(ValueReader.row(batch, i));
      }
    }
    writer.end();
  }

  /** Reads to the end and drops the rows. */
  public void drain() {
    Batch batch = next();
    while (batch != null) {
      batch = next();
    }
  }

  /** What the query has cost so far. */
  public QueryMetrics metrics() {
    return new QueryMetrics(
        numRows,
        execution.peakMemoryBytes(),
        execution.spilledBytes(),
        planningNanos,
        endNanos.getNow(System.nanoTime()) - startNanos);
  }

  /** Counters of every operator. */
  public ExecutionProfile profile() {
    return execution.profile();
  }

  /** Makes the query end soon; the reader hears of it. From any thread. */
  public void cancel() {
    execution.cancel();
  }

  /** Cancels what still runs and gives all memory back. Idempotent. */
  @Override
  public void close() {
    execution.close();
  }
}
