package io.scheelite.sql.physical;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns an optimized logical plan into operators: columns become positions, build sides are chosen,
 * a limited sort becomes top-N, and what sinks would copy in vain is dropped below them.
 */
public final class PhysicalPlanner {
  /** More rows than this are sorted whole: a heap of them would be no cheaper. */
  private static final long MAX_TOP_ROWS = 1 << 20;

  private final Estimator estimator;
  private final ColumnFactory columns;
  private final JoinPlanner joins;
  private final Map<Integer, Lowered> sharedParts = new HashMap<>();

  /** A planner for one statement. */
  public PhysicalPlanner(Estimator estimator, ColumnFactory columns) {
    this.estimator = estimator;
    this.columns = columns;
    this.joins = new JoinPlanner(columns);
  }

  /** The plan to execute; its columns are the query's outputs under their labels. */
  public PlanNode plan(LogicalQuery query) {
    for (LogicalQuery.SharedPlan part : query.shared()) {
      sharedParts.put(part.id(), lower(part.plan(), new HashSet<>(part.plan().columns())));
    }
    List<PlanColumn> outputs = query.outputs().stream().map(LogicalQuery.Output::column).toList();
    Lowered lowered = lower(query.plan(), new HashSet<>(outputs));
    List<String> labels = query.outputs().stream().map(LogicalQuery.Output::label).toList();
    List<String> names = lowered.node().schema().fields().stream().map(Field::name).toList();
    if (lowered.columns().equals(outputs) && names.equals(labels)) {
      return lowered.node();
    }
    return new PlanNode.Project(
        lowered.node(), outputs.stream().map(lowered::bind).toList(), labels);
  }

  private double rows(LogicalPlan plan) {
    return estimator.estimate(plan).numRows();
  }

  private Lowered lower(LogicalPlan plan, Set<PlanColumn> needed) {
    return switch (plan) {
      case Scan scan -> scan(scan);
      case Values values -> values(values);
      case LogicalPlan.Shared shared -> shared(shared);
      case Filter filter -> {
        Lowered input = lower(filter.input(), with(needed, filter.conjuncts()));
        Expression predicate = input.bind(ExpressionTrees.and(filter.conjuncts()));
        yield new Lowered(
            new PlanNode.Filter(input.node(), predicate, rows(filter)), input.columns());
      }
      case Project project -> project(project);
      case Join join -> join(join, needed);
      case Aggregate aggregate -> aggregate(aggregate);
      case Sort sort -> {
        Lowered input = sortInput(sort, needed);
        yield new Lowered(
            new PlanNode.Sort(input.node(), keys(sort.orderings(), input)), input.columns());
      }
      case Window window -> window(window, needed);
      case LogicalPlan.Expand expand -> expand(expand, needed);
      case Limit limit -> limit(limit, needed);
      case UnionAll union -> union(union);
      case SingleRow single -> {
        Lowered input = lower(single.input(), needed).keepOnly(needed);
        yield new Lowered(new PlanNode.SingleRow(input.node()), input.columns());
      }
    };
  }

  private static Set<PlanColumn> with(Set<PlanColumn> needed, List<Expression> expressions) {
    Set<PlanColumn> result = new HashSet<>(needed);
    result.addAll(ExpressionTrees.columns(expressions));
    return result;
  }

  private Lowered scan(Scan scan) {
    List<PlanColumn> columns = scan.columns();
    List<Integer> sources = scan.sourceColumns();
    if (columns.isEmpty()) {
      // A batch needs a column to have rows; the narrowest is read.
      int narrowest = narrowestColumn(scan.table().schema());
      Field field = scan.table().schema().field(narrowest);
      columns = List.of(new PlanColumn(-1, field.name(), field.type(), field.nullable()));
      sources = List.of(narrowest);
    }
    Schema schema = scan.table().schema().select(sources);
    List<PlanColumn> bound = columns;
    List<Expression> filters =
        FilterOrder.sort(scan.filters(), Estimator.unfiltered(scan)).stream()
            .map(filter -> Lowered.bind(filter, bound, schema.fields()))
            .toList();
    return new Lowered(new PlanNode.Scan(scan.table(), sources, filters, rows(scan)), columns);
  }

  private Lowered shared(LogicalPlan.Shared shared) {
    Lowered part = Objects.requireNonNull(sharedParts.get(shared.id()));
    List<PlanColumn> row = new ArrayList<>();
    for (PlanColumn source : part.columns()) {
      int position = shared.sources().indexOf(source);
      row.add(position < 0 ? columns.copyOf(source) : shared.columns().get(position));
    }
    return new Lowered(new PlanNode.Shared(shared.id(), part.node()), row);
  }

  private static int narrowestColumn(Schema schema) {
    int result = 0;
    for (int i = 1; i < schema.size(); i++) {
      if (schema.type(i).physicalType().widthBytes()
          < schema.type(result).physicalType().widthBytes()) {
        result = i;
      }
    }
    return result;
  }

  private static Lowered values(Values values) {
    Schema schema =
        new Schema(
            values.columns().stream()
                .map(column -> new Field(column.name(), column.type(), column.nullable()))
                .toList());
    return new Lowered(new PlanNode.Values(schema, values.rows()), values.columns());
  }

  private Lowered project(Project project) {
    List<Expression> expressions =
        project.assignments().stream().map(Assignment::expression).toList();
    Lowered input = lower(project.input(), ExpressionTrees.columns(expressions));
    SharedExpressions.Result shared = SharedExpressions.of(expressions, columns);
    Lowered below =
        input.with(
            ExpressionTrees.columns(shared.expressions()), shared.columns(), shared.definitions());
    return new Lowered(
        new PlanNode.Project(
            below.node(),
            shared.expressions().stream().map(below::bind).toList(),
            project.assignments().stream().map(a -> a.column().name()).toList()),
        project.columns());
  }

  private Lowered join(Join join, Set<PlanColumn> needed) {
    Set<PlanColumn> read = with(needed, join.condition());
    Lowered left = lower(join.left(), read);
    Lowered right = lower(join.right(), read);
    JoinPlanner.Inputs inputs =
        new JoinPlanner.Inputs(left, right, rows(join.left()), rows(join.right()));
    return joins.plan(join, inputs, needed, rows(join));
  }

  private Lowered aggregate(Aggregate aggregate) {
    List<Expression> arguments = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      Expression argument = call.argument();
      Expression filter = call.filter();
      if (argument != null) {
        arguments.add(argument);
      }
      if (filter != null) {
        arguments.add(filter);
      }
    }
    Set<PlanColumn> read = new HashSet<>(aggregate.keys());
    read.addAll(ExpressionTrees.columns(arguments));
    Lowered input = lower(aggregate.input(), read);
    List<Expression> computed =
        arguments.stream().filter(a -> !(a instanceof PlanColumn)).distinct().toList();
    List<PlanColumn> computedColumns =
        computed.stream().map(expression -> columns.create("argument", expression)).toList();
    Lowered full = input.with(computedColumns, computed);
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      calls.add(
          new AggregateCall(
              call.function(),
              argument(call.argument(), full, computed),
              call.filter() == null ? null : argument(call.filter(), full, computed),
              call.column().type(),
              call.column().name()));
    }
    return new Lowered(
        new PlanNode.Aggregate(
            full.node(),
            aggregate.keys().stream().map(full::position).toList(),
            calls,
            rows(aggregate)),
        aggregate.columns());
  }

  private static int argument(
      @Nullable Expression argument, Lowered input, List<Expression> computed) {
    if (argument == null) {
      return -1;
    }
    if (argument instanceof PlanColumn column) {
      return input.position(column);
    }
    return input.columns().size() - computed.size() + computed.indexOf(argument);
  }

  private Lowered sortInput(Sort sort, Set<PlanColumn> needed) {
    Set<PlanColumn> read = new HashSet<>(needed);
    sort.orderings().forEach(ordering -> read.add(ordering.column()));
    return lower(sort.input(), read).keepOnly(read);
  }

  private Lowered expand(LogicalPlan.Expand expand, Set<PlanColumn> needed) {
    Lowered input = lower(expand.input(), with(needed, PlanTrees.expressions(expand)));
    List<PlanColumn> all = new ArrayList<>(input.columns());
    all.addAll(expand.outputs());
    all.add(expand.setNumber());
    return new Lowered(
        new PlanNode.Expand(
            input.node(),
            expand.keys().stream().map(input::position).toList(),
            expand.sets(),
            expand.emptyGroups()),
        all);
  }

  /** What is stored until a partition is complete is only what is read. */
  private Lowered window(Window window, Set<PlanColumn> needed) {
    Set<PlanColumn> read = with(needed, PlanTrees.expressions(window));
    Lowered input = lower(window.input(), read).keepOnly(read);
    List<PlanColumn> all = new ArrayList<>(input.columns());
    List<WindowCall> calls = new ArrayList<>();
    for (WindowAssignment assignment : window.calls()) {
      all.add(assignment.column());
      calls.add(assignment.call().map(input::bind).withName(assignment.column().name()));
    }
    return new Lowered(
        new PlanNode.Window(
            input.node(),
            window.partitionKeys().stream().map(input::position).toList(),
            keys(window.orderings(), input),
            calls),
        all);
  }

  private static List<SortKey> keys(List<Ordering> orderings, Lowered input) {
    List<SortKey> keys = new ArrayList<>();
    for (Ordering ordering : orderings) {
      keys.add(
          new SortKey(
              input.position(ordering.column()), ordering.ascending(), ordering.nullsFirst()));
    }
    return keys;
  }

  private Lowered limit(Limit limit, Set<PlanColumn> needed) {
    boolean top = limit.limit() <= MAX_TOP_ROWS && limit.offset() <= MAX_TOP_ROWS - limit.limit();
    if (top && limit.input() instanceof Sort sort) {
      Lowered input = sortInput(sort, needed);
      return new Lowered(
          new PlanNode.TopN(
              input.node(), keys(sort.orderings(), input), limit.limit(), limit.offset()),
          input.columns());
    }
    Lowered input = lower(limit.input(), needed);
    return new Lowered(
        new PlanNode.Limit(input.node(), limit.limit(), limit.offset()), input.columns());
  }

  private Lowered union(UnionAll union) {
    List<PlanNode> inputs = new ArrayList<>();
    for (int i = 0; i < union.inputs().size(); i++) {
      List<PlanColumn> columns = union.inputColumns().get(i);
      inputs.add(lower(union.inputs().get(i), new HashSet<>(columns)).select(columns).node());
    }
    Schema schema =
        new Schema(
            union.columns().stream()
                .map(column -> new Field(column.name(), column.type(), column.nullable()))
                .toList());
    return new Lowered(new PlanNode.UnionAll(inputs, schema), union.columns());
  }
}
