/**
 * Window functions over sorted rows.
 *
 * <p>Rows arrive sorted by partition and order keys. Each is stored ({@link
 * io.scheelite.operators.window.WindowRows}) together with what the rows up to it make of each
 * aggregate: a running sum, or a node of a tree over the rows. When a partition is complete, every
 * frame of it, however it lies, is answered from a few stored rows, so that functions keep no state
 * of their own and a partition of any size needs only some pages in memory. {@link
 * io.scheelite.operators.window.ConcatColumn} alone reads all rows of a frame and keeps their text,
 * which must fit into memory.
 *
 * <p>A single driver does all this; everything belongs to it.
 */
@NullMarked
package io.scheelite.operators.window;

import org.jspecify.annotations.NullMarked;
