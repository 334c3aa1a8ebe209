package io.scheelite.scheduler.message;

import io.scheelite.shuffle.client.MapOutputLocation;
import java.util.List;

/**
 * What a task reads of a stage below. Which partitions follows from the plan and the task's
 * assignment.
 *
 * @param stage as the plan's exchange reads call it
 * @param outputs where the map outputs lie, in the order of the tasks that wrote them
 */
public record TaskInput(int stage, List<MapOutputLocation> outputs) {
  /** Copies the list. */
  public TaskInput {
    outputs = List.copyOf(outputs);
  }
}
