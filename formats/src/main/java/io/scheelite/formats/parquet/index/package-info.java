/**
 * What Parquet files say about their pages and values beside the footer: page indexes and bloom
 * filters.
 *
 * <p>Both are read only when a filter asks for them, and are believed no further than they agree
 * with the footer and the pages. Everything here is immutable and thread-safe once it is read.
 */
@NullMarked
package io.scheelite.formats.parquet.index;

import org.jspecify.annotations.NullMarked;
