package io.scheelite.sql.jdbc;

import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import io.scheelite.sql.calcite.JdbcEscapes;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements one after another. Of one thread; {@link #cancel} and {@link #close} from any,
 * and the former from the timer of a query timeout, which counts until the last row is read.
 */
class ScheeliteStatement extends RefusingStatement {
  private final ScheeliteConnection connection;
  private final List<String> batch = new ArrayList<>();
  private final ReentrantLock running = new ReentrantLock();
  private volatile @Nullable StatementExecution execution;
  private @Nullable QueryTimer timer;
  private @Nullable QueryResultSet resultSet;
  private long updateCount = -1;
  private int timeoutSeconds;
  private long maxRows;
  private int fetchSize;
  private boolean closeOnCompletion;
  private boolean poolable;
  private boolean refusesEscapes;
  private volatile boolean closed;

  ScheeliteStatement(ScheeliteConnection connection) {
    this.connection = connection;
  }

  final void requireOpen() throws SQLException {
    if (closed || connection.isClosed()) {
      throw JdbcErrors.closed("statement");
    }
  }

  /** Runs a statement; true if it has rows. */
  final boolean run(@Nullable String sql, List<? extends @Nullable Object> parameters)
      throws SQLException {
    requireOpen();
    if (sql == null) {
      throw JdbcErrors.badCall("a statement is needed");
    }
    return run(connection.engine().statement(sql, parameters));
  }

  /** Adds many rows by one statement. */
  final void insert(String sql, List<? extends List<? extends @Nullable Object>> rows)
      throws SQLException {
    requireOpen();
    boolean _ = run(connection.engine().insertion(sql, rows));
  }

  private boolean run(StatementExecution fresh) throws SQLException {
    running.lock();
    try {
      return runHere(fresh);
    } finally {
      running.unlock();
    }
  }

  private boolean runHere(StatementExecution fresh) throws SQLException {
    endCurrent();
    connection.beforeStatement();
    execution = fresh;
    requireOpen(); // whoever closes this cancels what is there from here on
    timer = timeoutSeconds == 0 ? null : QueryTimer.start(timeoutSeconds, fresh::cancel);
    boolean done = false;
    try {
      fresh.execute();
      QueryResult rows = fresh.rows();
      updateCount = fresh.updateCount();
      resultSet = rows == null ? null : new QueryResultSet(this, rows, maxRows);
      done = true;
      return rows != null;
    } catch (RuntimeException e) {
      throw explained(JdbcErrors.of(e));
    } finally {
      if (!done || resultSet == null) {
        rowsEnded();
      }
    }
  }

  /** A failure, or the timeout that caused it. */
  final SQLException explained(SQLException failure) {
    QueryTimer running = timer;
    return running != null && running.hasFired() && "57014".equals(failure.getSQLState())
        ? JdbcErrors.timeout(timeoutSeconds, failure)
        : failure;
  }

  /** Nothing is left to cancel. */
  final void rowsEnded() {
    QueryTimer running = timer;
    if (running != null) {
      running.stop();
    }
    execution = null;
  }

  /** A result set was closed. */
  final void closed(QueryResultSet ended) throws SQLException {
    if (ended == resultSet) {
      rowsEnded();
      if (closeOnCompletion) {
        close();
      }
    }
  }

  private void endCurrent() throws SQLException {
    QueryResultSet open = resultSet;
    resultSet = null;
    updateCount = -1;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      rowsEnded();
    }
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return run(sql);
  }

  private boolean run(@Nullable String sql) throws SQLException {
    requireOpen();
    if (refusesEscapes && sql != null && JdbcEscapes.isIn(sql)) {
      throw JdbcErrors.escapesAreOff();
    }
    return run(sql, List.of());
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    run(sql);
    return requireRows();
  }

  final ResultSet requireRows() throws SQLException {
    ResultSet rows = resultSet;
    requireOpen();
    if (rows == null) {
      throw JdbcErrors.badCall("the statement has no rows, call executeUpdate");
    }
    return rows;
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, executeLargeUpdate(sql));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    run(sql);
    return requireNoRows();
  }

  final long requireNoRows() throws SQLException {
    if (resultSet != null) {
      endCurrent();
      throw JdbcErrors.badCall("the statement has rows, call executeQuery");
    }
    return updateCount;
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    requireOpen();
    return resultSet;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeUpdateCount());
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    requireOpen();
    return updateCount;
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    requireOpen();
    endCurrent();
    return false;
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    if (current != CLOSE_CURRENT_RESULT) {
      throw JdbcErrors.unsupported("several open results of one statement");
    }
    return getMoreResults();
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    requireOpen();
    return connection.rows(MetaDataRows.NO_KEYS);
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    requireOpen();
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    requireOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return small(executeLargeBatch());
  }

  private static int[] small(long[] counts) {
    return Arrays.stream(counts).mapToInt(n -> (int) Math.min(Integer.MAX_VALUE, n)).toArray();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    requireOpen();
    List<String> statements = List.copyOf(batch);
    batch.clear();
    long[] counts = new long[statements.size()];
    for (int i = 0; i < counts.length; i++) {
      try {
        counts[i] = executeLargeUpdate(statements.get(i));
      } catch (SQLException e) {
        throw ended(e, counts, i);
      }
    }
    return counts;
  }

  /** A batch ended at its first failure; what was before it has been done. */
  static SQLException ended(SQLException failure, long[] counts, int numDone) {
    return new BatchUpdateException(
        failure.getMessage(),
        failure.getSQLState(),
        failure.getErrorCode(),
        small(Arrays.copyOf(counts, numDone)),
        failure);
  }

  @Override
  public void cancel() throws SQLException {
    StatementExecution running = execution;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    requireOpen();
    if (seconds < 0) {
      throw JdbcErrors.badCall("query timeout must not be negative: seconds=" + seconds);
    }
    timeoutSeconds = seconds;
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    requireOpen();
    return timeoutSeconds;
  }

  @Override
  public void setMaxRows(int rows) throws SQLException {
    setLargeMaxRows(rows);
  }

  @Override
  public void setLargeMaxRows(long rows) throws SQLException {
    requireOpen();
    if (rows < 0) {
      throw JdbcErrors.badCall("number of rows must not be negative: rows=" + rows);
    }
    maxRows = rows;
  }

  @Override
  public int getMaxRows() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeMaxRows());
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    requireOpen();
    return maxRows;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    requireOpen();
    if (rows < 0) {
      throw JdbcErrors.badCall("fetch size must not be negative: rows=" + rows);
    }
    fetchSize = rows;
  }

  @Override
  public int getFetchSize() throws SQLException {
    requireOpen();
    return fetchSize;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    requireOpen();
    if (direction != ResultSet.FETCH_FORWARD) {
      throw JdbcErrors.unsupported("going back in a result set");
    }
  }

  @Override
  public int getFetchDirection() {
    return ResultSet.FETCH_FORWARD;
  }

  /** Of statements that are prepared the text has been read by then, as JDBC says. */
  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    requireOpen();
    refusesEscapes = !enable;
  }

  @Override
  public Connection getConnection() throws SQLException {
    requireOpen();
    return connection;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    requireOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    requireOpen();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    requireOpen();
    this.poolable = poolable;
  }

  @Override
  public boolean isPoolable() throws SQLException {
    requireOpen();
    return poolable;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    requireOpen();
    closeOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    requireOpen();
    return closeOnCompletion;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      cancel(); // what another thread runs now
      running.lock();
      try {
        endCurrent();
      } finally {
        running.unlock();
        connection.closed(this);
      }
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
