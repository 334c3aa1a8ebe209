package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A region of inner, semi and anti joins taken apart: its relations, classes of columns that are
 * equal, and the other conjuncts. Semi and anti joins are relations too, which may only be added to
 * a set that holds all relations their condition reads. Sets of relations are bit masks.
 */
final class JoinGraph {
  /** More than this do not fit a mask. */
  static final int MAX_RELATIONS = 60;

  /**
   * One input of the region.
   *
   * @param kind INNER, or how the relation filters the others
   * @param condition of a semi or anti join
   * @param needs relations a semi or anti join's condition reads, itself not among them
   */
  record Relation(LogicalPlan plan, JoinKind kind, List<Expression> condition, long needs) {}

  /** A conjunct and the relations it reads. */
  record Predicate(Expression expression, long relations) {}

  /** Columns that are equal, each with its relation. */
  record EqualityClass(List<PlanColumn> columns, List<Integer> relations) {
    /** The first column of the class that a set holds, or null. */
    @Nullable PlanColumn in(long set) {
      for (int i = 0; i < columns.size(); i++) {
        if ((set & bit(relations.get(i))) != 0) {
          return columns.get(i);
        }
      }
      return null;
    }
  }

  private final List<LogicalPlan> plans = new ArrayList<>();
  private final List<Join> filteringJoins = new ArrayList<>();
  private final List<Expression> conjuncts = new ArrayList<>();
  private final Map<PlanColumn, Integer> owners = new HashMap<>();

  private final List<Relation> relations = new ArrayList<>();
  private final List<Predicate> predicates = new ArrayList<>();
  private final List<EqualityClass> classes = new ArrayList<>();

  private JoinGraph() {}

  /** Takes a region apart; {@code inner} orders the joins inside each input. */
  static JoinGraph of(LogicalPlan region, UnaryOperator<LogicalPlan> inner) {
    JoinGraph graph = new JoinGraph();
    graph.collect(region, inner);
    graph.build(inner);
    return graph;
  }

  /** Whether a node belongs to a region, not to an input of one. */
  static boolean isRegion(LogicalPlan node) {
    return node instanceof Join join && join.kind().reorders();
  }

  List<Relation> relations() {
    return relations;
  }

  List<Predicate> predicates() {
    return predicates;
  }

  List<EqualityClass> classes() {
    return classes;
  }

  static long bit(int relation) {
    return 1L << relation;
  }

  private void collect(LogicalPlan node, UnaryOperator<LogicalPlan> inner) {
    switch (node) {
      case Join join when join.kind() == JoinKind.INNER -> {
        collect(join.left(), inner);
        collect(join.right(), inner);
        conjuncts.addAll(join.condition());
      }
      case Join join when join.kind().reorders() -> {
        collect(join.left(), inner);
        filteringJoins.add(join);
      }
      case Filter filter when isRegion(filter.input()) -> {
        collect(filter.input(), inner);
        conjuncts.addAll(filter.conjuncts());
      }
      default -> {
        node.columns().forEach(column -> owners.put(column, plans.size()));
        plans.add(inner.apply(node));
      }
    }
  }

  private void build(UnaryOperator<LogicalPlan> inner) {
    List<List<PlanColumn>> equal = new ArrayList<>();
    List<List<Expression>> local = new ArrayList<>();
    plans.forEach(plan -> local.add(new ArrayList<>()));
    for (Expression conjunct : conjuncts) {
      long set = relationsOf(conjunct);
      if (!addEquality(conjunct, equal)) {
        if (Long.bitCount(set) == 1) {
          local.get(Long.numberOfTrailingZeros(set)).add(conjunct);
        } else {
          predicates.add(new Predicate(conjunct, set));
        }
      }
    }
    equal.forEach(columns -> addClass(columns, local));
    for (int i = 0; i < plans.size(); i++) {
      relations.add(
          new Relation(PlanTrees.filter(plans.get(i), local.get(i)), JoinKind.INNER, List.of(), 0));
    }
    long all = bit(plans.size()) - 1;
    for (Join join : filteringJoins) {
      Set<PlanColumn> read = new LinkedHashSet<>(ExpressionTrees.columns(join.condition()));
      join.right().columns().forEach(read::remove);
      long needs = 0;
      for (PlanColumn column : read) {
        needs |= bit(owner(column));
      }
      relations.add(
          new Relation(
              inner.apply(join.right()), join.kind(), join.condition(), needs == 0 ? all : needs));
    }
  }

  /** Adds {@code a = b} over two plain columns to a class, joining classes that share a column. */
  private static boolean addEquality(Expression conjunct, List<List<PlanColumn>> equal) {
    if (!(conjunct instanceof Expression.Comparison comparison)
        || comparison.operator() != ComparisonOperator.EQUAL
        || !(comparison.left() instanceof PlanColumn left)
        || !(comparison.right() instanceof PlanColumn right)) {
      return false;
    }
    List<PlanColumn> merged = new ArrayList<>(List.of(left));
    if (!right.equals(left)) {
      merged.add(right);
    }
    for (List<PlanColumn> existing : List.copyOf(equal)) {
      if (existing.contains(left) || existing.contains(right)) {
        existing.stream().filter(column -> !merged.contains(column)).forEach(merged::add);
        equal.remove(existing);
      }
    }
    equal.add(merged);
    return true;
  }

  /** Columns of one relation that a class makes equal are compared within that relation. */
  private void addClass(List<PlanColumn> columns, List<List<Expression>> local) {
    Map<Integer, PlanColumn> firstOf = new HashMap<>();
    List<PlanColumn> kept = new ArrayList<>();
    List<Integer> relationsOfKept = new ArrayList<>();
    for (PlanColumn column : columns) {
      int relation = owner(column);
      PlanColumn first = firstOf.putIfAbsent(relation, column);
      if (first == null) {
        kept.add(column);
        relationsOfKept.add(relation);
      } else {
        local.get(relation).add(new Expression.Comparison(ComparisonOperator.EQUAL, first, column));
      }
    }
    if (kept.size() > 1) {
      classes.add(new EqualityClass(List.copyOf(kept), List.copyOf(relationsOfKept)));
    }
  }

  private long relationsOf(Expression expression) {
    long set = 0;
    for (PlanColumn column : ExpressionTrees.columns(expression)) {
      set |= bit(owner(column));
    }
    return set;
  }

  private int owner(PlanColumn column) {
    Integer owner = owners.get(column);
    if (owner == null) {
      throw new IllegalStateException("no input of the join produces the column: " + column);
    }
    return owner;
  }
}
