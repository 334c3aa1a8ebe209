package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;

/**
 * Says that a name means another table, or none, since a statement was checked: planned once more,
 * the statement finds out what there is now.
 */
public final class TableGoneException extends SqlException {
  private static final long serialVersionUID = 1L;

  /** For the table that the statement has found. */
  TableGoneException(String table) {
    super(ErrorCode.UNKNOWN_TABLE, "table was dropped or replaced meanwhile: " + table, 0, 0, null);
  }
}
