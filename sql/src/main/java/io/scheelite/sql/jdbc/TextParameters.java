package io.scheelite.sql.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import org.jspecify.annotations.Nullable;

/** Takes readers and streams as texts, and refuses parameters of types that no column has. */
abstract class TextParameters extends ScheeliteStatement implements PreparedStatement {
  TextParameters(ScheeliteConnection connection) {
    super(connection);
  }

  private void refuse(int index, @Nullable Object value, String type) throws SQLException {
    if (value != null) {
      throw JdbcErrors.unsupported("no column has this type: " + type);
    }
    setString(index, null);
  }

  private void read(int index, @Nullable Reader reader, long length) throws SQLException {
    setString(index, reader == null ? null : text(reader, length));
  }

  /** What a reader gives, at most {@code length} of it. */
  private static String text(Reader reader, long length) throws SQLException {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[4096];
    try {
      while (text.length() < length) {
        int n = reader.read(buffer, 0, (int) Math.min(buffer.length, length - text.length()));
        if (n < 0) {
          break;
        }
        text.append(buffer, 0, n);
      }
    } catch (IOException e) {
      throw JdbcErrors.badValue("a parameter could not be read: reason=" + e.getMessage());
    }
    return text.toString();
  }

  private static @Nullable Reader ascii(@Nullable InputStream stream) {
    return stream == null ? null : new InputStreamReader(stream, StandardCharsets.US_ASCII);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, int length)
      throws SQLException {
    read(index, value, length);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    read(index, value, length);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
    read(index, value, Long.MAX_VALUE);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    read(index, value, length);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
    read(index, value, Long.MAX_VALUE);
  }

  @Override
  public void setClob(int index, @Nullable Reader value, long length) throws SQLException {
    read(index, value, length);
  }

  @Override
  public void setClob(int index, @Nullable Reader value) throws SQLException {
    read(index, value, Long.MAX_VALUE);
  }

  @Override
  public void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
    read(index, value, length);
  }

  @Override
  public void setNClob(int index, @Nullable Reader value) throws SQLException {
    read(index, value, Long.MAX_VALUE);
  }

  @Override
  public void setClob(int index, @Nullable Clob value) throws SQLException {
    read(index, value == null ? null : value.getCharacterStream(), Long.MAX_VALUE);
  }

  @Override
  public void setNClob(int index, @Nullable NClob value) throws SQLException {
    read(index, value == null ? null : value.getCharacterStream(), Long.MAX_VALUE);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    read(index, ascii(value), length);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    read(index, ascii(value), length);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
    read(index, ascii(value), Long.MAX_VALUE);
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    setString(index, value == null ? null : utf8(value, length));
  }

  private static String utf8(InputStream stream, int length) throws SQLException {
    try {
      return new String(stream.readNBytes(length), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw JdbcErrors.badValue("a parameter could not be read: reason=" + e.getMessage());
    }
  }

  @Override
  public void setURL(int index, @Nullable URL value) throws SQLException {
    setString(index, value == null ? null : value.toString());
  }

  @Override
  public void setArray(int index, @Nullable Array value) throws SQLException {
    refuse(index, value, "ARRAY");
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    refuse(index, value, "VARBINARY");
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    refuse(index, value, "VARBINARY");
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
    refuse(index, value, "VARBINARY");
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
    refuse(index, value, "BLOB");
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value) throws SQLException {
    refuse(index, value, "BLOB");
  }

  @Override
  public void setBlob(int index, @Nullable Blob value) throws SQLException {
    refuse(index, value, "BLOB");
  }

  @Override
  public void setBytes(int index, byte @Nullable [] value) throws SQLException {
    refuse(index, value, "VARBINARY");
  }

  @Override
  public void setRef(int index, @Nullable Ref value) throws SQLException {
    refuse(index, value, "REF");
  }

  @Override
  public void setRowId(int index, @Nullable RowId value) throws SQLException {
    refuse(index, value, "ROWID");
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    refuse(index, value, "XML");
  }

  private static SQLException isPrepared() {
    return JdbcErrors.badCall("a prepared statement runs no other text");
  }

  @Override
  public final boolean execute(String sql) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final boolean execute(String sql, int keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final boolean execute(String sql, int[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final boolean execute(String sql, String[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final ResultSet executeQuery(String sql) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final int executeUpdate(String sql) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final int executeUpdate(String sql, int keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final int executeUpdate(String sql, int[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final int executeUpdate(String sql, String[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final long executeLargeUpdate(String sql) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final long executeLargeUpdate(String sql, int keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final long executeLargeUpdate(String sql, int[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final long executeLargeUpdate(String sql, String[] keys) throws SQLException {
    throw isPrepared();
  }

  @Override
  public final void addBatch(String sql) throws SQLException {
    throw isPrepared();
  }
}
