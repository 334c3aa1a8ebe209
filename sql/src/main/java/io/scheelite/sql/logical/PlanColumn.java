package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * A column of a logical plan, known by its identity: the same id means the same values wherever it
 * appears. As an expression it reads that column; where no input of a node produces it, it belongs
 * to an outer query (a correlated reference).
 *
 * <p>Equality is identity: {@code nullable} may differ between below and above an outer join.
 *
 * @param id unique within a statement
 * @param name for EXPLAIN and labels; need not be unique
 */
public record PlanColumn(int id, String name, DataType type, boolean nullable)
    implements Expression.PlannerExpression {
  @Override
  public List<Expression> children() {
    return List.of();
  }

  /** The same column as seen above an outer join, or where nulls were filtered out. */
  public PlanColumn withNullable(boolean nullable) {
    return nullable == this.nullable ? this : new PlanColumn(id, name, type, nullable);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlanColumn column && column.id == id;
  }

  @Override
  public int hashCode() {
    return id * 0x9E3779B9;
  }

  @Override
  public String toString() {
    return name + "#" + id;
  }
}
