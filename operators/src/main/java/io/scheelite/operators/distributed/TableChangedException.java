package io.scheelite.operators.distributed;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** A table has other splits than when its scan was dealt over tasks: run the query again. */
public final class TableChangedException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  TableChangedException(String table, int expectedSplits, int foundSplits) {
    super(
        ErrorCode.IO_ERROR,
        "table changed while a query read it: table="
            + table
            + " expectedSplits="
            + expectedSplits
            + " foundSplits="
            + foundSplits);
  }
}
