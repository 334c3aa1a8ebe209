/**
 * The main classes of a cluster's processes: {@link io.scheelite.scheduler.process.Master}, {@link
 * io.scheelite.scheduler.process.Worker}, {@link io.scheelite.scheduler.process.Executor} and
 * {@link io.scheelite.scheduler.process.ShuffleService}.
 *
 * <p>They put real threads, sockets, files and child processes around the logic of their packages.
 * Options are pairs {@code --name value}; a wrong one ends the process with status {@value
 * io.scheelite.scheduler.process.ProcessMain#USAGE_STATUS} and a line on standard error, any other
 * reason not to start with status {@value
 * io.scheelite.scheduler.process.ProcessMain#FAILURE_STATUS}. Log lines go to standard error, which
 * whoever starts a process sends to its log file.
 */
@NullMarked
package io.scheelite.scheduler.process;

import org.jspecify.annotations.NullMarked;
