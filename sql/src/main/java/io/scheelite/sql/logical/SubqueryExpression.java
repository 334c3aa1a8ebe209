package io.scheelite.sql.logical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * A query inside an expression. Its plan may read columns that it does not produce: those are the
 * outer query's. Unnesting turns every one of these into joins before physical planning.
 */
public sealed interface SubqueryExpression extends Expression.PlannerExpression {
  /** The query. */
  LogicalPlan plan();

  /** The same expression over another plan. */
  SubqueryExpression withPlan(LogicalPlan plan);

  /** Whether the query has a row. */
  record Exists(LogicalPlan plan) implements SubqueryExpression {
    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }

    @Override
    public Exists withPlan(LogicalPlan plan) {
      return new Exists(plan);
    }
  }

  /**
   * Whether the operands equal a row of the query (or compare with one in another way: ANY); null
   * where that is unknown.
   *
   * @param operands of the outer query
   * @param matches one comparison per operand, between it and the query's column
   */
  record In(List<Expression> operands, List<Expression> matches, LogicalPlan plan)
      implements SubqueryExpression {
    /** Copies the lists. */
    public In {
      operands = List.copyOf(operands);
      matches = List.copyOf(matches);
    }

    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return matches.stream().anyMatch(Expression::nullable);
    }

    @Override
    public List<Expression> children() {
      return matches;
    }

    @Override
    public In withPlan(LogicalPlan plan) {
      return new In(operands, matches, plan);
    }
  }

  /**
   * The value of the query's only row, null if it has none.
   *
   * @param column the value
   */
  record Scalar(LogicalPlan plan, PlanColumn column) implements SubqueryExpression {
    @Override
    public DataType type() {
      return column.type();
    }

    @Override
    public boolean nullable() {
      return true;
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }

    @Override
    public Scalar withPlan(LogicalPlan plan) {
      return new Scalar(plan, column);
    }
  }
}
