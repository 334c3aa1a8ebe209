package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import java.util.List;

/** The splits of a scan, as tasks are made of them. */
final class TableSplits {
  /** How a table is divided does not depend on the size of batches. */
  private static final int ANY_BATCH_SIZE = 1024;

  private static final long SMALL_ROWS = 1 << 14;

  private TableSplits() {}

  static List<Split> of(PlanNode.Scan scan) {
    return scan.table().splits(new ScanRequest(scan.columns(), scan.filters(), ANY_BATCH_SIZE));
  }

  /**
   * Whether one task reads all of a table and has little to do: then what is joined with it may as
   * well happen there.
   */
  static boolean isForOneTask(PlanNode.Scan scan) {
    List<Split> splits = of(scan);
    return splits.isEmpty() || (splits.size() == 1 && splits.getFirst().numRows() <= SMALL_ROWS);
  }
}
