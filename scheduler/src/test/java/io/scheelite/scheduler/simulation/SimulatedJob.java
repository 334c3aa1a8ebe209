package io.scheelite.scheduler.simulation;

import io.scheelite.scheduler.job.JobSpec;
import io.scheelite.scheduler.job.StageSpec;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A job with what its tasks compute: each stage takes the union of its inputs, transforms each row
 * and hands it on by its hash, or all rows to every reader.
 *
 * @param seed of the source rows
 * @param broadcast stages whose output every reader gets whole
 * @param unstableStage a stage without inputs whose tasks yield other rows in each attempt; or -1
 */
record SimulatedJob(long seed, JobSpec spec, Set<Integer> broadcast, int unstableStage) {
  static SimulatedJob random(RandomGenerator random, String name, boolean unstable) {
    int numStages = 1 + random.nextInt(4);
    List<StageSpec> stages = new ArrayList<>();
    Set<Integer> unread = new HashSet<>();
    Set<Integer> broadcast = new HashSet<>();
    for (int stage = 0; stage < numStages; stage++) {
      List<Integer> inputs = new ArrayList<>();
      for (int input = 0; input < stage; input++) {
        if (random.nextInt(3) == 0) {
          inputs.add(input);
        }
      }
      unread.removeAll(inputs);
      unread.add(stage);
      if (random.nextInt(5) == 0) {
        broadcast.add(stage);
      }
      stages.add(new StageSpec(stage, 1 + random.nextInt(5), inputs, null));
    }
    List<Integer> last = new ArrayList<>(unread);
    Collections.sort(last);
    stages.add(new StageSpec(numStages, 1, last, null));
    // stage 0 never reads anything
    return new SimulatedJob(
        random.nextLong(1 << 20), new JobSpec(name, stages), broadcast, unstable ? 0 : -1);
  }

  StageSpec stage(int stage) {
    return spec.stages().get(stage);
  }

  /** Partitions of a stage's output: as many as its readers have tasks. */
  int numPartitions(int stage) {
    int most = 1;
    for (StageSpec reader : spec.stages()) {
      if (reader.inputs().contains(stage)) {
        most = Math.max(most, reader.numTasks());
      }
    }
    return most;
  }

  /** The partitions that a task reads of an input. */
  List<Integer> partitionsOf(StageSpec reader, int task, int input) {
    List<Integer> partitions = new ArrayList<>();
    for (int partition = 0; partition < numPartitions(input); partition++) {
      if (broadcast.contains(input) || partition % reader.numTasks() == task) {
        partitions.add(partition);
      }
    }
    return partitions;
  }

  /** What an attempt of a task has to read. */
  List<RowFetcher.Wanted> wanted(TaskId id, List<TaskInput> inputs, PlantedBug bug) {
    StageSpec stage = stage(id.stage());
    boolean twice = bug == PlantedBug.REPEATED_ATTEMPT_READS_TWICE && id.attempt() > 0;
    List<RowFetcher.Wanted> wanted = new ArrayList<>();
    for (TaskInput input : inputs) {
      List<Integer> partitions = partitionsOf(stage, id.task(), input.stage());
      for (int i = 0; i < (twice ? 2 : 1); i++) {
        wanted.add(new RowFetcher.Wanted(input.outputs(), partitions));
      }
    }
    return wanted;
  }

  /** The rows that an attempt of a task hands on, given what it has read. */
  List<Long> compute(int stage, int task, int attempt, List<Long> read) {
    List<Long> rows = new ArrayList<>();
    List<Long> input = stage(stage).inputs().isEmpty() ? source(stage, task, attempt) : read;
    for (long row : input) {
      rows.add(Rows.transform(stage, row));
    }
    return rows;
  }

  private List<Long> source(int stage, int task, int attempt) {
    return Rows.source(stage == unstableStage ? seed + 31 * attempt : seed, stage, task);
  }

  /**
   * The answer, computed stage by stage without tasks, sorted.
   *
   * @param attempts for each task of the unstable stage, the attempt whose rows count
   */
  List<Long> answer(List<Integer> attempts) {
    Map<Integer, List<Long>> outputs = new HashMap<>();
    List<Long> rows = List.of();
    for (StageSpec stage : spec.stages()) {
      rows = new ArrayList<>();
      if (stage.inputs().isEmpty()) {
        for (int task = 0; task < stage.numTasks(); task++) {
          int attempt = stage.stage() == unstableStage ? attempts.get(task) : 0;
          rows.addAll(source(stage.stage(), task, attempt));
        }
      }
      for (int input : stage.inputs()) {
        int times = broadcast.contains(input) ? stage.numTasks() : 1;
        for (int i = 0; i < times; i++) {
          rows.addAll(outputs.getOrDefault(input, List.of()));
        }
      }
      rows.replaceAll(row -> Rows.transform(stage.stage(), row));
      outputs.put(stage.stage(), rows);
    }
    Collections.sort(rows);
    return rows;
  }
}
