package io.scheelite.operators.hash.aggregation;

import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Progress;

/** Divides the groups of a driver that had few while others had many. */
final class DivideTask implements FinishTask {
  private final GroupTable table;

  DivideTask(GroupTable table) {
    this.table = table;
  }

  @Override
  public void open(DriverContext context) {
    // works in memory that the table holds
  }

  @Override
  public Progress advance() {
    if (!table.gate().tryEnter()) {
      return Progress.blocked(table.gate().whenEnterable());
    }
    try {
      if (table.rows().hasUndivided()) {
        table.rows().divide();
      }
      return Progress.DONE;
    } finally {
      table.gate().exit();
    }
  }

  @Override
  public void close() {
    // the rows belong to the shared state
  }
}
