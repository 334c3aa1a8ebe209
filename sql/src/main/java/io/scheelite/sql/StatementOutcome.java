package io.scheelite.sql;

import org.jspecify.annotations.Nullable;

/**
 * What a statement gave.
 *
 * @param rows of a query; null for other statements
 * @param updateCount changed rows; -1 for queries
 */
record StatementOutcome(@Nullable QueryResult rows, long updateCount) {
  static StatementOutcome of(QueryResult rows) {
    return new StatementOutcome(rows, -1);
  }

  static StatementOutcome changed(long numRows) {
    return new StatementOutcome(null, numRows);
  }
}
