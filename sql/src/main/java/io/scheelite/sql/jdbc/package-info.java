/**
 * The JDBC driver: {@code jdbc:scheelite:}, found by ServiceLoader.
 *
 * <p>A connection is an engine with a catalog of its own, closed with it. Result sets read batches
 * while the query runs. Connections, statements and result sets are used by one thread at a time;
 * {@code Statement.cancel}, {@code Connection.abort} and the timers of query timeouts come from
 * any.
 */
@NullMarked
package io.scheelite.sql.jdbc;

import org.jspecify.annotations.NullMarked;
