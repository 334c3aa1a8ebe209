/**
 * Distributes a plan over the tasks of a cluster: where rows change hands, which stages that makes,
 * and which part of a stage each task does.
 *
 * <p>{@link io.scheelite.operators.distributed.DistributedPlanner} puts exchanges into a plan,
 * {@link io.scheelite.operators.distributed.StageCutter} cuts it there into a {@link
 * io.scheelite.operators.distributed.StagePlan}, {@link
 * io.scheelite.operators.distributed.StageTasks} deals the splits of a stage's tables and the
 * partitions of its inputs over tasks, and {@link io.scheelite.operators.distributed.TaskPlan} is
 * what one task runs.
 *
 * <p>Everything here is a value or a function of values: nothing holds memory, files or threads.
 */
@NullMarked
package io.scheelite.operators.distributed;

import org.jspecify.annotations.NullMarked;
