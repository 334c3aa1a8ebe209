/**
 * A worker: starts executors and a shuffle service as its children, within a budget of cores and
 * memory, and tells the master what becomes of them.
 *
 * <p>{@link io.scheelite.scheduler.worker.WorkerNode} is a state machine on one event loop; nothing
 * here is used by another thread.
 */
@NullMarked
package io.scheelite.scheduler.worker;

import org.jspecify.annotations.NullMarked;
