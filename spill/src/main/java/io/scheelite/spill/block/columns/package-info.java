/**
 * Batches of columns as blocks of the block store.
 *
 * <p>A {@link io.scheelite.spill.block.columns.BatchBlockWriter} collects rows into pieces, each
 * column as narrow as its values, and cuts them into blocks of a fixed number of rows; a {@link
 * io.scheelite.spill.block.columns.PieceReader} lends the columns of a piece where they lie. A
 * piece refers to nothing outside itself, so it is the same in memory and on disk. Everything here
 * belongs to one thread at a time.
 */
@NullMarked
package io.scheelite.spill.block.columns;

import org.jspecify.annotations.NullMarked;
