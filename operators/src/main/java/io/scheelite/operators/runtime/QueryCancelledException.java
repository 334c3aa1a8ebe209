package io.scheelite.operators.runtime;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** Says that somebody cancelled the query, or closed its engine before it began. */
public final class QueryCancelledException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** For the query of this name. */
  public QueryCancelledException(String queryName) {
    this("query was cancelled: query=", queryName);
  }

  private QueryCancelledException(String message, String value) {
    super(ErrorCode.CANCELLED, message + value);
  }

  /** For a query that comes too late. */
  public static QueryCancelledException ofClosedEngine() {
    return new QueryCancelledException("query was not started, its engine is closed", "");
  }
}
