/**
 * Rows of a plan that several places of a query read: computed once, kept in memory while there is
 * some and in spill files otherwise, and read by each place from the beginning.
 *
 * <p>{@link io.scheelite.operators.shared.SharedPlan} is the way in. Sinks collect rows by
 * partitions, which are then the pieces that readers claim; a reader pins what is in memory for the
 * length of a batch.
 */
@NullMarked
package io.scheelite.operators.shared;

import org.jspecify.annotations.NullMarked;
