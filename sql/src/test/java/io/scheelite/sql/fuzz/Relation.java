package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Term.Column;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query or a name of one.
 *
 * @param rows more there are not
 * @param ordering what ORDER BY may read beside the columns; null where it may not
 */
record Relation(String text, List<Column> columns, long rows, @Nullable Scope ordering) {
  Relation(String text, List<Column> columns, long rows) {
    this(text, columns, rows, null);
  }

  boolean exact() {
    return columns.stream().allMatch(column -> column.shape().exact());
  }
}
