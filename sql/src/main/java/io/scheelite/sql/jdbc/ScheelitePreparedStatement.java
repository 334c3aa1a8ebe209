package io.scheelite.sql.jdbc;

import io.scheelite.columnar.Schema;
import io.scheelite.sql.StatementDescription;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with parameters, which take their values when it is run. As its superclass. */
final class ScheelitePreparedStatement extends TextParameters {
  /** So much of a batch is on the heap twice while it is added. */
  private static final int VALUES_AT_ONCE = 1 << 17;

  private static final int ROWS_AT_ONCE = 1 << 15;

  private final String sql;
  private final StatementDescription description;
  private final @Nullable Object[] values;
  private final boolean[] isSet;
  private final List<List<@Nullable Object>> batch = new ArrayList<>();

  ScheelitePreparedStatement(
      ScheeliteConnection connection, String sql, StatementDescription description) {
    super(connection);
    this.sql = sql;
    this.description = description;
    int numParameters = description.parameters().size();
    this.values = new Object[numParameters];
    this.isSet = new boolean[numParameters];
  }

  private List<@Nullable Object> parameters() throws SQLException {
    for (int i = 0; i < isSet.length; i++) {
      if (!isSet[i]) {
        throw JdbcErrors.badCall("parameter has no value: index=" + (i + 1));
      }
    }
    return Arrays.asList(values.clone());
  }

  private void set(int index, @Nullable Object value) throws SQLException {
    requireOpen();
    if (index < 1 || index > values.length) {
      throw JdbcErrors.badCall(
          "no such parameter: index=" + index + " numParameters=" + values.length);
    }
    values[index - 1] = Values.parameter(value);
    isSet[index - 1] = true;
  }

  @Override
  public boolean execute() throws SQLException {
    return run(sql, parameters());
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    run(sql, parameters());
    return requireRows();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, executeLargeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    run(sql, parameters());
    return requireNoRows();
  }

  @Override
  public void addBatch() throws SQLException {
    requireOpen();
    batch.add(parameters());
  }

  @Override
  public void clearBatch() throws SQLException {
    super.clearBatch();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    requireOpen();
    List<List<@Nullable Object>> rows = List.copyOf(batch);
    batch.clear();
    long[] counts = new long[rows.size()];
    int most = Math.clamp(VALUES_AT_ONCE / Math.max(1, values.length), 1, ROWS_AT_ONCE);
    int done = 0;
    while (done < counts.length) {
      int end = description.insertsOneRow() ? Math.min(counts.length, done + most) : done;
      if (end - done > 1 && insertAll(rows, counts, done, end)) {
        done = end;
      } else { // one by one, to tell which row it is
        done = runEach(rows, counts, done, Math.max(end, done + 1));
      }
    }
    return counts;
  }

  private int runEach(List<List<@Nullable Object>> rows, long[] counts, int from, int to)
      throws SQLException {
    for (int i = from; i < to; i++) {
      try {
        run(sql, rows.get(i));
        counts[i] = requireNoRows();
      } catch (SQLException e) {
        throw ended(e, counts, i);
      }
    }
    return to;
  }

  /** False if nothing was added, since one of the rows cannot be. */
  private boolean insertAll(List<List<@Nullable Object>> rows, long[] counts, int from, int to)
      throws SQLException {
    try {
      insert(sql, rows.subList(from, to));
      Arrays.fill(counts, from, to, 1);
      return true;
    } catch (SQLException e) {
      if ("57014".equals(e.getSQLState())) {
        throw ended(e, counts, from);
      }
      return false;
    }
  }

  @Override
  public void clearParameters() throws SQLException {
    requireOpen();
    Arrays.fill(values, null);
    Arrays.fill(isSet, false);
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    requireOpen();
    Schema schema = description.schema();
    return schema == null ? null : new ColumnsMetaData(schema);
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    requireOpen();
    return new ParametersMetaData(description.parameters());
  }

  @Override
  public void setNull(int index, int type) throws SQLException {
    set(index, null);
  }

  @Override
  public void setNull(int index, int type, String typeName) throws SQLException {
    set(index, null);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setNString(int index, @Nullable String value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setDate(int index, @Nullable Date value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    set(
        index,
        value == null || calendar == null ? value : in(value.getTime(), calendar).toLocalDate());
  }

  @Override
  public void setTime(int index, @Nullable Time value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    setTime(index, value);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    set(
        index,
        value == null || calendar == null
            ? value
            : in(value.getTime(), calendar).withNano(value.getNanos()));
  }

  private static LocalDateTime in(long millis, Calendar calendar) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), calendar.getTimeZone().toZoneId());
  }

  @Override
  public void setObject(int index, @Nullable Object value) throws SQLException {
    set(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int type) throws SQLException {
    Object known = Values.parameter(value);
    set(
        index,
        known == null
            ? null
            : switch (type) {
              case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
                  Values.integer(known, Long.MIN_VALUE, Long.MAX_VALUE);
              case Types.REAL, Types.FLOAT, Types.DOUBLE -> Values.number(known);
              case Types.DECIMAL, Types.NUMERIC -> Values.decimal(known);
              case Types.BOOLEAN, Types.BIT -> Values.truth(known);
              case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR ->
                  Values.text(known);
              case Types.DATE -> Values.date(known);
              case Types.TIMESTAMP -> Values.timestamp(known);
              default -> known;
            });
  }

  @Override
  public void setObject(int index, @Nullable Object value, int type, int scaleOrLength)
      throws SQLException {
    setObject(index, value, type);
    if (values[index - 1] instanceof BigDecimal number
        && (type == Types.DECIMAL || type == Types.NUMERIC)) {
      values[index - 1] = number.setScale(scaleOrLength, RoundingMode.HALF_UP);
    }
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType type) throws SQLException {
    setObject(index, value, number(type));
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType type, int scaleOrLength)
      throws SQLException {
    setObject(index, value, number(type), scaleOrLength);
  }

  private static int number(SQLType type) {
    Integer number = type.getVendorTypeNumber();
    return number == null ? Types.OTHER : number;
  }
}
