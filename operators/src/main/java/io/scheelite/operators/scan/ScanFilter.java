package io.scheelite.operators.scan;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.reduction.KeyFilterProbe;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.Split;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One driver's filter: the scan's own condition, then the keys of the joins above. */
final class ScanFilter implements RowFilter, AutoCloseable {
  private final @Nullable Predicate predicate;
  private final @Nullable KeyFilterProbe probe;
  private final List<Integer> columns;

  /** The allocators' owners reserve what both parts need and outlive the filter. */
  ScanFilter(
      @Nullable Expression condition,
      Schema schema,
      int batchSize,
      ScratchAllocator scratch,
      @Nullable KeyFilterProbe probe) {
    this.predicate =
        condition == null ? null : new Predicate(condition, schema, batchSize, scratch);
    this.probe = probe;
    TreeSet<Integer> read = new TreeSet<>();
    if (condition != null) {
      addColumns(condition, read);
    }
    if (probe != null) {
      read.addAll(probe.columns());
    }
    this.columns = List.copyOf(read);
  }

  private static void addColumns(Expression expression, Set<Integer> target) {
    if (expression instanceof Expression.ColumnRef column) {
      target.add(column.index());
    }
    expression.children().forEach(child -> addColumns(child, target));
  }

  /** Whether no row can pass: a build side is empty. */
  boolean isHopeless() {
    return probe != null && probe.isHopeless();
  }

  /** Whether a row of a split can pass, as far as is known without reading it. */
  boolean mayPass(Split split) {
    return probe == null || probe.mayPass(split);
  }

  @Override
  public List<Integer> columns() {
    return columns;
  }

  @Override
  public @Nullable Selection select(Batch batch) {
    Selection passing = predicate == null ? null : predicate.filter(batch);
    if (probe == null || (passing != null && passing.numRows() == 0)) {
      return passing;
    }
    Batch input = passing == null ? batch : batch.withSelection(passing);
    Batch left = probe.filter(input);
    if (left == null) {
      return new Selection(0, 0);
    }
    return left == input ? passing : left.selection();
  }

  @Override
  public boolean mayPass(int column, long min, long max) {
    return probe == null || probe.mayPass(column, min, max);
  }

  @Override
  public void close() {
    if (predicate != null) {
      predicate.close();
    }
  }
}
