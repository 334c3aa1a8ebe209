package io.scheelite.scheduler.message;

import io.scheelite.operators.distributed.TaskAssignment;
import java.util.List;

/**
 * All that an executor has to know to run one attempt of a task.
 *
 * @param id of the attempt
 * @param query name of the query, for messages and the pool tree
 * @param plan of the whole stage, as {@link io.scheelite.scheduler.plan.PlanCodec} encodes it: the
 *     same bytes for all tasks of the stage. Not to be changed
 * @param assignment the task's share of the stage
 * @param inputs one for each stage that the plan reads
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TaskDescription(
    TaskId id,
    String query,
    byte[] plan,
    TaskAssignment assignment,
    List<TaskInput> inputs,
    TaskOutput output,
    Resources resources) {
  /**
   * What an attempt may use.
   *
   * @param cores drivers at most
   * @param memoryLimitBytes its own limit, besides the executor's
   * @param batchSize most rows per batch
   */
  public record Resources(int cores, long memoryLimitBytes, int batchSize) {}

  /** Copies the list. */
  public TaskDescription {
    inputs = List.copyOf(inputs);
  }
}
