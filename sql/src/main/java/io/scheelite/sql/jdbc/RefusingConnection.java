package io.scheelite.sql.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Refuses what a connection has not: procedures, savepoints, types of the user, large objects. */
abstract class RefusingConnection implements Connection {
  abstract void requireOpen() throws SQLException;

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw JdbcErrors.unsupported("stored procedures");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return prepareCall(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepareCall(sql);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    throw JdbcErrors.unsupported("savepoints");
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    throw JdbcErrors.unsupported("savepoints");
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    throw JdbcErrors.unsupported("savepoints");
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw JdbcErrors.unsupported("savepoints");
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    requireOpen();
    return Map.of();
  }

  @Override
  public void setTypeMap(@Nullable Map<String, Class<?>> types) throws SQLException {
    if (types != null && !types.isEmpty()) {
      throw JdbcErrors.unsupported("types of the user");
    }
  }

  @Override
  public Clob createClob() throws SQLException {
    throw JdbcErrors.unsupported("CLOB");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw JdbcErrors.unsupported("BLOB");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw JdbcErrors.unsupported("NCLOB");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw JdbcErrors.unsupported("XML");
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    throw JdbcErrors.unsupported("arrays");
  }

  @Override
  public Struct createStruct(String type, Object[] attributes) throws SQLException {
    throw JdbcErrors.unsupported("structures");
  }

  @Override
  public void setClientInfo(String name, @Nullable String value) {
    // nobody reads it
  }

  @Override
  public void setClientInfo(Properties properties) {
    // nobody reads it
  }

  @Override
  public @Nullable String getClientInfo(String name) throws SQLException {
    requireOpen();
    return null;
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    requireOpen();
    return new Properties();
  }
}
