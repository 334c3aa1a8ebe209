package io.scheelite.operators.window;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;

/**
 * Adds window functions to rows that one driver brings, sorted by partition and order keys.
 *
 * <p>Rows are held until their partition is complete. What does not fit is spilled in pages, which
 * are read back through a few page frames, so a partition may have any size. Floor: eight page
 * frames and a spill workspace (576 KiB), a batch of rows (at least 256 KiB), a batch of output
 * with its rows (128 KiB), and 64 KiB per call whose values are strings.
 */
public final class WindowOperator implements TransformFactory {
  private final WindowPlan plan;

  private WindowOperator(WindowPlan plan) {
    this.plan = plan;
  }

  /** The functions of a window, for one execution. */
  public static WindowOperator of(PlanNode.Window node, ExecutionSettings settings) {
    return new WindowOperator(new WindowPlan(node, settings.batchSize()));
  }

  @Override
  public Transform create(DriverContext context) {
    return new WindowTransform(plan, context);
  }

  @Override
  public long floorBytes() {
    return plan.floorBytes();
  }
}
