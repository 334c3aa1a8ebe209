/**
 * Keeps rows: the store that hash tables, sorts and buffers of rows stand on.
 *
 * <p>A {@link io.scheelite.columnar.rows.RowLayout} says how a row lies in memory, a {@link
 * io.scheelite.columnar.rows.RowCollection} holds rows in chunks, divided into partitions by their
 * hash; {@link io.scheelite.columnar.rows.RowGather} turns rows back into vectors and {@link
 * io.scheelite.columnar.rows.RowMatcher} compares them. Rows refer to their own parts by distance
 * alone, so that chunks are moved, written to disk and brought back as they are.
 *
 * <p>Memory belongs to the {@code MemoryConsumer} that a collection was made with. One thread at a
 * time uses a collection; different threads may use different partitions of one that no longer
 * grows.
 */
@NullMarked
package io.scheelite.columnar.rows;

import org.jspecify.annotations.NullMarked;
