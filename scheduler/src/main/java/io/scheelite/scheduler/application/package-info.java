/**
 * The application's side of a cluster: registers an engine with the master, connects to executors,
 * and runs the jobs of its queries.
 *
 * <p>{@link io.scheelite.scheduler.application.ClusterRuntimeConnector} is found by ServiceLoader.
 * The logic runs on one event loop; the last stage of each query runs on the engine's own threads,
 * and meets the loop in {@link io.scheelite.scheduler.application.RootInput} alone.
 */
@NullMarked
package io.scheelite.scheduler.application;

import org.jspecify.annotations.NullMarked;
