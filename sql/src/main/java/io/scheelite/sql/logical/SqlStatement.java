package io.scheelite.sql.logical;

/** What a SQL text asks for. */
public sealed interface SqlStatement {
  /** The query the statement is about. */
  LogicalQuery query();

  /** Run a query. */
  record Query(LogicalQuery query) implements SqlStatement {}

  /**
   * Describe a query's plan.
   *
   * @param analyze run it too and show what really happened
   */
  record Explain(LogicalQuery query, boolean analyze) implements SqlStatement {}
}
