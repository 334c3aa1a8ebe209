package io.scheelite.sql.jdbc;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ValueReader;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Rows read forward while the query runs; a value is made when it is asked for. Of one thread,
 * which closes it; its statement does, too.
 */
final class QueryResultSet extends LabelledResultSet {
  private final @Nullable ScheeliteStatement statement;
  private final QueryResult result;
  private final Schema schema;
  private final long maxRows;
  private final ReentrantLock reading = new ReentrantLock(); // nobody frees what is read
  private @Nullable Map<String, Integer> columnsByLabel;
  private @Nullable Batch batch;
  private int nextRow; // of the batch
  private int row = -1; // where the values of the current row are in the batch
  private long numRows;
  private volatile boolean atEnd;
  private boolean wasNull;
  private volatile boolean closed;
  private int fetchSize;

  /**
   * Of a statement that watches over cancellation.
   *
   * @param statement null for rows that a tool asked of the connection
   * @param maxRows more are left out; 0 for all
   */
  QueryResultSet(@Nullable ScheeliteStatement statement, QueryResult result, long maxRows) {
    this.statement = statement;
    this.result = result;
    this.schema = result.schema();
    this.maxRows = maxRows;
  }

  private void requireOpen() throws SQLException {
    if (closed) {
      throw JdbcErrors.closed("result set");
    }
  }

  @Override
  public boolean next() throws SQLException {
    reading.lock();
    try {
      return moveToNext();
    } finally {
      reading.unlock();
    }
  }

  private boolean moveToNext() throws SQLException {
    requireOpen();
    row = -1;
    Batch current = hasMore() ? batch : null;
    if (current == null) {
      return false;
    }
    Selection selection = current.selection();
    row =
        selection == null
            ? nextRow
            : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * nextRow));
    nextRow++;
    numRows++;
    return true;
  }

  /** Whether the batch has a next row; reads another one if it must. */
  private boolean hasMore() throws SQLException {
    if (!atEnd && maxRows > 0 && numRows >= maxRows) {
      end();
    }
    while (!atEnd && (batch == null || nextRow >= batch.numSelectedRows())) {
      batch = nextBatch();
      nextRow = 0;
      if (batch == null) {
        end();
      }
    }
    return !atEnd;
  }

  /** Nobody waits for what is left, and nobody needs the memory of what was read. */
  private void end() throws SQLException {
    atEnd = true;
    batch = null;
    try {
      endQuery();
    } finally {
      if (statement != null) {
        statement.rowsEnded();
      }
    }
  }

  private @Nullable Batch nextBatch() throws SQLException {
    try {
      Batch next = result.next();
      if (next == null) {
        requireOpen(); // else the end is that of whoever closed this meanwhile
      }
      return next;
    } catch (RuntimeException e) {
      SQLException failure = JdbcErrors.of(e);
      if (statement == null) {
        throw failure;
      }
      SQLException explained = statement.explained(failure);
      statement.rowsEnded();
      throw explained;
    }
  }

  private @Nullable Object value(int column) throws SQLException {
    reading.lock();
    try {
      return read(column);
    } finally {
      reading.unlock();
    }
  }

  private @Nullable Object read(int column) throws SQLException {
    requireOpen();
    if (column < 1 || column > schema.size()) {
      throw JdbcErrors.badCall("no such column: index=" + column + " numColumns=" + schema.size());
    }
    Batch current = batch;
    if (row < 0 || current == null) {
      throw JdbcErrors.badCall(atEnd ? "there is no further row" : "call next() before a getter");
    }
    Object value = ValueReader.value(current.columns().get(column - 1), row);
    wasNull = value == null;
    return value;
  }

  @Override
  public int findColumn(@Nullable String label) throws SQLException {
    requireOpen();
    if (label == null) {
      throw JdbcErrors.badCall("a column's label is needed");
    }
    Map<String, Integer> known = columnsByLabel;
    if (known == null) {
      known = new HashMap<>();
      for (int i = 0; i < schema.size(); i++) { // of equal labels the first one counts
        known.putIfAbsent(schema.fields().get(i).name().toLowerCase(Locale.ROOT), i + 1);
      }
      columnsByLabel = known;
    }
    Integer column = known.get(label.toLowerCase(Locale.ROOT));
    if (column == null) {
      throw JdbcErrors.badCall("no such column: label=" + label);
    }
    return column;
  }

  @Override
  public boolean wasNull() {
    return wasNull;
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.text(value);
  }

  @Override
  public @Nullable String getNString(int column) throws SQLException {
    return getString(column);
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    Object value = value(column);
    return value != null && Values.truth(value);
  }

  @Override
  public byte getByte(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : (byte) Values.integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  @Override
  public short getShort(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : (short) Values.integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  @Override
  public int getInt(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : (int) Values.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public long getLong(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Values.integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public float getFloat(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : (float) Values.number(value);
  }

  @Override
  public double getDouble(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Values.number(value);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.decimal(value);
  }

  @Override
  @Deprecated
  public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(column);
    return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public @Nullable Date getDate(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Date.valueOf(Values.date(value));
  }

  @Override
  public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    if (value == null || calendar == null) {
      return value == null ? null : Date.valueOf(Values.date(value));
    }
    return new Date(Values.millis(Values.date(value).atStartOfDay(), calendar));
  }

  @Override
  public @Nullable Time getTime(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Time.valueOf(Values.timestamp(value).toLocalTime());
  }

  @Override
  public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    if (value == null || calendar == null) {
      return value == null ? null : Time.valueOf(Values.timestamp(value).toLocalTime());
    }
    return new Time(
        Values.millis(LocalDate.EPOCH.atTime(Values.timestamp(value).toLocalTime()), calendar));
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Timestamp.valueOf(Values.timestamp(value));
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(column);
    if (value == null || calendar == null) {
      return value == null ? null : Timestamp.valueOf(Values.timestamp(value));
    }
    Timestamp moment = new Timestamp(Values.millis(Values.timestamp(value), calendar));
    moment.setNanos(Values.timestamp(value).get(ChronoField.NANO_OF_SECOND));
    return moment;
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.standard(value);
  }

  @Override
  public @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> types)
      throws SQLException {
    return getObject(column);
  }

  @Override
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.as(value, type);
  }

  @Override
  public @Nullable Reader getCharacterStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public @Nullable Reader getNCharacterStream(int column) throws SQLException {
    return getCharacterStream(column);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    requireOpen();
    return new ColumnsMetaData(schema);
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    requireOpen();
    return statement;
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    reading.lock();
    try {
      requireOpen();
      return numRows == 0 && hasMore();
    } finally {
      reading.unlock();
    }
  }

  @Override
  public boolean isAfterLast() {
    return atEnd && numRows > 0;
  }

  @Override
  public boolean isFirst() {
    return numRows == 1 && !atEnd;
  }

  @Override
  public int getRow() {
    return atEnd ? 0 : (int) numRows;
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
  public int getFetchSize() {
    return fetchSize;
  }

  @Override
  public @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public void clearWarnings() {}

  /** Whether it holds nothing any longer. */
  boolean isOver() {
    return closed || atEnd;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    result.cancel(); // whoever waits for rows
    try {
      endReading();
    } finally {
      if (statement != null) {
        statement.closed(this);
      }
    }
  }

  private void endReading() throws SQLException {
    reading.lock();
    try {
      batch = null;
      endQuery();
    } finally {
      reading.unlock();
    }
  }

  private void endQuery() throws SQLException {
    try {
      result.close();
    } catch (RuntimeException e) {
      throw JdbcErrors.of(e);
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
