package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
import java.util.List;

/**
 * A plan whose rows are numbered, from 1.
 *
 * @param plan yields the rows and their numbers
 * @param number the column with the numbers
 */
public record RowNumbers(LogicalPlan plan, PlanColumn number) {
  /** Numbers the rows of each partition, in an order or, without one, in any. */
  public static RowNumbers of(
      LogicalPlan input,
      List<PlanColumn> partitionKeys,
      List<Ordering> orderings,
      ColumnFactory columns) {
    PlanColumn number = columns.create("row_number", DataType.INT64, false);
    WindowCall call =
        new WindowCall(
            WindowFunction.ROW_NUMBER,
            List.of(),
            null,
            false,
            WindowFrame.WHOLE_PARTITION,
            DataType.INT64,
            number.name());
    return new RowNumbers(
        new Window(input, partitionKeys, orderings, List.of(new WindowAssignment(number, call))),
        number);
  }
}
