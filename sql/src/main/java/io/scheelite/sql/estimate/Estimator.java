package io.scheelite.sql.estimate;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.PlanColumn;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Estimates plans bottom-up and remembers what it found. Used by one statement on one thread. */
public final class Estimator {
  private static final double UNKNOWN_TABLE_ROWS = 100_000;

  private final IdentityHashMap<LogicalPlan, Estimate> known = new IdentityHashMap<>();
  private final Map<Integer, Estimate> shared = new HashMap<>();

  /** One of its own for another thread or run, which knows what this one knows. */
  public Estimator copy() {
    Estimator copy = new Estimator();
    copy.known.putAll(known);
    copy.shared.putAll(shared);
    return copy;
  }

  /** What is expected of {@code plan}. */
  public Estimate estimate(LogicalPlan plan) {
    Estimate result = known.get(plan);
    if (result == null) {
      result = compute(plan);
      known.put(plan, result);
    }
    return result;
  }

  /** Remembers what a rule found out by itself. */
  public void remember(LogicalPlan plan, Estimate estimate) {
    known.put(plan, estimate);
  }

  /** Remembers what to expect of a part that several places read. */
  public void rememberShared(int id, LogicalPlan plan) {
    shared.put(id, estimate(plan));
  }

  private Estimate shared(LogicalPlan.Shared place) {
    Estimate rows = shared.getOrDefault(place.id(), new Estimate(1, Map.of()));
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>();
    for (int i = 0; i < place.columns().size(); i++) {
      ColumnEstimate source = rows.columns().get(place.sources().get(i));
      if (source != null) {
        columns.put(place.columns().get(i), source);
      }
    }
    return new Estimate(rows.numRows(), columns);
  }

  private Estimate compute(LogicalPlan plan) {
    return switch (plan) {
      case Scan scan -> scan(scan);
      case LogicalPlan.Shared place -> shared(place);
      case Values values -> new Estimate(values.rows().size(), Map.of());
      case Filter filter -> {
        Aggregate groups = GroupSelectivity.aggregateOf(filter.input());
        yield groups == null
            ? filter(estimate(filter.input()), filter.conjuncts())
            : GroupSelectivity.filter(filter, groups, this);
      }
      case Project project -> project(project);
      case Join join -> join(join);
      case Aggregate aggregate -> aggregate(aggregate);
      case Sort sort -> estimate(sort.input());
      case LogicalPlan.Expand expand -> expand(expand);
      case LogicalPlan.Window window -> estimate(window.input());
      case Limit limit -> {
        Estimate input = estimate(limit.input());
        yield input.withRows(Math.min((double) limit.limit(), input.numRows()));
      }
      case UnionAll union ->
          new Estimate(
              union.inputs().stream().mapToDouble(input -> estimate(input).numRows()).sum(),
              Map.of());
      case SingleRow single -> estimate(single.input()).withRows(1);
    };
  }

  private static Estimate scan(Scan scan) {
    return filter(unfiltered(scan), scan.filters());
  }

  /** What is expected of a table before a scan's filters. */
  public static Estimate unfiltered(Scan scan) {
    TableStatistics statistics = scan.table().statistics();
    double rows = statistics.numRows() < 0 ? UNKNOWN_TABLE_ROWS : statistics.numRows();
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      PlanColumn column = scan.columns().get(i);
      int source = scan.sourceColumns().get(i);
      if (source < statistics.columns().size()) {
        columns.put(
            column, ColumnEstimate.of(statistics.columns().get(source), column.type(), rows));
      }
    }
    return new Estimate(rows, columns);
  }

  /** The share of rows that pass one predicate. */
  public static double selectivity(Expression predicate, Estimate input) {
    return new Selectivity(input).ofAll(List.of(predicate));
  }

  /** What passes a filter. */
  public static Estimate filter(Estimate input, List<Expression> conjuncts) {
    if (conjuncts.isEmpty()) {
      return input;
    }
    double rows = input.numRows() * new Selectivity(input).ofAll(conjuncts);
    return new Estimate(rows, narrowed(input.columns(), conjuncts));
  }

  /** Columns that equal one of a few constants have no other values left. */
  private static Map<PlanColumn, ColumnEstimate> narrowed(
      Map<PlanColumn, ColumnEstimate> columns, List<Expression> conjuncts) {
    Map<PlanColumn, ColumnEstimate> result = columns;
    for (Expression conjunct : conjuncts) {
      PlanColumn column =
          switch (conjunct) {
            case Expression.InList in when in.operand() instanceof PlanColumn operand -> operand;
            case Expression.Comparison(var operator, PlanColumn operand, Expression.Literal _)
                when operator == ComparisonOperator.EQUAL ->
                operand;
            default -> null;
          };
      ColumnEstimate known = column == null ? null : columns.get(column);
      if (column != null && known != null) {
        int values = conjunct instanceof Expression.InList in ? in.values().size() : 1;
        if (result == columns) {
          result = new HashMap<>(columns);
        }
        result.put(column, known.withDistinct(Math.min(values, known.numDistinct())));
      }
    }
    return result;
  }

  private Estimate project(Project project) {
    Estimate input = estimate(project.input());
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>();
    for (Assignment assignment : project.assignments()) {
      columns.put(assignment.column(), ComputedColumns.estimate(assignment.expression(), input));
    }
    return new Estimate(input.numRows(), columns);
  }

  private Estimate join(Join join) {
    Estimate left = estimate(join.left());
    Estimate right = estimate(join.right());
    JoinEstimates.Keys keys = JoinEstimates.Keys.of(join.condition(), left, right);
    return switch (join.kind()) {
      case INNER -> JoinEstimates.inner(left, right, keys);
      case LEFT -> {
        Estimate inner = JoinEstimates.inner(left, right, keys);
        yield inner.withRows(Math.max(inner.numRows(), left.numRows()));
      }
      case FULL -> {
        Estimate inner = JoinEstimates.inner(left, right, keys);
        double either = Math.max(left.numRows(), right.numRows());
        yield inner.withRows(Math.max(inner.numRows(), either));
      }
      case SINGLE -> JoinEstimates.inner(left, right, keys).withRows(left.numRows());
      case MARK, NULL_AWARE_MARK -> left;
      case SEMI -> left.withRows(left.numRows() * JoinEstimates.matchShare(left, right, keys));
      case ANTI, NULL_AWARE_ANTI ->
          left.withRows(
              left.numRows() * Math.max(0.1, 1 - JoinEstimates.matchShare(left, right, keys)));
    };
  }

  private Estimate expand(LogicalPlan.Expand expand) {
    Estimate input = estimate(expand.input());
    int sets = expand.sets().size();
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>();
    expand.input().columns().forEach(column -> columns.put(column, input.column(column)));
    for (int i = 0; i < expand.keys().size(); i++) {
      columns.put(expand.outputs().get(i), input.column(expand.keys().get(i)));
    }
    columns.put(expand.setNumber(), ColumnEstimate.unknown(sets, input.numRows() * sets));
    return new Estimate(input.numRows() * sets, columns);
  }

  private Estimate aggregate(Aggregate aggregate) {
    Estimate input = estimate(aggregate.input());
    if (aggregate.keys().isEmpty()) {
      return new Estimate(1, Map.of());
    }
    double combinations = 1;
    for (PlanColumn key : aggregate.keys()) {
      combinations *= input.column(key).numDistinct();
    }
    double rows = Math.min(input.numRows(), occupied(combinations, input.numRows()));
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>();
    for (PlanColumn key : aggregate.keys()) {
      ColumnEstimate source = input.column(key);
      double distinct = Math.min(source.numDistinct(), rows);
      columns.put(
          key,
          new ColumnEstimate(
              source.min(), source.max(), distinct, Math.max(1, rows), source.nullFraction()));
    }
    return new Estimate(rows, columns);
  }

  /** How many of {@code slots} equally likely values occur among {@code draws}. */
  static double occupied(double slots, double draws) {
    return slots * -Math.expm1(-draws / Math.max(1, slots));
  }
}
