package io.scheelite.sql.logical;

import io.scheelite.formats.UrlText;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowCall;
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
    /** Copies the lists, and hides what is secret of a URL. */
    public Scan {
      name = UrlText.shown(name);
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

  /**
   * Rows that several places of a query read, and that are computed once: those of the query's
   * shared plan of this number.
   *
   * @param columns what they are called here
   * @param sources which column of the shared plan each of {@code columns} is
   */
  record Shared(int id, List<PlanColumn> columns, List<PlanColumn> sources) implements LogicalPlan {
    /** Copies the lists. */
    public Shared {
      columns = List.copyOf(columns);
      sources = List.copyOf(sources);
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of();
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
    /** Those, and the rows of either side without a match with nulls for the other. */
    FULL,
    /** Like {@code LEFT}; a left row with several matches is an error. */
    SINGLE,
    /** Left rows with a match. */
    SEMI,
    /** Left rows without a match. */
    ANTI,
    /**
     * Left rows of which it is certain that they have no match: the condition is one equality, and
     * a null on either side makes it uncertain unless there are no right rows ({@code NOT IN}).
     */
    NULL_AWARE_ANTI,
    /** All left rows, and whether they have a match. */
    MARK,
    /** All left rows, and whether they have a match, null where that is uncertain ({@code IN}). */
    NULL_AWARE_MARK;

    /** Whether a column tells which rows have a match. */
    public boolean marks() {
      return this == MARK || this == NULL_AWARE_MARK;
    }

    /** Whether left rows are chosen by whether they have a match. */
    public boolean filters() {
      return this == SEMI || this == ANTI || this == NULL_AWARE_ANTI;
    }

    /** Whether joins of this kind may change places with inner joins around them. */
    public boolean reorders() {
      return this == INNER || this == SEMI || this == ANTI;
    }
  }

  /**
   * Joins two inputs on the conjuncts of {@code condition}; none means every pair.
   *
   * @param mark the column that a join that {@linkplain JoinKind#marks marks} adds, else null
   */
  record Join(
      LogicalPlan left,
      LogicalPlan right,
      JoinKind kind,
      List<Expression> condition,
      @Nullable PlanColumn mark)
      implements LogicalPlan {
    /** Copies the list. */
    public Join {
      condition = List.copyOf(condition);
      assert kind.marks() == (mark != null);
    }

    /** A join that marks nothing. */
    public Join(LogicalPlan left, LogicalPlan right, JoinKind kind, List<Expression> condition) {
      this(left, right, kind, condition, null);
    }

    /** The same join of other inputs. */
    public Join with(LogicalPlan left, LogicalPlan right) {
      return new Join(left, right, kind, condition, mark);
    }

    /** The same join of other inputs on another condition. */
    public Join with(LogicalPlan left, LogicalPlan right, List<Expression> condition) {
      return new Join(left, right, kind, condition, mark);
    }

    @Override
    public List<PlanColumn> columns() {
      return switch (kind) {
        case SEMI, ANTI, NULL_AWARE_ANTI -> left.columns();
        case INNER -> concat(left.columns(), right.columns());
        case LEFT, SINGLE -> concat(left.columns(), nullable(right.columns()));
        case FULL -> concat(nullable(left.columns()), nullable(right.columns()));
        case MARK, NULL_AWARE_MARK ->
            concat(left.columns(), mark == null ? List.of() : List.of(mark));
      };
    }

    private static List<PlanColumn> nullable(List<PlanColumn> columns) {
      return columns.stream().map(column -> column.withNullable(true)).toList();
    }

    private static List<PlanColumn> concat(List<PlanColumn> first, List<PlanColumn> second) {
      List<PlanColumn> result = new ArrayList<>(first);
      result.addAll(second);
      return result;
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

  /**
   * Repeats each row for each of several sets of keys, so that grouping by {@code outputs} and
   * {@code setNumber} groups by each set. Produces the input's columns, then these.
   *
   * @param keys columns of the input
   * @param outputs per key, its value in the sets that have it, null in the others
   * @param sets for each set, which of the keys it has, by position
   * @param setNumber which set it is
   * @param emptyGroups whether each set without keys has one more row, in which all else is null:
   *     for groups that exist without rows
   */
  record Expand(
      LogicalPlan input,
      List<PlanColumn> keys,
      List<PlanColumn> outputs,
      List<List<Integer>> sets,
      PlanColumn setNumber,
      boolean emptyGroups)
      implements LogicalPlan {
    /** Copies the lists. */
    public Expand {
      keys = List.copyOf(keys);
      outputs = List.copyOf(outputs);
      sets = sets.stream().map(List::copyOf).toList();
    }

    @Override
    public List<PlanColumn> columns() {
      List<PlanColumn> result = new ArrayList<>();
      for (PlanColumn column : input.columns()) {
        result.add(emptyGroups ? column.withNullable(true) : column);
      }
      result.addAll(outputs);
      result.add(setNumber);
      return result;
    }

    @Override
    public List<LogicalPlan> inputs() {
      return List.of(input);
    }

    /** The same over another input. */
    public Expand withInput(LogicalPlan other) {
      return new Expand(other, keys, outputs, sets, setNumber, emptyGroups);
    }

    /** The same without the rows of groups that have none. */
    public Expand withoutEmptyGroups() {
      return new Expand(input, keys, outputs, sets, setNumber, false);
    }
  }

  /**
   * Defines {@code column} as a window function.
   *
   * @param call reads columns and literals alone; its name is not used
   */
  record WindowAssignment(PlanColumn column, WindowCall call) {}

  /**
   * Adds window functions that look at rows in one order. Produces the input's columns, then the
   * functions'.
   *
   * @param partitionKeys rows equal in these belong together
   * @param orderings order within a partition
   */
  record Window(
      LogicalPlan input,
      List<PlanColumn> partitionKeys,
      List<Ordering> orderings,
      List<WindowAssignment> calls)
      implements LogicalPlan {
    /** Copies the lists. */
    public Window {
      partitionKeys = List.copyOf(partitionKeys);
      orderings = List.copyOf(orderings);
      calls = List.copyOf(calls);
    }

    @Override
    public List<PlanColumn> columns() {
      List<PlanColumn> result = new ArrayList<>(input.columns());
      calls.forEach(call -> result.add(call.column()));
      return result;
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
