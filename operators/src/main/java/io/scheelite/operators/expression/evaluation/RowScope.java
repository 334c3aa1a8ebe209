package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.operators.expression.Expression;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that some evaluators see, numbered densely from 0: all rows of a batch or some of them.
 * Gathers a column when it is first asked for.
 */
final class RowScope {
  private final Schema input;
  private final int capacity;
  private final boolean mayBeSelected;
  private final EvaluationMemory memory;
  private final @Nullable VectorTarget[] targets;
  private final @Nullable ColumnVector[] gathered;
  private final Map<Expression, Evaluator> evaluators = new HashMap<>();
  private long selectionAddress;
  private @Nullable Batch batch;
  private @Nullable Selection selection;
  private @Nullable RowScope whole;
  private int numRows;
  private long epoch;

  /**
   * Makes a scope over nothing yet.
   *
   * @param mayBeSelected whether the batches may have selections, so that columns must be gathered
   */
  RowScope(Schema input, int capacity, boolean mayBeSelected, EvaluationMemory memory) {
    this.mayBeSelected = mayBeSelected;
    this.input = input;
    this.capacity = capacity;
    this.memory = memory;
    this.targets = new VectorTarget[input.size()];
    this.gathered = new ColumnVector[input.size()];
  }

  /** A scope for some of this one's rows. */
  RowScope newSubset() {
    RowScope subset = new RowScope(input, capacity, true, memory);
    subset.selectionAddress = memory.allocate(Selection.sizeBytes(capacity));
    return subset;
  }

  /** Evaluators already made for this scope, so that equal expressions share one. */
  Map<Expression, Evaluator> evaluators() {
    return evaluators;
  }

  int capacity() {
    return capacity;
  }

  /** Reserves room to gather a column. */
  void use(int column) {
    if (mayBeSelected && targets[column] == null) {
      targets[column] = memory.target(input.type(column).physicalType(), capacity);
    }
  }

  /** Sees the alive rows of a batch. */
  void enter(Batch batch) {
    if (batch.numSelectedRows() > capacity) {
      throw new IllegalArgumentException(
          "batch has more rows than evaluators were made for: numRows="
              + batch.numSelectedRows()
              + " batchSize="
              + capacity);
    }
    change(batch, batch.selection(), batch.numSelectedRows(), null);
  }

  /**
   * Sees the rows of {@code parent} whose bit is one.
   *
   * @return how many there are
   */
  int enter(RowScope parent, long bitmap) {
    if (Bitmap.allSet(bitmap, parent.numRows)) {
      change(parent.batch(), parent.selection, parent.numRows, parent);
      return numRows;
    }
    Selection rows = parent.selection;
    int count =
        rows == null
            ? Bitmap.toSelection(bitmap, parent.numRows, selectionAddress)
            : Bitmap.compose(rows, bitmap, selectionAddress);
    change(parent.batch(), new Selection(selectionAddress, count), count, null);
    return count;
  }

  private void change(
      Batch newBatch, @Nullable Selection newSelection, int newNumRows, @Nullable RowScope parent) {
    batch = newBatch;
    selection = newSelection;
    numRows = newNumRows;
    whole = parent;
    epoch++;
    Arrays.fill(gathered, null);
  }

  private Batch batch() {
    Batch current = batch;
    if (current == null) {
      throw new IllegalStateException("no batch was entered");
    }
    return current;
  }

  int numRows() {
    return numRows;
  }

  /** Changes whenever the rows change. */
  long epoch() {
    return epoch;
  }

  /** Whether this is its parent's rows, all of them. */
  boolean isWhole() {
    return whole != null;
  }

  /** The rows of one input column. */
  ColumnVector column(int index) {
    if (whole != null && (whole.targets[index] != null || !whole.mayBeSelected)) {
      return whole.column(index); // perhaps gathered already
    }
    ColumnVector source = batch().column(index);
    Selection rows = selection;
    if (rows == null) {
      return source;
    }
    ColumnVector result = gathered[index];
    if (result == null) {
      VectorTarget target = targets[index];
      if (target == null) {
        throw new IllegalStateException("column was not announced: index=" + index);
      }
      result = VectorGather.gather(source, rows, target);
      gathered[index] = result;
    }
    return result;
  }
}
