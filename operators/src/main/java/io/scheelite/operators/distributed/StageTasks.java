package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Divides a stage into tasks. */
public final class StageTasks {
  private StageTasks() {}

  /**
   * The tasks of a stage: as many as its divided inputs have partitions; else, if it scans tables
   * that are not all small, up to {@code wantedTasks}, none without a split; else one. The same for
   * the same tables.
   *
   * @param wantedTasks at least 1
   */
  public static List<TaskAssignment> of(StagePlan plan, Stage stage, int wantedTasks) {
    List<List<Split>> splits = stage.scans().stream().map(TableSplits::of).toList();
    int numSplits = splits.stream().mapToInt(List::size).sum();
    int partitions = dividedPartitions(plan, stage);
    boolean small = stage.scans().stream().allMatch(TableSplits::isForOneTask);
    int wanted = small ? 1 : Math.max(1, Math.min(wantedTasks, numSplits));
    int numTasks = partitions > 0 ? partitions : wanted;
    int[] owners = SplitDealer.deal(weights(splits, numSplits), numTasks);
    List<TaskAssignment> tasks = new ArrayList<>();
    for (int task = 0; task < numTasks; task++) {
      List<Integer> own = partitions > 0 ? List.of(task) : List.of();
      tasks.add(new TaskAssignment(task, selections(splits, owners, task), own));
    }
    return tasks;
  }

  /** Partitions of the inputs that are divided over tasks; 0 if there are none. */
  private static int dividedPartitions(StagePlan plan, Stage stage) {
    int partitions = 0;
    for (PlanNode.ExchangeRead read : stage.reads()) {
      if (!read.ordered() && isDivided(read.distribution())) {
        int found = plan.stage(read.stage()).numPartitions();
        if (partitions > 0 && partitions != found) {
          throw new IllegalArgumentException(
              "inputs of a stage must have the same partitions: stage="
                  + stage.id()
                  + " partitions="
                  + partitions
                  + " found="
                  + found);
        }
        partitions = found;
      }
    }
    return partitions;
  }

  private static boolean isDivided(Distribution distribution) {
    return switch (distribution) {
      case Distribution.Hash _, Distribution.Range _, Distribution.ByTask _ -> true;
      case Distribution.Single _, Distribution.Broadcast _ -> false;
    };
  }

  private static long[] weights(List<List<Split>> splits, int numSplits) {
    long[] weights = new long[numSplits];
    int next = 0;
    for (List<Split> scan : splits) {
      for (Split split : scan) {
        weights[next++] = Math.max(1, split.numRows());
      }
    }
    return weights;
  }

  private static List<SplitSelection> selections(List<List<Split>> splits, int[] owners, int task) {
    List<SplitSelection> selections = new ArrayList<>();
    int first = 0;
    for (List<Split> scan : splits) {
      int offset = first;
      List<Integer> own =
          IntStream.range(0, scan.size())
              .filter(split -> owners[offset + split] == task)
              .boxed()
              .toList();
      selections.add(new SplitSelection(own, scan.size()));
      first += scan.size();
    }
    return selections;
  }
}
