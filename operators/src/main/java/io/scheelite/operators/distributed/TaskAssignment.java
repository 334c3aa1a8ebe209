package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The share of a stage that one task does. Immutable.
 *
 * @param task number of the task in its stage, from 0
 * @param scans which splits it reads of each of the stage's scans, in their preorder
 * @param partitions which partitions it reads of the inputs that are divided over tasks
 */
public record TaskAssignment(int task, List<SplitSelection> scans, List<Integer> partitions) {
  /** Copies the lists. */
  public TaskAssignment {
    scans = List.copyOf(scans);
    partitions = List.copyOf(partitions);
  }

  /**
   * Which partitions the task reads of one input, ascending.
   *
   * @param numPartitions partitions of the stage that is read
   */
  public List<Integer> partitionsOf(PlanNode.ExchangeRead read, int numPartitions) {
    return switch (read.distribution()) {
      case Distribution.Single _, Distribution.Broadcast _ ->
          IntStream.range(0, numPartitions).boxed().toList();
      case Distribution.Hash _, Distribution.Range _, Distribution.ByTask _ -> partitions;
    };
  }
}
