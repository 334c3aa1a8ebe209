/**
 * Tables whose rows are kept in the block store once they were computed.
 *
 * <p>{@link io.scheelite.operators.cache.CachedTable} keeps the rows of a scan with its filters and
 * projections, split by split; what is not stored, or not any more, is computed while it is read.
 * {@link io.scheelite.operators.cache.StoredTable} reads the rows of any plan that were stored as a
 * whole before. Tables are immutable and thread-safe; their readers belong to one driver.
 */
@NullMarked
package io.scheelite.operators.cache;

import org.jspecify.annotations.NullMarked;
