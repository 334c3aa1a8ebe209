package io.scheelite.operators.expression.evaluation;

import io.scheelite.operators.expression.Expression;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which the operands of AND or OR are evaluated: those first that decide many rows at
 * little cost, as seen in the batches so far. Which rows an operand sees that may raise an error is
 * part of the meaning, so none moves across such a one.
 */
final class ConditionOrder {
  private static final int BATCHES_PER_ROUND = 16;
  private static final double OLD_WEIGHT = 0.5; // of what was seen in earlier rounds
  private static final double NEVER = 1e-4; // what an operand that decided no row may do yet

  private final int[] costs;
  private final int[] groups;
  private final double[] seen;
  private final double[] decided;
  private final boolean fixed;
  private final Integer[] order;
  private int batches;

  ConditionOrder(List<Expression> operands) {
    int size = operands.size();
    this.costs = operands.stream().mapToInt(ExpressionTraits::cost).toArray();
    this.groups = new int[size];
    for (int i = 1; i < size; i++) {
      boolean border =
          ExpressionTraits.mayRaise(operands.get(i))
              || ExpressionTraits.mayRaise(operands.get(i - 1));
      groups[i] = groups[i - 1] + (border ? 1 : 0);
    }
    this.seen = new double[size];
    this.decided = new double[size];
    this.order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    this.fixed = !isWorthwhile(operands, groups);
  }

  private ConditionOrder(int size) {
    this.costs = new int[size];
    this.groups = new int[size];
    this.seen = new double[size];
    this.decided = new double[size];
    this.order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    this.fixed = true;
  }

  /** An order that never changes. */
  static ConditionOrder asGiven(int size) {
    return new ConditionOrder(size);
  }

  /** Whether two operands of a group are evaluated for undecided rows only. */
  private static boolean isWorthwhile(List<Expression> operands, int[] groups) {
    int[] expensive = new int[operands.size()];
    for (int i = 0; i < groups.length; i++) {
      expensive[groups[i]] += ExpressionTraits.isCheap(operands.get(i)) ? 0 : 1;
    }
    return Arrays.stream(expensive).anyMatch(count -> count > 1);
  }

  /** Whether the operands stay as they are given. */
  boolean isFixed() {
    return fixed;
  }

  /** The operand to evaluate as number {@code place}. */
  int operand(int place) {
    return order[place];
  }

  /** Tells how many rows an operand saw undecided and how many it decided. */
  void record(int operand, int rowsSeen, int rowsDecided) {
    seen[operand] += rowsSeen;
    decided[operand] += rowsDecided;
  }

  /** To be called after each batch. */
  void endOfBatch() {
    if (++batches % BATCHES_PER_ROUND != 0) {
      return;
    }
    Arrays.sort(
        order,
        Comparator.<Integer>comparingInt(operand -> groups[operand])
            .thenComparingDouble(this::costPerDecision));
    for (int i = 0; i < seen.length; i++) {
      seen[i] *= OLD_WEIGHT;
      decided[i] *= OLD_WEIGHT;
    }
  }

  private double costPerDecision(int operand) {
    double share = seen[operand] == 0 ? 1 : decided[operand] / seen[operand];
    return costs[operand] / Math.max(NEVER, share);
  }
}
