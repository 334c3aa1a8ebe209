package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import java.util.List;

/** A plan with exchanges, and where they leave its rows. Immutable. */
record PlacedPlan(PlanNode node, Placement placement) {
  /** All rows in one task; in order where {@code node} is a sort of each task's rows. */
  PlacedPlan inOneTask() {
    return placement.single()
        ? this
        : new PlacedPlan(exchange(new Distribution.Single()), Placement.SINGLE);
  }

  /** Rows divided by the hash of columns. */
  PlacedPlan byHash(List<Integer> keys) {
    return placement.hashed().contains(keys)
        ? this
        : new PlacedPlan(exchange(new Distribution.Hash(keys)), Placement.hashed(keys));
  }

  /** Rows in some task each, one of those that other parts of a plan run in. */
  PlacedPlan spread() {
    return placement.single()
        ? new PlacedPlan(exchange(new Distribution.ByTask()), Placement.SPREAD)
        : this;
  }

  /** All rows for every task. */
  PlanNode broadcast() {
    return exchange(new Distribution.Broadcast());
  }

  PlanNode.Exchange exchange(Distribution distribution) {
    return new PlanNode.Exchange(node, distribution, node.estimatedRows());
  }

  /** Estimated bytes of all rows; infinite if the rows are not known. */
  double estimatedBytes() {
    double rows = node.estimatedRows();
    return rows < 0 ? Double.POSITIVE_INFINITY : rows * RowWidth.of(node.schema());
  }
}
