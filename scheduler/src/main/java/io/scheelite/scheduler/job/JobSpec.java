package io.scheelite.scheduler.job;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A job: its stages, each after those that it reads. The last one is the root; it runs in the
 * process that asked and writes no map output.
 *
 * @param name for reports
 */
public record JobSpec(String name, List<StageSpec> stages) {
  /** Checks the order and that there is one root, and copies the list. */
  public JobSpec {
    stages = List.copyOf(stages);
    if (stages.isEmpty() || stages.getLast().numTasks() != 1) {
      throw new IllegalArgumentException("job needs a root stage of one task: job=" + name);
    }
    Set<Integer> before = new HashSet<>();
    int last = -1;
    for (StageSpec stage : stages) {
      if (stage.stage() <= last || !before.containsAll(stage.inputs())) {
        throw new IllegalArgumentException(
            "stages must be numbered upwards and read stages of the job: job="
                + name
                + " stage="
                + stage.stage());
      }
      last = stage.stage();
      before.add(last);
    }
  }

  /** The last stage. */
  public StageSpec root() {
    return stages.getLast();
  }
}
