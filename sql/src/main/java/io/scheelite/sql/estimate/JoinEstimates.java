package io.scheelite.sql.estimate;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sizes of joins. A join on equal columns keeps 1/d of all pairs, where d is the number of distinct
 * values on the side that looks like a key (each value once), else the larger number.
 */
public final class JoinEstimates {
  private static final double COMPUTED_KEY_DISTINCT = 100;

  /** References to more of a key's range than this are taken to lie anywhere in it. */
  private static final double MAX_PART_OF_RANGE = 0.25;

  private JoinEstimates() {}

  /**
   * The condition of a join, sorted.
   *
   * @param left equal columns of the left side, in step with {@code right}
   * @param computed number of equalities between expressions
   * @param residual all else
   */
  public record Keys(
      List<PlanColumn> left, List<PlanColumn> right, int computed, List<Expression> residual) {
    /** Sorts a join's condition. */
    public static Keys of(List<Expression> condition, Estimate left, Estimate right) {
      List<PlanColumn> leftKeys = new ArrayList<>();
      List<PlanColumn> rightKeys = new ArrayList<>();
      List<Expression> residual = new ArrayList<>();
      int computed = 0;
      for (Expression conjunct : condition) {
        if (!(conjunct instanceof Expression.Comparison comparison)
            || comparison.operator() != ComparisonOperator.EQUAL) {
          residual.add(conjunct);
        } else if (comparison.left() instanceof PlanColumn first
            && comparison.right() instanceof PlanColumn second) {
          boolean swapped =
              left.columns().containsKey(second) || right.columns().containsKey(first);
          leftKeys.add(swapped ? second : first);
          rightKeys.add(swapped ? first : second);
        } else {
          computed++;
        }
      }
      return new Keys(leftKeys, rightKeys, computed, residual);
    }
  }

  /** Rows of an inner join. */
  public static Estimate inner(Estimate left, Estimate right, Keys keys) {
    double rows = left.numRows() * right.numRows();
    if (!keys.left.isEmpty()) {
      rows /= divisor(left, keys.left, right, keys.right);
    }
    rows /= Math.pow(COMPUTED_KEY_DISTINCT, keys.computed);
    Map<PlanColumn, ColumnEstimate> columns = new HashMap<>(left.columns());
    columns.putAll(right.columns());
    Estimate result = Estimator.filter(new Estimate(rows, columns), keys.residual);
    double again =
        impliedSelectivity(keys.residual, left) * impliedSelectivity(keys.residual, right);
    return result.withRows(Math.min(rows, result.numRows() / Math.max(again, 1e-6)));
  }

  /** What disjunctions imply for one side was filtered there already and must not count again. */
  private static double impliedSelectivity(List<Expression> residual, Estimate side) {
    List<Expression> implied = new ArrayList<>();
    for (Expression predicate : residual) {
      Expression over = ExpressionTrees.impliedOver(predicate, side.columns().keySet());
      if (over != null) {
        implied.add(over);
      }
    }
    return implied.isEmpty() ? 1 : new Selectivity(side).ofAll(implied);
  }

  private static double divisor(
      Estimate left, List<PlanColumn> leftKeys, Estimate right, List<PlanColumn> rightKeys) {
    Side leftSide = Side.of(left, leftKeys);
    Side rightSide = Side.of(right, rightKeys);
    if (leftSide.unique && rightSide.unique) {
      return Math.min(leftSide.distinct, rightSide.distinct);
    }
    if (leftSide.unique) {
      return reached(left, leftKeys, right, rightKeys, leftSide.distinct)
          * beyondKey(left, leftKeys, right, rightKeys);
    }
    return rightSide.unique
        ? reached(right, rightKeys, left, leftKeys, rightSide.distinct)
            * beyondKey(right, rightKeys, left, leftKeys)
        : Math.max(leftSide.distinct, rightSide.distinct);
  }

  /**
   * How many of the unique side's keys the other side's come from. Where those lie in a small part
   * of the range, such as the days of sales among all days of a calendar, a filter on the unique
   * side is taken to choose from that part: nobody asks for days without sales.
   */
  private static double reached(
      Estimate unique,
      List<PlanColumn> uniqueKeys,
      Estimate other,
      List<PlanColumn> otherKeys,
      double distinct) {
    if (uniqueKeys.size() > 1 || unique.numRows() >= distinct) {
      return distinct;
    }
    ColumnEstimate key = unique.column(uniqueKeys.getFirst());
    ColumnEstimate reference = other.column(otherKeys.getFirst());
    double part = (reference.max() - reference.min() + 1) / (key.max() - key.min() + 1);
    boolean inside = reference.min() >= key.min() && reference.max() <= key.max();
    return inside && part < MAX_PART_OF_RANGE
        ? Math.max(distinct * part, Math.max(1, unique.numRows()))
        : distinct;
  }

  /**
   * What the other equalities divide by where one column of the unique side is a key by itself: a
   * row has found its partner by then, and the partner's other columns agree by chance alone.
   */
  private static double beyondKey(
      Estimate unique, List<PlanColumn> uniqueKeys, Estimate other, List<PlanColumn> otherKeys) {
    int key = 0;
    while (key < uniqueKeys.size() && !unique.column(uniqueKeys.get(key)).seemsUnique()) {
      key++;
    }
    double result = 1;
    for (int i = 0; key < uniqueKeys.size() && i < uniqueKeys.size(); i++) {
      if (i != key) {
        result *=
            Math.max(
                unique.column(uniqueKeys.get(i)).numDistinct(),
                other.column(otherKeys.get(i)).numDistinct());
      }
    }
    return result;
  }

  /**
   * Combinations of several key columns; of one base relation there are at most as many as rows. A
   * relation of one row says nothing about keys.
   */
  private record Side(double distinct, boolean unique) {
    static Side of(Estimate estimate, List<PlanColumn> keys) {
      double product = 1;
      double cap = 0;
      for (PlanColumn key : keys) {
        ColumnEstimate column = estimate.column(key);
        product *= column.numDistinct();
        cap = cap == 0 || cap == column.numBaseRows() ? column.numBaseRows() : Double.MAX_VALUE;
      }
      double distinct = Math.max(1, Math.min(product, cap));
      return new Side(distinct, cap > 1 && distinct >= 0.9 * cap);
    }
  }

  /** The share of left rows that find a match on the right. */
  public static double matchShare(Estimate left, Estimate right, Keys keys) {
    if (keys.left.isEmpty()) {
      double match = keys.residual.isEmpty() && keys.computed == 0 ? 1 : 0.5;
      return Math.min(1, right.numRows()) * match;
    }
    double leftDistinct = Side.of(left, keys.left).distinct;
    double rightDistinct = Estimator.occupied(Side.of(right, keys.right).distinct, right.numRows());
    return Math.clamp(rightDistinct / leftDistinct, 0, 1);
  }

  /** Whether two expressions stand on different sides: a key that must be computed first. */
  public static boolean separates(
      Expression.Comparison comparison, Set<PlanColumn> left, Set<PlanColumn> right) {
    Set<PlanColumn> first = ExpressionTrees.columns(comparison.left());
    Set<PlanColumn> second = ExpressionTrees.columns(comparison.right());
    if (first.isEmpty() || second.isEmpty()) {
      return false;
    }
    return (left.containsAll(first) && right.containsAll(second))
        || (left.containsAll(second) && right.containsAll(first));
  }
}
