package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.cache.StoredRowsLostException;
import io.scheelite.operators.execution.ClusterReport;
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
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, read batch by batch while it runs. The query waits while a few blocks are
 * not read. One thread reads; {@link #cancel} from any. Whoever collected it closes it, at the end
 * or before.
 */
public final class QueryResult implements AutoCloseable {
  private final Schema schema;
  private final Function<CachePreparation, QueryExecution> start;
  private final CachePreparation preparation = new CachePreparation();
  private final long planningNanos;
  private final long startNanos;
  private volatile @Nullable QueryExecution execution;
  private volatile CompletableFuture<Long> endNanos = new CompletableFuture<>();
  private volatile boolean cancelled;
  private long numRows;
  private boolean restarted;
  private volatile boolean closed;

  /**
   * Of a query.
   *
   * @param started null if it is started by the first read, since rows have to be stored before
   * @param start plans and starts it; called again if cached rows are lost before the first row
   */
  QueryResult(
      Schema schema,
      @Nullable QueryExecution started,
      Function<CachePreparation, QueryExecution> start,
      long planningNanos,
      long startNanos) {
    this.schema = schema;
    this.start = start;
    this.planningNanos = planningNanos;
    this.startNanos = startNanos;
    if (started != null) {
      begin(started);
    }
  }

  /** Columns of the rows. */
  public Schema schema() {
    return schema;
  }

  /** What is executed. */
  PlanNode plan() {
    return started().plan();
  }

  private QueryExecution started() {
    QueryExecution running = execution;
    return running == null ? begin(start.apply(preparation)) : running;
  }

  private QueryExecution begin(QueryExecution fresh) {
    endNanos = fresh.ended().handle((done, failure) -> System.nanoTime());
    execution = fresh;
    if (cancelled) { // by somebody who saw what was before
      fresh.cancel();
    }
    return fresh;
  }

  /** The next rows, lent until the next call; null at the end. Waits for them. */
  public @Nullable Batch next() {
    if (closed) {
      return null;
    }
    Batch batch;
    QueryExecution running = started();
    try {
      batch = running.cursor().next();
    } catch (StoredRowsLostException e) {
      if (restarted || cancelled || numRows > 0) {
        throw e; // rows that were handed out cannot be taken back
      }
      restarted = true;
      running.close();
      batch = begin(start.apply(preparation)).cursor().next();
    }
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

  /**
   * The rows not read yet as Arrow vectors, copied to memory of the allocator. Closing what is
   * returned closes this, too.
   */
  public ArrowResult toArrow(BufferAllocator allocator) {
    return new ArrowResult(this, allocator);
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
    QueryExecution running = execution;
    ClusterReport cluster = running == null ? ClusterReport.NONE : running.report();
    return new QueryMetrics(
        numRows,
        running == null ? 0 : Math.max(running.peakMemoryBytes(), cluster.peakTaskMemoryBytes()),
        running == null ? 0 : running.spilledBytes() + cluster.spilledBytes(),
        planningNanos,
        endNanos.getNow(System.nanoTime()) - startNanos,
        cluster);
  }

  /** Counters of every operator. */
  public ExecutionProfile profile() {
    return started().profile();
  }

  /** Makes the query end soon; the reader hears of it. From any thread. */
  public void cancel() {
    cancelled = true;
    preparation.cancel();
    QueryExecution running = execution;
    if (running != null) {
      running.cancel();
    }
  }

  /** Cancels what still runs and gives all memory back. Idempotent. */
  @Override
  public void close() {
    closed = true;
    QueryExecution running = execution;
    if (running != null) {
      running.close();
    }
  }
}
