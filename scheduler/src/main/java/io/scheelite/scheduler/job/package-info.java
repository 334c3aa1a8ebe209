/**
 * Runs jobs: which task runs when and where, and what is done about those that fail.
 *
 * <p>{@link io.scheelite.scheduler.job.JobScheduler} is a state machine on one event loop. It knows
 * nothing of plans, sockets and files: a {@link io.scheelite.scheduler.job.JobSpec} says which
 * stages read which, an {@link io.scheelite.scheduler.job.ExecutorHandle} starts and cancels
 * attempts, {@link io.scheelite.scheduler.job.MapOutputTracker} remembers which map output of which
 * generation lies where. What counts as a failure and what is recomputed is told in
 * docs/design/scheduling.md.
 *
 * <p>Everything in this package is used on the thread of that loop, except immutable records.
 */
@NullMarked
package io.scheelite.scheduler.job;

import org.jspecify.annotations.NullMarked;
