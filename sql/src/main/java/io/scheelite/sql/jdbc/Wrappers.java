package io.scheelite.sql.jdbc;

import java.sql.SQLException;

/** What all wrappers of JDBC answer alike. */
final class Wrappers {
  private Wrappers() {}

  static <T> T unwrap(Object wrapper, Class<T> type) throws SQLException {
    if (!type.isInstance(wrapper)) {
      throw JdbcErrors.badCall("this is no wrapper for: type=" + type.getName());
    }
    return type.cast(wrapper);
  }
}
