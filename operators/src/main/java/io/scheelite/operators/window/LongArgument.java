package io.scheelite.operators.window;

import io.scheelite.operators.expression.Expression;
import org.jspecify.annotations.Nullable;

/** A number that is the same for all rows, or that each row has. Immutable. */
final class LongArgument {
  private final @Nullable RowColumn column;
  private final long constant;
  private final boolean isNull;

  LongArgument(Expression expression, WindowLayout layout) {
    if (expression instanceof Expression.ColumnRef reference) {
      column = layout.column(reference.index());
      constant = 0;
      isNull = false;
    } else if (expression instanceof Expression.Literal literal) {
      column = null;
      constant = literal.value() instanceof Long value ? value : 0;
      isNull = literal.value() == null;
    } else {
      throw new IllegalArgumentException("argument must be a column or literal: " + expression);
    }
  }

  boolean isNull(long row) {
    RowColumn source = column;
    return source == null ? isNull : source.isNull(row);
  }

  long value(long row) {
    RowColumn source = column;
    return source == null ? constant : source.getLong(row);
  }
}
