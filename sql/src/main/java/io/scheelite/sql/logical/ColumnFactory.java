package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes columns with fresh identities. One per engine, so that plans of several statements mix.
 * Thread-safe.
 */
public final class ColumnFactory {
  private final AtomicInteger nextId = new AtomicInteger();

  /** A new column. */
  public PlanColumn create(String name, DataType type, boolean nullable) {
    return new PlanColumn(nextId.getAndIncrement(), name, type, nullable);
  }

  /** A new column for the values of {@code expression}. */
  public PlanColumn create(String name, Expression expression) {
    return create(name, expression.type(), expression.nullable());
  }

  /** A new column like {@code column}. */
  public PlanColumn copyOf(PlanColumn column) {
    return create(column.name(), column.type(), column.nullable());
  }
}
