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
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
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
  private PredicatePushdown() {}

  /** Pushes all predicates of a plan. */
  static LogicalPlan push(LogicalPlan plan) {
    return push(plan, List.of());
  }

  private static LogicalPlan push(LogicalPlan plan, List<Expression> predicates) {
    return switch (plan) {
      case Scan scan -> scan.withFilters(concat(scan.filters(), predicates));
      case Values values -> PlanTrees.filter(values, predicates);
      case Filter filter -> push(filter.input(), concat(predicates, filter.conjuncts()));
      case Project project -> throughProject(project, predicates);
      case Aggregate aggregate -> throughAggregate(aggregate, predicates);
      case Join join -> throughJoin(join, predicates);
      case Sort sort -> new Sort(push(sort.input(), predicates), sort.orderings());
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
    List<Expression> below =
        predicates.stream()
            .map(predicate -> ExpressionTrees.substitute(predicate, definitions))
            .toList();
    return new Project(push(project.input(), below), project.assignments());
  }

  private static LogicalPlan throughAggregate(Aggregate aggregate, List<Expression> predicates) {
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression predicate : predicates) {
      boolean onKeys = !aggregate.keys().isEmpty() && reads(predicate, aggregate.keys());
      (onKeys ? below : above).add(predicate);
    }
    return PlanTrees.filter(
        new Aggregate(push(aggregate.input(), below), aggregate.keys(), aggregate.aggregates()),
        above);
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
        yield new Join(
            push(join.left(), sides.left),
            push(join.right(), sides.right),
            JoinKind.INNER,
            sides.both);
      }
      case LEFT -> throughLeftJoin(join, predicates);
      case SEMI, ANTI -> {
        Sides sides = Sides.of(join, join.condition());
        List<Expression> leftConditions = join.kind() == JoinKind.SEMI ? sides.left : List.of();
        List<Expression> kept =
            join.kind() == JoinKind.SEMI ? sides.both : concat(sides.both, sides.left);
        yield new Join(
            push(join.left(), concat(predicates, leftConditions)),
            push(join.right(), sides.right),
            join.kind(),
            kept);
      }
    };
  }

  private static LogicalPlan throughLeftJoin(Join join, List<Expression> predicates) {
    Set<PlanColumn> right = new HashSet<>(join.right().columns());
    boolean rejected =
        predicates.stream().anyMatch(predicate -> NullRejection.rejectsNulls(predicate, right));
    if (rejected) {
      return throughJoin(
          new Join(join.left(), join.right(), JoinKind.INNER, join.condition()), predicates);
    }
    Sides above = Sides.of(join, predicates);
    Sides condition = Sides.of(join, join.condition());
    LogicalPlan joined =
        new Join(
            push(join.left(), above.left),
            push(join.right(), condition.right),
            JoinKind.LEFT,
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
        target.addAll(ExpressionTrees.conjuncts(PredicateNormalizer.predicate(implied)));
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
