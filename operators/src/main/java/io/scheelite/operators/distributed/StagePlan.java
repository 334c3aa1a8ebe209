package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanText;
import java.util.List;

/**
 * A plan in stages, each after those that it reads; stage {@code i} has the number {@code i}, and
 * the last one is the root. Immutable.
 */
public record StagePlan(List<Stage> stages) {
  /** Checks numbers and order, and copies the list. */
  public StagePlan {
    stages = List.copyOf(stages);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      boolean last = i == stages.size() - 1;
      int id = i;
      if (stage.id() != i
          || stage.isRoot() != last
          || stage.inputs().stream().anyMatch(input -> input >= id)) {
        throw new IllegalArgumentException(
            "stages must be numbered from 0 after their inputs, the root last: position="
                + i
                + " stage="
                + stage.id());
      }
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a plan has at least one stage");
    }
  }

  /** The stage whose single task makes the result. */
  public Stage root() {
    return stages.getLast();
  }

  /** The stage of that number. */
  public Stage stage(int id) {
    return stages.get(id);
  }

  /** All stages as text, each as an indented tree under a line that names it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      Distribution output = stage.output();
      text.append("Stage ").append(stage.id());
      if (output == null) {
        text.append(" root");
      } else {
        text.append(" -> ").append(PlanText.distribution(output, stage.schema()));
      }
      if (stage.numPartitions() > 1) {
        text.append(" x ").append(stage.numPartitions());
      }
      text.append('\n').append(PlanText.of(stage.plan()).indent(2));
    }
    return text.toString();
  }
}
