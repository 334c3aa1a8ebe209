/**
 * Exchanges: how rows leave one task and enter another.
 *
 * <p>A stage's last pipeline ends in an exchange sink, which divides rows into partitions and hands
 * them block by block to an {@link io.scheelite.operators.exchange.ExchangeOutput}; the pipelines
 * of the next stage begin with exchange sources, which take blocks from an {@link
 * io.scheelite.operators.exchange.ExchangeInput}. Both are interfaces to whatever carries the
 * blocks: map output files and a shuffle service, or memory in tests. A block is the raw content of
 * a chunk of a {@link io.scheelite.columnar.rows.RowCollection}.
 *
 * <p>Writers and readers belong to one driver at a time, which closes them; inputs and outputs are
 * shared by the drivers of a task and are thread-safe.
 */
@NullMarked
package io.scheelite.operators.exchange;

import org.jspecify.annotations.NullMarked;
