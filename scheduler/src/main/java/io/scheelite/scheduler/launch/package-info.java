/**
 * Child processes of masters and workers, as interfaces: JVMs in a real cluster, objects on an
 * event loop in tests and in the simulator.
 *
 * <p>A child lives as long as its parent: it has a pipe on its standard input, and the end of that
 * pipe tells it to end. {@link io.scheelite.scheduler.launch.JvmLauncher} starts real ones, {@link
 * io.scheelite.scheduler.launch.ParentPipe} is the child's side. {@link
 * io.scheelite.scheduler.launch.RestartBudget} bounds how often a child that dies is started again.
 */
@NullMarked
package io.scheelite.scheduler.launch;

import org.jspecify.annotations.NullMarked;
