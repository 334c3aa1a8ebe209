package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.Shared;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves every predicate as near to the tables as its columns allow: into scans, below projections,
 * below aggregations where it reads grouping keys alone, to the side of a join it belongs to. A
 * left join whose nulls a later predicate rejects becomes an inner one.
 */
final class PredicatePushdown {
  /** Definitions that read a column twice, upon one another, would double a predicate each time. */
  private static final long MAX_GROWTH = 500;

  private PredicatePushdown() {}

  /** Pushes all predicates of a plan. */
  static LogicalPlan push(LogicalPlan plan) {
    return push(plan, List.of());
  }

  private static LogicalPlan push(LogicalPlan plan, List<Expression> predicates) {
    return switch (plan) {
      case Scan scan -> scan.withFilters(concat(scan.filters(), predicates));
      case Shared shared -> PlanTrees.filter(shared, predicates);
      case Values values -> PlanTrees.filter(values, predicates);
      // what a filter below keeps out is not seen by those above it, which may fail on it
      case Filter filter -> push(filter.input(), concat(filter.conjuncts(), predicates));
      case Project project -> throughProject(project, predicates);
      case Aggregate aggregate -> throughAggregate(aggregate, predicates);
      case Join join -> throughJoin(join, predicates);
      case Sort sort -> new Sort(push(sort.input(), predicates), sort.orderings());
      case Window window -> throughWindow(window, predicates);
      case LogicalPlan.Expand expand ->
          PlanTrees.filter(expand.withInput(push(expand.input())), predicates);
      case Limit limit ->
          PlanTrees.filter(
              new Limit(push(limit.input()), limit.limit(), limit.offset()), predicates);
      case SingleRow single -> PlanTrees.filter(new SingleRow(push(single.input())), predicates);
      case UnionAll union -> throughUnion(union, predicates);
    };
  }

  private static LogicalPlan throughProject(Project project, List<Expression> predicates) {
    Map<PlanColumn, Expression> definitions = new HashMap<>();
    for (Assignment assignment : project.assignments()) {
      definitions.put(assignment.column(), assignment.expression());
    }
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression predicate : predicates) {
      if (growth(predicate, definitions) > MAX_GROWTH) {
        above.add(predicate);
        continue;
      }
      Expression substituted = ExpressionTrees.substitute(predicate, definitions);
      boolean onlyRenamed =
          ExpressionTrees.columns(predicate).stream()
              .allMatch(column -> definitions.get(column) instanceof PlanColumn);
      below.addAll(onlyRenamed ? List.of(substituted) : normalized(substituted));
    }
    return PlanTrees.filter(
        new Project(push(project.input(), below), project.assignments()), above);
  }

  /** How many nodes more a predicate has with definitions in place of the columns it reads. */
  private static long growth(Expression node, Map<PlanColumn, Expression> definitions) {
    if (node instanceof PlanColumn column) {
      Expression definition = definitions.get(column);
      return definition == null ? 0 : size(definition) - 1;
    }
    return node.children().stream().mapToLong(child -> growth(child, definitions)).sum();
  }

  private static long size(Expression node) {
    return 1 + node.children().stream().mapToLong(PredicatePushdown::size).sum();
  }

  /** Constants in place of columns may decide parts of a predicate. */
  private static List<Expression> normalized(Expression predicate) {
    return ExpressionTrees.conjuncts(PredicateNormalizer.predicate(predicate));
  }

  private static LogicalPlan throughAggregate(Aggregate aggregate, List<Expression> predicates) {
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression predicate : predicates) {
      divide(predicate, aggregate.keys(), below, above);
    }
    return PlanTrees.filter(
        new Aggregate(push(aggregate.input(), below), aggregate.keys(), aggregate.aggregates()),
        above);
  }

  /** What reads grouping keys alone decides about whole groups, and so may what follows from it. */
  private static void divide(
      Expression predicate, List<PlanColumn> keys, List<Expression> below, List<Expression> above) {
    if (reads(predicate, keys)) {
      below.add(predicate);
      return;
    }
    above.add(predicate);
    Expression implied = ExpressionTrees.impliedOver(predicate, Set.copyOf(keys));
    if (implied != null) {
      below.addAll(normalized(implied));
    }
  }

  /** Whole partitions may go before their functions are computed. */
  private static LogicalPlan throughWindow(Window window, List<Expression> predicates) {
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression predicate : predicates) {
      divide(predicate, window.partitionKeys(), below, above);
    }
    return PlanTrees.filter(PlanTrees.mapInputs(window, input -> push(input, below)), above);
  }

  private static LogicalPlan throughUnion(UnionAll union, List<Expression> predicates) {
    List<LogicalPlan> inputs = new ArrayList<>();
    for (int i = 0; i < union.inputs().size(); i++) {
      Map<PlanColumn, Expression> renamed = new HashMap<>();
      for (int column = 0; column < union.columns().size(); column++) {
        renamed.put(union.columns().get(column), union.inputColumns().get(i).get(column));
      }
      List<Expression> below =
          predicates.stream()
              .map(predicate -> ExpressionTrees.substitute(predicate, renamed))
              .toList();
      inputs.add(push(union.inputs().get(i), below));
    }
    return new UnionAll(inputs, union.columns(), union.inputColumns());
  }

  private static LogicalPlan throughJoin(Join join, List<Expression> predicates) {
    return switch (join.kind()) {
      case INNER -> {
        Sides sides = Sides.of(join, concat(predicates, join.condition()));
        EqualColumns equal = new EqualColumns(sides.both);
        yield new Join(
            push(
                join.left(),
                concat(sides.left, equal.carry(join.right(), sides.right, join.left()))),
            push(
                join.right(),
                concat(sides.right, equal.carry(join.left(), sides.left, join.right()))),
            JoinKind.INNER,
            sides.both);
      }
      case LEFT -> throughLeftJoin(join, predicates);
      case FULL -> throughFullJoin(join, predicates);
      case SINGLE -> throughOuterJoin(join, predicates);
      case MARK, NULL_AWARE_MARK, NULL_AWARE_ANTI -> throughMarkJoin(join, predicates);
      case SEMI, ANTI -> {
        Sides sides = Sides.of(join, join.condition());
        List<Expression> leftConditions = join.kind() == JoinKind.SEMI ? sides.left : List.of();
        List<Expression> kept =
            join.kind() == JoinKind.SEMI ? sides.both : concat(sides.both, sides.left);
        List<Expression> ofLeft = concat(predicates, leftConditions);
        EqualColumns equal = new EqualColumns(sides.both);
        yield new Join(
            push(join.left(), ofLeft),
            push(join.right(), concat(sides.right, equal.carry(join.left(), ofLeft, join.right()))),
            join.kind(),
            kept);
      }
    };
  }

  private static LogicalPlan throughLeftJoin(Join join, List<Expression> predicates) {
    for (Expression predicate : predicates) {
      if (UnmatchedRows.selects(predicate, join)) {
        List<Expression> others = new ArrayList<>(predicates);
        others.remove(predicate);
        return push(UnmatchedRows.of(join), others);
      }
    }
    Set<PlanColumn> right = new HashSet<>(join.right().columns());
    boolean rejected =
        predicates.stream().anyMatch(predicate -> NullRejection.rejectsNulls(predicate, right));
    if (rejected) {
      return throughJoin(
          new Join(join.left(), join.right(), JoinKind.INNER, join.condition()), predicates);
    }
    return throughOuterJoin(join, predicates);
  }

  private static LogicalPlan throughOuterJoin(Join join, List<Expression> predicates) {
    Sides above = Sides.of(join, predicates);
    Sides condition = Sides.of(join, join.condition());
    EqualColumns equal = new EqualColumns(condition.both);
    LogicalPlan joined =
        join.with(
            push(join.left(), above.left),
            push(
                join.right(),
                concat(condition.right, equal.carry(join.left(), above.left, join.right()))),
            concat(condition.left, condition.both));
    return PlanTrees.filter(joined, concat(above.right, above.both));
  }

  /** Predicates that reject the nulls of one side leave the other side's rows with nulls out. */
  private static LogicalPlan throughFullJoin(Join join, List<Expression> predicates) {
    Set<PlanColumn> left = new HashSet<>(join.left().columns());
    Set<PlanColumn> right = new HashSet<>(join.right().columns());
    if (predicates.stream().anyMatch(predicate -> NullRejection.rejectsNulls(predicate, left))) {
      return throughJoin(
          new Join(join.left(), join.right(), JoinKind.LEFT, join.condition()), predicates);
    }
    if (predicates.stream().anyMatch(predicate -> NullRejection.rejectsNulls(predicate, right))) {
      return throughJoin(
          new Join(join.right(), join.left(), JoinKind.LEFT, join.condition()), predicates);
    }
    return PlanTrees.filter(join.with(push(join.left()), push(join.right())), predicates);
  }

  /** What is known of the left side's columns alone limits the rows that are looked for. */
  private static LogicalPlan throughMarkJoin(Join join, List<Expression> predicates) {
    Sides above = Sides.of(join, predicates);
    Sides condition =
        join.kind() == JoinKind.MARK
            ? Sides.of(join, join.condition())
            : new Sides(List.of(), List.of(), join.condition());
    LogicalPlan joined =
        join.with(
            push(join.left(), above.left),
            push(join.right(), condition.right),
            concat(condition.left, condition.both));
    return PlanTrees.filter(joined, concat(above.right, above.both));
  }

  /** Predicates by the side of a join they read; those without columns count as both. */
  private record Sides(List<Expression> left, List<Expression> right, List<Expression> both) {
    static Sides of(Join join, List<Expression> predicates) {
      Sides sides = new Sides(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      Set<PlanColumn> left = new HashSet<>(join.left().columns());
      Set<PlanColumn> right = new HashSet<>(join.right().columns());
      for (Expression predicate : predicates) {
        sides.add(predicate, left, right);
      }
      return sides;
    }

    private void add(
        Expression predicate, Set<PlanColumn> leftColumns, Set<PlanColumn> rightColumns) {
      if (reads(predicate, leftColumns)) {
        left.add(predicate);
      } else if (reads(predicate, rightColumns)) {
        right.add(predicate);
      } else {
        both.add(predicate);
        addImplied(predicate, leftColumns, left);
        addImplied(predicate, rightColumns, right);
      }
    }

    /** An OR over both sides still limits each side on which every branch has a conjunct. */
    private static void addImplied(
        Expression predicate, Set<PlanColumn> columns, List<Expression> target) {
      Expression implied = ExpressionTrees.impliedOver(predicate, columns);
      if (implied != null) {
        target.addAll(normalized(implied));
      }
    }
  }

  private static boolean reads(Expression predicate, Collection<PlanColumn> columns) {
    Set<PlanColumn> read = ExpressionTrees.columns(predicate);
    return !read.isEmpty() && columns.containsAll(read);
  }

  private static List<Expression> concat(List<Expression> first, List<Expression> second) {
    if (second.isEmpty()) {
      return first;
    }
    List<Expression> result = new ArrayList<>(first);
    second.stream().filter(expression -> !result.contains(expression)).forEach(result::add);
    return result;
  }
}
