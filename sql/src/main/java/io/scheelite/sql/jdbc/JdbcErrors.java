package io.scheelite.sql.jdbc;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import java.io.UncheckedIOException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;

/** What callers of JDBC get for what went wrong: the class that JDBC wants, and the SQLSTATE. */
final class JdbcErrors {
  private static final String CLOSED = "08003";

  private JdbcErrors() {}

  static SQLException of(RuntimeException failure) {
    return switch (failure) {
      case ScheeliteException ours -> of(ours);
      case UncheckedIOException io ->
          new SQLException(message(io), ErrorCode.IO_ERROR.sqlState(), io);
      default -> new SQLException(message(failure), ErrorCode.INTERNAL.sqlState(), failure);
    };
  }

  private static SQLException of(ScheeliteException failure) {
    String state = failure.code().sqlState();
    String message = message(failure);
    return switch (state.substring(0, 2)) {
      case "0A" -> new SQLFeatureNotSupportedException(message, state, failure);
      case "42" -> new SQLSyntaxErrorException(message, state, failure);
      case "22" -> new SQLDataException(message, state, failure);
      case "23" -> new SQLIntegrityConstraintViolationException(message, state, failure);
      case "53" -> new SQLTransientException(message, state, failure);
      default -> new SQLException(message, state, failure);
    };
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  static SQLException timeout(int seconds, SQLException cancelled) {
    return new SQLTimeoutException(
        "the statement took longer than its timeout: timeoutSeconds=" + seconds,
        ErrorCode.CANCELLED.sqlState(),
        cancelled);
  }

  static SQLException unsupported(String feature) {
    return new SQLFeatureNotSupportedException(
        "not supported: " + feature, ErrorCode.UNSUPPORTED.sqlState());
  }

  static SQLException closed(String what) {
    return new SQLNonTransientConnectionException(what + " is closed", CLOSED);
  }

  static SQLException noTransaction() {
    return new SQLException(
        "no transaction is open: each statement is one, unless setAutoCommit(false) was called",
        ErrorCode.TRANSACTION_STATE.sqlState());
  }

  static SQLException escapesAreOff() {
    return new SQLSyntaxErrorException(
        "the statement has an escape in braces, and setEscapeProcessing(false) was called",
        ErrorCode.SYNTAX_ERROR.sqlState());
  }

  static SQLException badCall(String message) {
    return new SQLException(message, "HY000");
  }

  static SQLException badSetting(String message) {
    return new SQLException(message, ErrorCode.INVALID_SETTING.sqlState());
  }

  static SQLException badValue(String message) {
    return new SQLDataException(message, ErrorCode.INVALID_CAST.sqlState());
  }

  static SQLException outOfRange(String message) {
    return new SQLDataException(message, ErrorCode.NUMERIC_OVERFLOW.sqlState());
  }
}
