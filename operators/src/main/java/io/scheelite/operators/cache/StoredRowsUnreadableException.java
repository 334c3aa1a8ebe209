package io.scheelite.operators.cache;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.spill.block.BlockId;

/**
 * Rows of a table could not be read. They are nowhere else, so they are kept: look at the disk,
 * then try again.
 */
public final class StoredRowsUnreadableException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  StoredRowsUnreadableException(String table, BlockId block, ScheeliteException cause) {
    super(
        cause.code(),
        "rows of a table cannot be read, look at the disk and try again: table="
            + table
            + " block="
            + block
            + " reason="
            + cause.getMessage(),
        cause);
  }
}
