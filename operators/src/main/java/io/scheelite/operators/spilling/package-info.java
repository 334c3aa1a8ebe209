/**
 * Rows that go to disk by partitions and come back: what aggregations and joins share.
 *
 * <p>{@link io.scheelite.operators.spilling.SpillableRows} are the rows of one driver, in memory or
 * in one file of theirs; {@link io.scheelite.operators.spilling.SpilledRun} is what a partition has
 * in such a file, and can be handed to any driver; {@link
 * io.scheelite.operators.spilling.RunReader} reads the runs of a partition, whoever wrote them.
 */
@NullMarked
package io.scheelite.operators.spilling;

import org.jspecify.annotations.NullMarked;
