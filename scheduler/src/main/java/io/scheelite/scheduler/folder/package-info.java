/**
 * The folder of a cluster on one machine: its secret, what its processes are, their logs, map
 * outputs and spill files.
 *
 * <p>Each process enters itself ({@link io.scheelite.scheduler.folder.ClusterFolder}), so that the
 * whole cluster can be shown and stopped whichever of its processes are dead. Types are
 * thread-safe; files change by atomic renames.
 */
@NullMarked
package io.scheelite.scheduler.folder;

import org.jspecify.annotations.NullMarked;
