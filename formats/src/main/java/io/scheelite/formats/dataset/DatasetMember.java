package io.scheelite.formats.dataset;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableSource;
import java.util.List;

/**
 * One file of a dataset.
 *
 * @param table the file alone
 * @param columns what each column of the dataset is there: a column of {@code table}, a cast of
 *     one, or a literal
 */
record DatasetMember(TableSource table, List<Expression> columns) {
  DatasetMember {
    columns = List.copyOf(columns);
  }
}
