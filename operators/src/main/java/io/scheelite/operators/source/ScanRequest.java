package io.scheelite.operators.source;

import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * What a scan wants of a table.
 *
 * @param columns positions in the table's schema, in output order
 * @param filters conjuncts over the output columns ({@code ColumnRef(i)} is {@code
 *     columns.get(i)}); a source may use them to skip data, the scan operator applies them exactly
 * @param batchSize most rows per batch
 */
public record ScanRequest(List<Integer> columns, List<Expression> filters, int batchSize) {
  /** Copies the lists. */
  public ScanRequest {
    columns = List.copyOf(columns);
    filters = List.copyOf(filters);
  }
}
