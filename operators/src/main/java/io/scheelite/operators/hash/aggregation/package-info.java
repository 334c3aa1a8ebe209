/**
 * Hash aggregation: groups rows by key columns and keeps the state of every aggregate in the
 * group's row.
 *
 * <p>A driver finds the group of each row through a {@link
 * io.scheelite.operators.hash.aggregation.DirectGroups direct array} where the keys' domain is
 * tiny, else through a {@link io.scheelite.operators.hash.aggregation.GroupDirectory directory}
 * that stays in the cache. A full directory is dropped while its rows stay, partitioned by hash;
 * the same group may then have several rows. When all drivers are done, partitions are merged one
 * by one, in parallel, and emitted. Partitions are also what is spilled.
 *
 * <p>States are plain bytes in rows and know nothing of addresses; all zero is the state of a group
 * without rows. {@link io.scheelite.operators.hash.aggregation.AggregationLayout} says where
 * everything lies, {@link io.scheelite.operators.hash.aggregation.StateSlot}s fold values into
 * states, {@link io.scheelite.operators.hash.aggregation.AggregateResult}s read them.
 *
 * <p>Everything belongs to one driver and is used by one thread at a time, except for {@link
 * io.scheelite.operators.hash.aggregation.AggregationState}, which is thread-safe, and layouts,
 * slots and results, which are immutable. When the input has ended, a driver's {@link
 * io.scheelite.operators.hash.aggregation.GroupTable} is read by others, inside its gate.
 */
@NullMarked
package io.scheelite.operators.hash.aggregation;

import org.jspecify.annotations.NullMarked;
