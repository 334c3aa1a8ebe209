package io.scheelite.operators.runtime;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** Says that somebody cancelled the query. */
public final class QueryCancelledException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** For the query of this name. */
  public QueryCancelledException(String queryName) {
    super(ErrorCode.CANCELLED, "query was cancelled: query=" + queryName);
  }
}
