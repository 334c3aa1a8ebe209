package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Makes the plan of one task from that of its stage: the same, over its splits alone. */
public final class TaskPlan {
  private final Iterator<SplitSelection> selections;

  private TaskPlan(TaskAssignment task) {
    this.selections = task.scans().iterator();
  }

  /**
   * The plan that a task runs.
   *
   * @param stage the plan of the whole stage; exchange reads stay as they are
   * @throws IllegalArgumentException if the task is not of this stage
   */
  public static PlanNode of(PlanNode stage, TaskAssignment task) {
    TaskPlan maker = new TaskPlan(task);
    PlanNode plan = maker.part(stage);
    if (maker.selections.hasNext()) {
      throw mismatch(task);
    }
    return plan;
  }

  /** Scans are met in preorder, which is how the task counts them. */
  private PlanNode part(PlanNode node) {
    if (node instanceof PlanNode.Scan scan) {
      if (!selections.hasNext()) {
        throw new IllegalArgumentException(
            "stage has more scans than the task knows of: table=" + scan.table().description());
      }
      SplitSubset subset = new SplitSubset(scan.table(), selections.next());
      return new PlanNode.Scan(subset, scan.columns(), scan.filters(), scan.estimatedRows());
    }
    List<PlanNode> inputs = new ArrayList<>();
    for (PlanNode input : node.inputs()) {
      inputs.add(part(input));
    }
    return PlanInputs.replace(node, inputs);
  }

  private static IllegalArgumentException mismatch(TaskAssignment task) {
    return new IllegalArgumentException(
        "task knows of more scans than its stage has: task="
            + task.task()
            + " scans="
            + task.scans().size());
  }
}
