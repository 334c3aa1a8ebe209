package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One statement of any kind with its parameters: run once, by one thread, which closes it; any may
 * cancel. A query's rows are read from {@link #rows}; every other statement is done when {@link
 * #execute} returns, and has changed nothing if that throws.
 */
public final class StatementExecution implements AutoCloseable {
  private final Function<StatementExecution, StatementOutcome> run;
  private @Nullable QueryResult running; // guarded by this
  private boolean cancelled; // guarded by this
  private final CompletableFuture<Void> unwanted = new CompletableFuture<>();
  private @Nullable QueryResult rows;
  private long updateCount = -1;
  private boolean executed;

  /**
   * Of a statement.
   *
   * @param run does what it says, and shows this what can be cancelled
   */
  StatementExecution(Function<StatementExecution, StatementOutcome> run) {
    this.run = run;
  }

  /** Runs the statement, or starts it if it is a query. */
  public void execute() {
    if (executed) {
      throw SqlException.of(ErrorCode.INVALID_QUERY, "a statement is executed once");
    }
    executed = true;
    requireWanted();
    StatementOutcome outcome = run.apply(this);
    rows = outcome.rows();
    updateCount = outcome.updateCount();
  }

  /** Rows of a query; null for other statements. */
  public @Nullable QueryResult rows() {
    return rows;
  }

  /** Rows that the statement has changed, 0 where it has to do with none; -1 for queries. */
  public long updateCount() {
    return updateCount;
  }

  /** Notes what to cancel; returns it. */
  QueryResult track(QueryResult result) {
    boolean unwanted;
    synchronized (this) {
      running = result;
      unwanted = cancelled;
    }
    if (unwanted) {
      result.cancel();
    }
    return result;
  }

  /** Completes when it is cancelled. */
  CompletableFuture<Void> unwanted() {
    return unwanted;
  }

  /** Refuses to go on after a cancellation. */
  void requireWanted() {
    synchronized (this) {
      if (!cancelled) {
        return;
      }
    }
    throw new QueryCancelledException("(not started)");
  }

  /** Makes the statement end soon; whoever runs or reads it hears of it. From any thread. */
  public void cancel() {
    QueryResult current;
    synchronized (this) {
      cancelled = true;
      current = running;
    }
    boolean _ = unwanted.complete(null);
    if (current != null) {
      current.cancel();
    }
  }

  /** Ends what still runs and gives all memory back. Idempotent. */
  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }
}
