/**
 * An executor: runs attempts of tasks for applications that connect to it.
 *
 * <p>{@link io.scheelite.scheduler.executor.ExecutorNode} is a state machine on one event loop. A
 * {@link io.scheelite.scheduler.executor.TaskRunner} runs an attempt on the executor's threads,
 * with inputs from shuffle services and an output in the worker's shuffle folder.
 */
@NullMarked
package io.scheelite.scheduler.executor;

import org.jspecify.annotations.NullMarked;
