package io.scheelite.operators.execution;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.reduction.KeyDescent;
import io.scheelite.operators.reduction.KeyFilter;
import io.scheelite.operators.reduction.KeyFilterProbe.ProbedColumn;
import io.scheelite.operators.runtime.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * The key filters that hold for the output of a plan node: rows that fail them are of no use above
 * it. Immutable.
 */
record Reductions(List<Reduction> all) {
  /** No filters. */
  static final Reductions NONE = new Reductions(List.of());

  /**
   * One filter.
   *
   * @param column of the node's output
   * @param collecting the pipeline after which the filter is complete
   */
  record Reduction(int column, KeyFilter filter, Pipeline collecting) {}

  /** What holds for an input if these hold for the output. */
  Reductions into(PlanNode node, int inputIndex) {
    if (all.isEmpty()) {
      return this;
    }
    List<Reduction> carried = new ArrayList<>();
    for (Reduction reduction : all) {
      int column = KeyDescent.inputColumn(node, inputIndex, reduction.column());
      if (column >= 0) {
        carried.add(new Reduction(column, reduction.filter(), reduction.collecting()));
      }
    }
    return new Reductions(carried);
  }

  Reductions and(List<Reduction> more) {
    List<Reduction> both = new ArrayList<>(all);
    both.addAll(more);
    return new Reductions(both);
  }

  List<ProbedColumn> probedColumns() {
    return all.stream().map(each -> new ProbedColumn(each.column(), each.filter())).toList();
  }
}
