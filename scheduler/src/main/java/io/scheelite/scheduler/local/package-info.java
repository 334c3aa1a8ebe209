/**
 * A cluster on one machine: starts its processes, shows them, and leaves none of them behind.
 *
 * <p>{@link io.scheelite.scheduler.local.LocalCluster} launches the master, which launches the
 * rest; {@link io.scheelite.scheduler.local.ClusterStopper} needs nothing but the folder, so that
 * it works whichever processes are dead. Both are for the thread of a command: they wait in place.
 */
@NullMarked
package io.scheelite.scheduler.local;

import org.jspecify.annotations.NullMarked;
