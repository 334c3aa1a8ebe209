package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes columns with fresh identities. One per engine, so that plans of several statements mix.
 * Thread-safe.
 */
public final class ColumnFactory {
  private final AtomicInteger nextId;

  /** Identities from 0 on. */
  public ColumnFactory() {
    this(0);
  }

  /** Identities from {@code firstId} on. */
  public ColumnFactory(int firstId) {
    nextId = new AtomicInteger(firstId);
  }

  /** A new column. */
  public PlanColumn create(String name, DataType type, boolean nullable) {
    return new PlanColumn(nextId.getAndIncrement(), plain(name), type, nullable);
  }

  /** Names that nobody wrote, as EXPLAIN shows them. */
  private static String plain(String name) {
    return name.startsWith("EXPR$") ? "expr" + name.substring(5) : name;
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
