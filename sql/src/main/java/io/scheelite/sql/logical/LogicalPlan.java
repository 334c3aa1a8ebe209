package io.scheelite.sql.logical;

import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to compute, as a tree of relational operators over columns with identities. Immutable. */
public sealed interface LogicalPlan {
  /** The columns this produces, without duplicates. */
  List<PlanColumn> columns();

  /** Inputs in order. */
  List<LogicalPlan> inputs();

  /**
   * Reads a table.
   *
   * @param name the table's name in the statement
   * @param columns one per entry of {@code sourceColumns}
   * @param sourceColumns positions in the table's schema
   * @param filters conjuncts over {@code columns}
   */
  record Scan(
      TableSource table,
      String name,
      List<PlanColumn> columns,
      List<Integer> sourceColumns,
      List<Expression> filters)
      implements LogicalPlan {
    /** Copies the lists. */
    public Scan {
      columns = List.copyOf(columns);
      sourceColumns = List.copyOf(sourceColumns);
      filters = List.copyOf(filters);
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of();
    }

    /** The same scan with other filters. */
    public Scan withFilters(List<Expression> filters) {
      return new Scan(table, name, columns, sourceColumns, filters);
    }
  }

  /** Literal rows. */
  record Values(List<PlanColumn> columns, List<List<Expression.Literal>> rows)
      implements LogicalPlan {
    /** Copies the lists. */
    public Values {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of();
    }
  }

  /** Keeps the rows on which all conjuncts are true. */
  record Filter(LogicalPlan input, List<Expression> conjuncts) implements LogicalPlan {
    /** Copies the list. */
    public Filter {
      conjuncts = List.copyOf(conjuncts);
    }

    @Override
    public List<PlanColumn> columns() {
      return input.columns();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }

  /**
   * Defines {@code column} as the value of {@code expression}; passes a column through when both
   * are the same.
   */
  record Assignment(PlanColumn column, Expression expression) {
    /** An assignment that keeps a column of the input. */
    public static Assignment keep(PlanColumn column) {
      return new Assignment(column, column);
    }

    /** Whether this keeps a column of the input. */
    public boolean isKept() {
      return column.equals(expression);
    }
  }

  /** Computes expressions; its columns are exactly those assigned. */
  record Project(LogicalPlan input, List<Assignment> assignments) implements LogicalPlan {
    /** Copies the list. */
    public Project {
      assignments = List.copyOf(assignments);
    }

    @Override
    public List<PlanColumn> columns() {
      return assignments.stream().map(Assignment::column).toList();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }

  /** What a join emits. */
  enum JoinKind {
    /** Every pair on which the condition is true. */
    INNER,
    /** Those, and left rows without a match with nulls on the right. */
    LEFT,
    /** Left rows with a match. */
    SEMI,
    /** Left rows without a match. */
    ANTI
  }

  /** Joins two inputs on the conjuncts of {@code condition}; none means every pair. */
  record Join(LogicalPlan left, LogicalPlan right, JoinKind kind, List<Expression> condition)
      implements LogicalPlan {
    /** Copies the list. */
    public Join {
      condition = List.copyOf(condition);
    }

    @Override
    public List<PlanColumn> columns() {
      return switch (kind) {
        case SEMI, ANTI -> left.columns();
        case INNER -> {
          List<PlanColumn> result = new ArrayList<>(left.columns());
          result.addAll(right.columns());
          yield result;
        }
        case LEFT -> {
          List<PlanColumn> result = new ArrayList<>(left.columns());
          right.columns().forEach(column -> result.add(column.withNullable(true)));
          yield result;
        }
      };
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(left, right);
    }
  }

  /**
   * Defines {@code column} as an aggregate over the rows of a group.
   *
   * @param argument null for {@code COUNT(*)}
   * @param filter rows that count, or null for all
   */
  record AggregateAssignment(
      PlanColumn column,
      AggregateFunction function,
      @Nullable Expression argument,
      @Nullable Expression filter,
      boolean distinct) {}

  /** Groups by columns; without keys exactly one row. Produces the keys, then the aggregates. */
  record Aggregate(LogicalPlan input, List<PlanColumn> keys, List<AggregateAssignment> aggregates)
      implements LogicalPlan {
    /** Copies the lists. */
    public Aggregate {
      keys = List.copyOf(keys);
      aggregates = List.copyOf(aggregates);
    }

    @Override
    public List<PlanColumn> columns() {
      List<PlanColumn> result = new ArrayList<>(keys);
      aggregates.forEach(aggregate -> result.add(aggregate.column()));
      return result;
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }

  /** One column of an order. */
  record Ordering(PlanColumn column, boolean ascending, boolean nullsFirst) {}

  /** All rows in order. */
  record Sort(LogicalPlan input, List<Ordering> orderings) implements LogicalPlan {
    /** Copies the list. */
    public Sort {
      orderings = List.copyOf(orderings);
    }

    @Override
    public List<PlanColumn> columns() {
      return input.columns();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }

  /** The rows {@code offset} to {@code offset + limit}. */
  record Limit(LogicalPlan input, long limit, long offset) implements LogicalPlan {
    @Override
    public List<PlanColumn> columns() {
      return input.columns();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }

  /**
   * All rows of all inputs.
   *
   * @param columns what this produces
   * @param inputColumns per input, the column that feeds each of {@code columns}
   */
  record UnionAll(
      List<LogicalPlan> inputs, List<PlanColumn> columns, List<List<PlanColumn>> inputColumns)
      implements LogicalPlan {
    /** Copies the lists. */
    public UnionAll {
      inputs = List.copyOf(inputs);
      columns = List.copyOf(columns);
      inputColumns = inputColumns.stream().map(List::copyOf).toList();
    }
  }

  /** The single row of the input: a row of nulls if it has none, an error if it has more. */
  record SingleRow(LogicalPlan input) implements LogicalPlan {
    @Override
    public List<PlanColumn> columns() {
      return input.columns().stream().map(column -> column.withNullable(true)).toList();
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }
  }
}
