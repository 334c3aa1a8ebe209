package io.scheelite.sql;

import io.scheelite.formats.UrlText;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import org.jspecify.annotations.Nullable;

/**
 * A statement that cannot be run as written. The message says what and, where known, at which place
 * in the text; {@link #sqlState()} is what JDBC users see.
 */
public sealed class SqlException extends ScheeliteException permits TableGoneException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  SqlException(ErrorCode code, String message, int line, int column, @Nullable Throwable cause) {
    super(code, UrlText.shownWithin(message), tellsSecrets(cause) ? null : cause);
    this.line = line;
    this.column = column;
  }

  /** Parsers quote the statement, with all of its URLs. */
  private static boolean tellsSecrets(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      if (!UrlText.shownWithin(message).equals(message)) {
        return true;
      }
    }
    return false;
  }

  /** An error without a place in the text. */
  public static SqlException of(ErrorCode code, String message) {
    return new SqlException(code, message, 0, 0, null);
  }

  /** An error at a place in the text; lines and columns count from 1. */
  public static SqlException at(
      ErrorCode code, String message, int line, int column, @Nullable Throwable cause) {
    String text = line > 0 ? message + " (at line " + line + ", column " + column + ")" : message;
    return new SqlException(code, text, line, column, cause);
  }

  /** Something that Scheelite does not do yet. */
  public static SqlException unsupported(String feature) {
    return of(ErrorCode.UNSUPPORTED, "not supported yet: " + feature);
  }

  /** Line of the error from 1, or 0 when unknown. */
  public final int line() {
    return line;
  }

  /** Column of the error from 1, or 0 when unknown. */
  public final int column() {
    return column;
  }

  /** The five-character SQLSTATE. */
  public final String sqlState() {
    return code().sqlState();
  }
}
