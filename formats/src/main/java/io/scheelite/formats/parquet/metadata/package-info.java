/**
 * Reads what Parquet files say about themselves: footers, schemas, statistics, page headers.
 *
 * <p>Everything is checked when read and then immutable and thread-safe. Statistics are estimates:
 * they skip row groups and guide planning, and never enter arithmetic.
 */
@NullMarked
package io.scheelite.formats.parquet.metadata;

import org.jspecify.annotations.NullMarked;
