package io.scheelite.operators.cache;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.spill.block.BlockId;

/** Stored rows could not be read: run the query again, to compute them anew. */
public final class StoredRowsLostException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  StoredRowsLostException(BlockId block, Throwable cause) {
    super(
        ErrorCode.IO_ERROR,
        "cached rows are gone, run the query again to compute them anew: block="
            + block
            + " reason="
            + cause.getMessage(),
        cause);
  }
}
