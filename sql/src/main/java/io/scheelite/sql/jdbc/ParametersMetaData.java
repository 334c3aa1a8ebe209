package io.scheelite.sql.jdbc;

import io.scheelite.columnar.DataType;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * Types of parameters where their places tell them. All take values of any type, which is converted
 * as the statement says. Immutable.
 */
record ParametersMetaData(List<DataType> types) implements ParameterMetaData {
  /** The type of a parameter; NULL if it is not known. */
  private DataType type(int index) throws SQLException {
    if (index < 1 || index > types.size()) {
      throw JdbcErrors.badCall(
          "no such parameter: index=" + index + " numParameters=" + types.size());
    }
    return types.get(index - 1);
  }

  private boolean isKnown(int index) throws SQLException {
    return !(type(index) instanceof DataType.Null);
  }

  @Override
  public int getParameterCount() {
    return types.size();
  }

  @Override
  public int isNullable(int index) throws SQLException {
    DataType _ = type(index);
    return parameterNullableUnknown;
  }

  @Override
  public boolean isSigned(int index) throws SQLException {
    return JdbcTypes.isSigned(type(index));
  }

  @Override
  public int getPrecision(int index) throws SQLException {
    return JdbcTypes.precision(type(index));
  }

  @Override
  public int getScale(int index) throws SQLException {
    return JdbcTypes.scale(type(index));
  }

  @Override
  public int getParameterType(int index) throws SQLException {
    return isKnown(index) ? JdbcTypes.sqlType(type(index)) : Types.OTHER;
  }

  @Override
  public String getParameterTypeName(int index) throws SQLException {
    return isKnown(index) ? JdbcTypes.name(type(index)) : "ANY";
  }

  @Override
  public String getParameterClassName(int index) throws SQLException {
    return JdbcTypes.javaClass(type(index)).getName();
  }

  @Override
  public int getParameterMode(int index) throws SQLException {
    DataType _ = type(index);
    return parameterModeIn;
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
