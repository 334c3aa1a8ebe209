/**
 * Faults on demand: a specification in {@code SCHEELITE_FAULT} makes a process of the cluster die,
 * lose or damage a map output, or fall behind, at an exact point, once.
 *
 * <p>{@link io.scheelite.scheduler.fault.Fault} is one parsed specification, {@link
 * io.scheelite.scheduler.fault.Faults} those that concern one process; the process tells it where
 * it is with a {@link io.scheelite.scheduler.fault.FaultSite}. What fired is recorded in the
 * cluster's folder ({@link io.scheelite.scheduler.fault.FaultMarkers}) before it acts. All types
 * are thread-safe. The grammar and the points are described in {@code docs/faults.md}.
 */
@NullMarked
package io.scheelite.scheduler.fault;

import org.jspecify.annotations.NullMarked;
