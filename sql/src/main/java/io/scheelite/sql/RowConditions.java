package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.result.ValueReader;
import java.util.List;

/**
 * Refuses rows of which a condition is false; null is not. Immutable.
 *
 * @param table for messages
 * @param first the column of the first condition; rows may have none of them
 * @param names of the conditions
 */
record RowConditions(String table, int first, List<String> names)
    implements SegmentWriter.Observer {
  @Override
  public void look(Batch batch) {
    for (int i = 0; i < names.size() && first + i < batch.columns().size(); i++) {
      require(batch, batch.column(first + i), names.get(i));
    }
  }

  private void require(Batch batch, ColumnVector condition, String name) {
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      if (Boolean.FALSE.equals(ValueReader.value(condition, SegmentWriter.row(batch, i)))) {
        throw SqlException.of(
            ErrorCode.CHECK_VIOLATION,
            "a row violates a CHECK constraint: constraint=" + name + " table=" + table);
      }
    }
  }
}
