package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.expression.SameValue;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.RowNumbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes a plan for many values of the columns that it reads from outside at once. The
 * <em>domain</em>, the distinct combinations of these values, moves down through the plan until it
 * is joined with parts that read nothing of it; every node on the way carries its columns along
 * (Neumann and Kemper, "Unnesting Arbitrary Queries", BTW 2015).
 */
final class DomainPushdown {
  private final LogicalPlan source;
  private final List<PlanColumn> read;
  private final ColumnFactory columns;

  /**
   * @param source where the values come from
   * @param read columns of the source
   */
  DomainPushdown(LogicalPlan source, List<PlanColumn> read, ColumnFactory columns) {
    this.source = source;
    this.read = read;
    this.columns = columns;
  }

  /**
   * The result.
   *
   * @param plan yields, for each combination, what the plan yields for it
   * @param values which of its columns holds the value of each column read
   */
  record Pushed(LogicalPlan plan, Map<PlanColumn, PlanColumn> values) {
    PlanColumn value(PlanColumn column) {
      return Objects.requireNonNull(values.get(column));
    }

    List<Expression> substitute(List<Expression> expressions) {
      return expressions.stream().map(this::substitute).toList();
    }

    Expression substitute(Expression expression) {
      return ExpressionTrees.substitute(expression, values);
    }

    Pushed with(LogicalPlan other) {
      return new Pushed(other, values);
    }
  }

  /** The plan for every combination of values; without subqueries. */
  Pushed push(LogicalPlan node) {
    if (!depends(node)) {
      Pushed domain = domain();
      return domain.with(new Join(domain.plan, node, JoinKind.INNER, List.of()));
    }
    return switch (node) {
      case Filter filter -> filter(filter);
      case Project project -> project(project);
      case Join join -> join(join);
      case Aggregate aggregate -> aggregate(aggregate);
      case Sort sort -> push(sort.input());
      case LogicalPlan.Window window -> window(window);
      case LogicalPlan.Expand expand -> expand(expand);
      case UnionAll union -> union(union);
      case Limit limit -> limit(limit);
      case LogicalPlan.SingleRow _ ->
          throw new IllegalStateException("a single row depends on nothing");
      case LogicalPlan.Scan _, LogicalPlan.Shared _, LogicalPlan.Values _ ->
          throw new IllegalStateException("a table depends on nothing");
    };
  }

  private boolean depends(LogicalPlan node) {
    return PlanTrees.outerColumns(node).stream().anyMatch(read::contains);
  }

  /** The combinations, under columns of their own each time. */
  private Pushed domain() {
    PlanColumns.Copy copy = PlanColumns.copy(source, columns);
    List<PlanColumn> own = copy.plan().columns();
    Map<PlanColumn, PlanColumn> values = new HashMap<>();
    List<PlanColumn> keys = new ArrayList<>();
    for (PlanColumn column : read) {
      PlanColumn key = own.get(own.indexOf(copy.columns().getOrDefault(column, column)));
      values.put(column, key);
      keys.add(key);
    }
    return new Pushed(new Aggregate(copy.plan(), keys, List.of()), values);
  }

  private Pushed filter(Filter filter) {
    if (!depends(filter.input())) {
      Pushed domain = domain();
      return domain.with(
          new Join(
              domain.plan, filter.input(), JoinKind.INNER, domain.substitute(filter.conjuncts())));
    }
    Pushed input = push(filter.input());
    return input.with(PlanTrees.filter(input.plan, input.substitute(filter.conjuncts())));
  }

  private Pushed project(Project project) {
    Pushed input = push(project.input());
    List<Assignment> assignments = new ArrayList<>();
    for (Assignment assignment : project.assignments()) {
      assignments.add(
          assignment.isKept()
              ? assignment
              : new Assignment(assignment.column(), input.substitute(assignment.expression())));
    }
    read.forEach(column -> assignments.add(Assignment.keep(input.value(column))));
    return input.with(new Project(input.plan, assignments));
  }

  private Pushed join(Join join) {
    boolean ofLeft = depends(join.left());
    boolean ofRight = depends(join.right());
    if (join.kind() == JoinKind.INNER && !(ofLeft && ofRight)) {
      if (ofRight) {
        Pushed right = push(join.right());
        return right.with(join.with(join.left(), right.plan, right.substitute(join.condition())));
      }
      Pushed left = push(join.left());
      return left.with(join.with(left.plan, join.right(), left.substitute(join.condition())));
    }
    Pushed left = push(join.left());
    List<Expression> condition = new ArrayList<>(left.substitute(join.condition()));
    if (join.kind() == JoinKind.FULL) {
      return fullJoin(join, left, condition);
    }
    if (!ofRight) {
      return left.with(join.with(left.plan, join.right(), condition));
    }
    Pushed right = push(join.right());
    addSame(left, right, condition);
    return left.with(join.with(left.plan, right.plan, condition));
  }

  private void addSame(Pushed left, Pushed right, List<Expression> condition) {
    for (PlanColumn column : read) {
      condition.add(SameValue.of(left.value(column), right.value(column)));
    }
  }

  /** A combination comes from either side. */
  private Pushed fullJoin(Join join, Pushed left, List<Expression> condition) {
    Pushed right = push(join.right());
    addSame(left, right, condition);
    Join joined = join.with(left.plan, right.plan, condition);
    List<Assignment> assignments = new ArrayList<>();
    joined.columns().forEach(column -> assignments.add(Assignment.keep(column)));
    Map<PlanColumn, PlanColumn> values = new HashMap<>();
    for (PlanColumn column : read) {
      Expression either =
          TypedFunctions.call(
              ScalarFunction.COALESCE,
              List.of(
                  left.value(column).withNullable(true), right.value(column).withNullable(true)));
      PlanColumn value = columns.create(column.name(), either);
      assignments.add(new Assignment(value, either));
      values.put(column, value);
    }
    return new Pushed(new Project(joined, assignments), values);
  }

  private Pushed aggregate(Aggregate aggregate) {
    Pushed input = push(aggregate.input());
    List<PlanColumn> keys = new ArrayList<>(aggregate.keys());
    read.forEach(column -> keys.add(input.value(column)));
    List<AggregateAssignment> calls = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      Expression argument = call.argument();
      Expression filter = call.filter();
      calls.add(
          new AggregateAssignment(
              aggregate.keys().isEmpty() ? columns.copyOf(call.column()) : call.column(),
              call.function(),
              argument == null ? null : input.substitute(argument),
              filter == null ? null : input.substitute(filter),
              call.distinct()));
    }
    Pushed grouped = input.with(new Aggregate(input.plan, keys, calls));
    return aggregate.keys().isEmpty() ? oneRowEach(aggregate, grouped, calls) : grouped;
  }

  /** Without keys there is a row for each combination, even if the input has none. */
  private Pushed oneRowEach(Aggregate aggregate, Pushed grouped, List<AggregateAssignment> calls) {
    Pushed domain = domain();
    List<Expression> condition = new ArrayList<>();
    addSame(domain, grouped, condition);
    Join joined = new Join(domain.plan, grouped.plan, JoinKind.LEFT, condition);
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      assignments.add(
          new Assignment(aggregate.aggregates().get(i).column(), valueOrOfNothing(calls.get(i))));
    }
    read.forEach(column -> assignments.add(Assignment.keep(domain.value(column))));
    return domain.with(new Project(joined, assignments));
  }

  /** An aggregate after a left join: what it is over no rows where there is no group. */
  static Expression valueOrOfNothing(AggregateAssignment call) {
    PlanColumn column = call.column().withNullable(true);
    boolean counts =
        call.function() == AggregateFunction.COUNT
            || call.function() == AggregateFunction.COUNT_STAR;
    return counts
        ? TypedFunctions.call(
            ScalarFunction.COALESCE, List.of(column, new Literal(0L, DataType.INT64)))
        : column;
  }

  private Pushed expand(LogicalPlan.Expand expand) {
    Pushed input = push(expand.input());
    LogicalPlan.Expand pushed = expand.withInput(input.plan);
    return expand.emptyGroups()
        ? withRowsOfEmptyGroups(expand, input.with(pushed.withoutEmptyGroups()))
        : input.with(pushed);
  }

  /** The row of a set without keys, in which all else is null, is there for each combination. */
  private Pushed withRowsOfEmptyGroups(LogicalPlan.Expand expand, Pushed rows) {
    List<LogicalPlan> inputs = new ArrayList<>();
    List<List<PlanColumn>> inputColumns = new ArrayList<>();
    List<PlanColumn> found = new ArrayList<>(expand.columns());
    read.forEach(column -> found.add(rows.value(column)));
    PlanColumns.Copy copy = PlanColumns.copy(rows.plan, columns); // the union has their names
    inputs.add(copy.plan());
    inputColumns.add(found.stream().map(c -> copy.columns().getOrDefault(c, c)).toList());
    for (int set = 0; set < expand.sets().size(); set++) {
      if (expand.sets().get(set).isEmpty()) {
        List<Assignment> row = emptyGroup(expand, set);
        Pushed domain = domain();
        read.forEach(column -> row.add(Assignment.keep(domain.value(column))));
        inputs.add(new Project(domain.plan, row));
        inputColumns.add(row.stream().map(Assignment::column).toList());
      }
    }
    List<PlanColumn> produced = new ArrayList<>(expand.columns());
    Map<PlanColumn, PlanColumn> values = new HashMap<>();
    for (PlanColumn column : read) {
      values.put(column, columns.copyOf(column));
      produced.add(values.get(column));
    }
    return new Pushed(new UnionAll(inputs, produced, inputColumns), values);
  }

  private List<Assignment> emptyGroup(LogicalPlan.Expand expand, int set) {
    List<Assignment> row = new ArrayList<>();
    for (PlanColumn column : expand.columns()) {
      Long value = column.equals(expand.setNumber()) ? Long.valueOf(set) : null;
      row.add(new Assignment(columns.copyOf(column), new Literal(value, column.type())));
    }
    return row;
  }

  /** Rows of one combination are partitions of their own. */
  private Pushed window(LogicalPlan.Window window) {
    Pushed input = push(window.input());
    List<PlanColumn> keys = new ArrayList<>(window.partitionKeys());
    read.forEach(column -> keys.add(input.value(column)));
    LogicalPlan pushed =
        new LogicalPlan.Window(input.plan, keys, window.orderings(), window.calls());
    return input.with(PlanTrees.mapExpressions(pushed, input::substitute));
  }

  private Pushed union(UnionAll union) {
    List<LogicalPlan> inputs = new ArrayList<>();
    List<List<PlanColumn>> inputColumns = new ArrayList<>();
    List<PlanColumn> produced = new ArrayList<>(union.columns());
    Map<PlanColumn, PlanColumn> values = new HashMap<>();
    for (PlanColumn column : read) {
      PlanColumn value = columns.create(column.name(), column.type(), column.nullable());
      values.put(column, value);
      produced.add(value);
    }
    for (int i = 0; i < union.inputs().size(); i++) {
      Pushed input = push(union.inputs().get(i));
      List<PlanColumn> sources = new ArrayList<>();
      for (PlanColumn source : union.inputColumns().get(i)) {
        sources.add(input.values.getOrDefault(source, source));
      }
      read.forEach(column -> sources.add(input.value(column)));
      inputs.add(input.plan);
      inputColumns.add(sources);
    }
    return new Pushed(new UnionAll(inputs, produced, inputColumns), values);
  }

  /** The first rows of each combination. */
  private Pushed limit(Limit limit) {
    boolean sorted = limit.input() instanceof Sort;
    Pushed input = push(limit.input());
    List<Ordering> orderings = new ArrayList<>();
    if (sorted) {
      for (Ordering ordering : ((Sort) limit.input()).orderings()) {
        PlanColumn column = input.values.getOrDefault(ordering.column(), ordering.column());
        orderings.add(new Ordering(column, ordering.ascending(), ordering.nullsFirst()));
      }
    }
    List<PlanColumn> keys = read.stream().map(input.values::get).toList();
    RowNumbers numbered = RowNumbers.of(input.plan, keys, orderings, columns);
    List<Expression> wanted = new ArrayList<>();
    if (limit.offset() > 0) {
      wanted.add(compare(numbered, ComparisonOperator.GREATER, limit.offset()));
    }
    if (limit.limit() <= Long.MAX_VALUE - limit.offset()) {
      long last = limit.offset() + limit.limit();
      wanted.add(compare(numbered, ComparisonOperator.LESS_OR_EQUAL, last));
    }
    return input.with(PlanTrees.filter(numbered.plan(), wanted));
  }

  private static Expression compare(RowNumbers numbered, ComparisonOperator operator, long value) {
    return TypedExpressions.comparison(
        operator, numbered.number(), new Literal(value, DataType.INT64));
  }
}
